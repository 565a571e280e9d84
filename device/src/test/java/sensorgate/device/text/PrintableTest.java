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
    void spellsOutEachWayToMisleadAReader() {
        for (int from : new int[] {0x00, 0x7F, 0x202A, 0x2066, 0x200B, 0x2028}) {
            int to = from == 0x7F ? 0x9F : from == 0x00 ? 0x1F : from == 0x2028 ? 0x2029 : from + 3;
            for (int codePoint = from; codePoint <= to; codePoint++) {
                assertSpelledOut(codePoint);
            }
        }
        ("\u00A0\u00AD\u034F\u061C\u115F\u1680\u180E\u2007\u202F\u2060\u2800\u3000\u3164"
                + "\uE000\uFEFF\uFFA0")
                .codePoints().forEach(PrintableTest::assertSpelledOut);
    }

    private static void assertSpelledOut(int codePoint) {
        String text = Character.toString(codePoint);
        String printable = Printable.of(text);
        assertEquals('\\', printable.charAt(0), () -> Integer.toHexString(codePoint));
        boolean isOfLines = codePoint == '\n' || codePoint == '\t';
        assertEquals(isOfLines ? text : printable, Printable.ofLines(text));
    }

    @Test
    void marksBytesThatAreNotUtf8() {
        byte[] bytes = "xM\u00FCx".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("M\uFFFD", Printable.of(bytes, 1, 3));
    }
}
