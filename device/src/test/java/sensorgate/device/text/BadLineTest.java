package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.udp.Cause;

class BadLineTest {

    @Test
    void pointsAtTheByteAtFault() {
        assertEquals(
                "line 3 is not sent: " + Cause.VALUE.remedy() + "\n"
                + "  temp value=abc\n"
                + "             ^",
                describe("temp value=abc", 11));
    }

    @Test
    void pointsBehindALineThatEndsTooEarly() {
        assertEquals("  temp\n      ^", shown(describe("temp", 4)));
    }

    @Test
    void countsLettersNotBytesInFrontOfTheFault() {
        assertEquals("  K\u00FCche\\t=x\n         ^", shown(describe("K\u00FCche\t=x", 7)));
    }

    @Test
    void standsUnderTheFaultBehindWideAndCombiningLetters() {
        assertEquals("  \u6E29\u5EA6=x\n       ^", shown(describe("\u6E29\u5EA6=x", 7)));
        assertEquals("  Ku\u0308che=x\n        ^", shown(describe("Ku\u0308che=x", 8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xx"})
    void cutsOnlyBetweenLetters(String shift) {
        String line = shift + "\u6E29".repeat(50);
        for (int errorAt = 0; errorAt <= shift.length() + 150; errorAt++) {
            boolean isBeginning = errorAt <= shift.length() || (errorAt - shift.length()) % 3 == 0;
            if (isBeginning) {
                String shown = shown(describe(line, errorAt));
                assertEquals(-1, shown.indexOf('\uFFFD'), shown);
            }
        }
    }

    @Test
    void showsOnlyWhatIsNearTheFaultOfALongLine() {
        String line = "x".repeat(500) + "FAULT" + "y".repeat(500);
        String shown = shown(describe(line, 500));
        String[] lines = shown.split("\n");
        assertTrue(lines[0].startsWith("  \u2026xxx"), shown);
        assertTrue(lines[0].endsWith("yyy\u2026"), shown);
        assertTrue(lines[0].length() <= 80, shown);
        assertEquals(lines[0].indexOf("FAULT"), lines[1].indexOf('^'), shown);
    }

    private static String describe(String line, int errorAt) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return BadLine.describe("line 3", bytes, 0, bytes.length, errorAt, Cause.VALUE);
    }

    private static String shown(String description) {
        return description.substring(description.indexOf('\n') + 1);
    }
}
