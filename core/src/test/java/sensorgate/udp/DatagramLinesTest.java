package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.Precision;

/** The lines of a datagram, and what the walker says of each. */
final class DatagramLinesTest {

    private static final String MARK = "\u00EF\u00BB\u00BF";
    private static final String LETTERS = "mn,= \n\r\"\\1.#t\0";

    private final DatagramLines lines = new DatagramLines(Precision.US);

    @Test
    void tellsOfEachLineWhatItIs() {
        assertLines("a v=1\n# b\r\n\nc v=x\nEND v=1\n d v=2", false,
                "0-5 point a v=1", "6-10 blank", "11-11 blank", "12-17 VALUE at 16",
                "18-25 RESERVED at 18", "26-32 point d v=2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsNoLineBehindTheLastNewline(boolean isOversize) {
        begin("a v=1\n", isOversize);
        assertTrue(lines.next());
        assertEquals(isOversize, lines.next());
        assertFalse(lines.next());
        assertFalse(lines.next());
    }

    @Test
    void findsNothingInADatagramOfNothing() {
        assertLines("", false);
    }

    @Test
    void readsTimestampsInTheUnitThatIsSet() {
        begin("a v=1 7", false);
        assertTrue(lines.next());
        assertEquals(7_000, lines.point().timeNs());
    }

    @Test
    void theLineThatTheCutWentThroughComesLastAsOversize() {
        assertLines("a v=1\nb v=2", true, "0-5 point a v=1", "6-11 OVERSIZE at 11");
        assertLines("a v=1\n# b", true, "0-5 point a v=1", "6-9 OVERSIZE at 9");
        assertLines("b v=x", true, "0-5 OVERSIZE at 5");
    }

    @Test
    void aCutBetweenTwoLinesLeavesALastLineOfNoBytes() {
        assertLines("a v=1\n", true, "0-5 point a v=1", "6-6 OVERSIZE at 6");
    }

    @Test
    void aStringThatIsOpenAtTheCutTakesAllLinesBehindItsQuote() {
        assertLines("a v=1\nb v=\"\nc v=1\n", true, "0-5 point a v=1", "6-18 OVERSIZE at 18");
        assertLines("a v=1\nb v=\"\nc v=1\n", false,
                "0-5 point a v=1", "6-11 STRING at 10", "12-17 point c v=1");
    }

    @Test
    void anOpenQuoteCostsOnlyItsLine() {
        assertLines("a v=\"o\nb v=1\nc v=\"on\",w=2\n", false,
                "0-6 STRING at 4", "7-12 point b v=1", "13-25 point c v=\"on\",w=2");
        assertLines("a v=\"o\nb v=\"o\nc v=1", false,
                "0-6 STRING at 4", "7-13 STRING at 11", "14-19 point c v=1");
        assertLines("a v=\"1\n2\",w=x\nb v=1", false,
                "0-6 VALUE at 6", "7-13 FIELD at 13", "14-19 point b v=1");
    }

    @Test
    void aQuoteThatIsOpenFarFromTheCutCostsOnlyItsLine() {
        String rest = "c v=1\n".repeat(200);
        begin("b v=\"\n" + rest, true);
        assertTrue(lines.next());
        assertEquals(Cause.STRING, lines.rejection());
        assertTrue(lines.next());
        assertNull(lines.rejection());
        begin("b v=\"\n" + rest.substring(600), true);
        assertTrue(lines.next());
        assertEquals(Cause.OVERSIZE, lines.rejection());
        assertFalse(lines.next());
    }

    /** What is cut off may make the rejected value a good one, in a string that is closed. */
    @Test
    void aLineThatTheCutWentThroughIsOneLineEvenBehindAStringOfSeveralLines() {
        assertLines("a v=\"1\n2\",w=1e", true, "0-14 OVERSIZE at 14");
        assertLines("a v=\"1\n2\",w=x\nb", true,
                "0-6 VALUE at 6", "7-13 FIELD at 13", "14-15 OVERSIZE at 15");
    }

    @Test
    void aLineIsTooLongFromByte1025On() {
        String longest = "a v=\"" + "x".repeat(1018) + "\"";
        assertLines(longest + "\r\nb v=1", false,
                "0-1025 point " + longest, "1026-1031 point b v=1");
        assertLines(" " + longest + "\nb v=1", false,
                "0-1025 LENGTH at 1024", "1026-1031 point b v=1");
        assertLines(longest.replaceFirst("xx", "x\n") + " \nb v=1", false,
                "0-6 LENGTH at 6", "7-1025 FIELD at 1025", "1026-1031 point b v=1");
    }

    // ---- crumbs

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\0", "\0\0\0", "\r", "\n", "\r\n", "\r\0", "\n\0\0", "\r\n\0", "\0\r", "\0\r\0\0"
    })
    void theCrumbsAtTheEndOfADatagramBelongToNoLine(String crumbs) {
        begin("a v=1\nb v=2" + crumbs, false);
        assertTrue(lines.next());
        assertTrue(lines.next());
        assertNull(lines.rejection());
        assertEquals(6, lines.point().from());
        assertEquals(11, lines.point().to());
        assertFalse(lines.next());
    }

    @Test
    void aMarkAtTheStartBelongsToNoLineAndMovesNothing() {
        assertLines(MARK + "a v=1\nb v=x", false, "3-8 point a v=1", "9-14 VALUE at 13");
        assertLines(MARK, false);
        assertLines(MARK + "\0\r", false);
        assertLines(MARK + "a v=1", true, "3-8 OVERSIZE at 8");
        assertLines(MARK + MARK + "a v=1", false, "3-11 point " + MARK + "a v=1");
        assertLines(MARK.substring(0, 2), false, "0-2 UTF8 at 0");
    }

    @Test
    void crumbsElsewhereAreFaults() {
        assertLines("a v=1\0\nb v=2\r\r", false, "0-6 VALUE at 4", "7-13 VALUE at 12");
        assertLines("a v=1\0", true, "0-6 OVERSIZE at 6");
    }

    @Test
    void quotesInNamesAndACarriageReturnAtTheEndMakeTwoPoints() {
        assertLines("d \"=f\r\nf \"=f\r", false, "0-6 point d \"=f", "7-12 point f \"=f");
    }

    @Test
    void aDatagramAfterACutOneIsReadFromItsBeginning() {
        assertLines("b v=x", true, "0-5 OVERSIZE at 5");
        assertLines("a v=1", false, "0-5 point a v=1");
    }

    /** Every byte is in one line or is the newline behind one, however bad the lines are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void linesFollowOneAnotherWithoutAGap(boolean isOversize) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            begin(text, isOversize);
            int next = 0;
            int cut = 0;
            int end = isOversize ? text.length() : text.replaceFirst("\0*\r?\0*\\z", "").length();
            while (lines.next()) {
                assertEquals(next, lines.from(), () -> "seed=" + seed + " " + text);
                next = lines.to() < end ? lines.to() + 1 : lines.to();
                cut += lines.rejection() == Cause.OVERSIZE ? 1 : 0;
            }
            assertEquals(end, next, () -> "seed=" + seed + " " + text);
            assertEquals(isOversize ? 1 : 0, cut, () -> "seed=" + seed + " " + text);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(random.nextInt(4) == 0
                    ? "m v=1\n"
                    : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private void assertLines(String text, boolean isOversize, String... expected) {
        List<String> found = new ArrayList<>();
        begin(text, isOversize);
        while (lines.next()) {
            found.add(lines.from() + "-" + lines.to() + " " + line(text));
        }
        assertEquals(List.of(expected), found);
    }

    private String line(String text) {
        if (lines.isBlank()) {
            return "blank";
        }
        return lines.rejection() == null
                ? "point " + text.substring(lines.point().from(), lines.point().to())
                : lines.rejection() + " at " + lines.errorAt();
    }

    /** Behind the datagram stand bytes that would change what is found. */
    private void begin(String text, boolean isOversize) {
        byte[] bytes = (text + "\n\"=").getBytes(StandardCharsets.ISO_8859_1);
        lines.begin(bytes, text.length(), isOversize);
    }
}
