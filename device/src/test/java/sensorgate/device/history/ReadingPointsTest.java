package sensorgate.device.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.client.ReadingName;

class ReadingPointsTest {

    private final ReadingPoints points = new ReadingPoints(new ReadingName("temp,r=a", "value"));

    @Test
    void picksTheFieldAmongOthers() {
        assertTrue(points.take("temp,r=a humidity=40i,value=21.5,x=\"value=3\" 17"));
        assertEquals("21.5", points.value());
        assertEquals(17, points.timeNs());
    }

    @Test
    void takesTheLastOfAFieldGivenTwice() {
        assertTrue(points.take("temp,r=a value=1,value=2 17"));
        assertEquals("2", points.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "temp,r=ab value=1 17", "temp value=1 17", "atemp,r=a value=1 17", "temp,r=a values=1 17",
        "temp,r=a x=\"value=1\" 17", "temp,r=a valu", "temp,r=a value=abc 17"})
    void leavesOtherLines(String line) {
        assertFalse(points.take(line));
    }
}
