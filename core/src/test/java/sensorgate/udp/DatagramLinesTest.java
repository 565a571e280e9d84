package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of a datagram, and what the walker says of each. */
final class DatagramLinesTest {

    private static final String LETTERS = "mn,= \n\r\"\\1.#t";

    private final DatagramLines lines = new DatagramLines(1_000);

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
            while (lines.next()) {
                assertEquals(next, lines.from(), () -> "seed=" + seed + " " + text);
                next = lines.to() < text.length() ? lines.to() + 1 : lines.to();
                cut += lines.rejection() == Cause.OVERSIZE ? 1 : 0;
            }
            assertEquals(text.length(), next, () -> "seed=" + seed + " " + text);
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
