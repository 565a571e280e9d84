package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names in the order in which a person looks for them. */
final class NaturalOrderTest {

    private static final List<String> IN_ORDER = List.of(
            "", "a", "a,c=1 v", "a,c=02 v", "a,c=2 v", "a,c=2a v", "a,c=10 v", "a,c=10,d=1 v",
            "a,c=99999999999999999999 v", "a,c=100000000000000000000 v", "a,c=x v", "a1", "a1b2",
            "a1b10", "a2", "b");

    @Test
    void numbersComeByTheirValue() {
        List<String> names = new ArrayList<>(IN_ORDER);
        Collections.shuffle(names, new Random(7));
        names.sort(new NaturalOrder());
        assertEquals(IN_ORDER, names);
    }

    @Test
    void everyPairHasAnOrderAndOnlyEqualNamesAreEqual() {
        NaturalOrder order = new NaturalOrder();
        for (int i = 0; i < IN_ORDER.size(); i++) {
            for (int j = 0; j < IN_ORDER.size(); j++) {
                int compared = order.compare(IN_ORDER.get(i), IN_ORDER.get(j));
                assertEquals(Integer.signum(i - j), Integer.signum(compared));
            }
        }
        assertTrue(order.compare("a07", "a7") * order.compare("a7", "a07") < 0);
    }
}
