package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyPointTest {

    private final ReplyPoint point = new ReplyPoint();

    @Test
    void tellsTheParts() {
        assertTrue(point.read("temp,room=living\\ room a=21.5,b=\"x,y=\\nü\" 17"));
        assertEquals("temp,room=living\\ room", point.series());
        assertEquals(2, point.fieldCount());
        assertEquals("a", point.field(0));
        assertEquals("21.5", point.value(0));
        assertEquals("b", point.field(1));
        assertEquals("\"x,y=\\nü\"", point.value(1));
        assertEquals(17, point.timeNs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "END", "temp", "temp value=abc 17", "temp value= 17"})
    void refusesWhatIsNoPoint(String line) {
        assertFalse(point.read(line));
    }

    @Test
    void refusesALineThatIsTooLongForAGateway() {
        assertFalse(point.read("temp value=\"" + "x".repeat(100_000) + "\" 17"));
    }
}
