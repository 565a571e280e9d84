package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void leavesWhatCanBeSeenAsItIs() {
        String line = "temp,room=K\u00FCche \u6E29=21.5";
        assertEquals(line, Printable.of(line));
    }

    @Test
    void spellsOutWhatCannotBeSeen() {
        assertEquals("a\\nb\\r\\t\\u0000\\u001b[31m", Printable.of("a\nb\r\t\0\u001B[31m"));
        assertEquals("\\u009b \\u202e \\u2028", Printable.of("\u009B \u202E \u2028"));
    }

    @Test
    void marksBytesThatAreNotUtf8() {
        byte[] bytes = "xM\u00FCx".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("M\uFFFD", Printable.of(bytes, 1, 3));
    }
}
