package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are the same however the network cuts what carries them. */
final class RequestLinesTest {

    private static final int LINE_MAX = 1024;
    private static final String TOO_LONG = "(too long)";

    /** A controller in memory: it sends its bytes in pieces, then ends. */
    private static final class Controller implements ReadableByteChannel {

        private final byte[] bytes;
        private final IntSupplier pieceBytes;
        private int sent;

        Controller(String text, IntSupplier pieceBytes) {
            bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            this.pieceBytes = pieceBytes;
        }

        @Override
        public int read(ByteBuffer into) {
            if (!into.hasRemaining()) {
                return 0;
            }
            if (sent == bytes.length) {
                return -1;
            }
            int pieceMax = Math.min(into.remaining(), bytes.length - sent);
            int piece = Math.min(pieceBytes.getAsInt(), pieceMax);
            into.put(bytes, sent, piece);
            sent += piece;
            return piece;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing to give back
        }
    }

    private final RequestLines lines = new RequestLines();

    // ---- line ends

    @Test
    void linesEndWithLfCrlfOrCr() throws IOException {
        assertLines("PING\nHELP\r\nSTATS\rLIST\r", "PING", "HELP", "STATS", "LIST");
    }

    /** RFC 854: a telnet client sends CR NUL for the return key. */
    @Test
    void aNulBehindACarriageReturnIsAPartOfTheEnd() throws IOException {
        assertLines("PING\r\0HELP\r\0\r\0", "PING", "HELP", "");
        assertLines("PING\n\0", "PING", "\0");
    }

    @Test
    void aCarriageReturnEndsALineBeforeAnythingFollows() throws IOException {
        Controller controller = new Controller("PING\r\nA", () -> 5);
        lines.read(controller);
        assertEquals("PING", next());
        assertTrue(lines.isEmpty());
        lines.read(controller);
        assertEquals(RequestLines.Found.NOTHING, lines.next());
        assertFalse(lines.isEmpty());
    }

    @Test
    void anEmptyLineIsALine() throws IOException {
        assertLines("\n\r\nA\n\n", "", "", "A", "");
    }

    @Test
    void eachCarriageReturnIsAnEnd() throws IOException {
        assertLines("A\rB\r\r\n\rC\n", "A", "B", "", "", "C");
    }

    @Test
    void anyOtherByteStays() throws IOException {
        assertLines("\0\u00fe\t \u007f\n", "\0\u00fe\t \u007f");
    }

    // ---- telnet

    /** Negotiations, a subnegotiation with an escaped 255 in it, a command, and the byte 255. */
    @Test
    void telnetsNegotiationIsLeftOut() throws IOException {
        assertLines("\u00ff\u00fb\u001f\u00ff\u00fd\u0003PI\u00ff\u00fa\u001f\0P\n\u00ff\u00ff"
                + "\u0018\u00ff\u00f0NG\u00ff\u00f1\r\nA\u00ff\u00ffB\n\u00ff\u00fe\n",
                "PING", "A\u00ffB");
    }

    @Test
    void aTelnetCommandThatHasBegunMayBecomePartOfALine() throws IOException {
        lines.read(new Controller("\u00ff\u00fa\u001f", () -> 3));
        assertEquals(RequestLines.Found.NOTHING, lines.next());
        assertFalse(lines.isEmpty());
        lines.reset();
        assertTrue(lines.isEmpty());
        assertLines("A\n", "A");
    }

    @Test
    void theLastLineNeedsNoEnd() throws IOException {
        assertLines("A\nB", "A", "B");
        assertLines("A", "A");
        assertLines("A\r\nB\r", "A", "B");
    }

    @Test
    void nothingSentIsNoLine() throws IOException {
        assertLines("");
    }

    // ---- length

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", ""})
    void aLineOf1024BytesIsTaken(String end) throws IOException {
        String longest = "x".repeat(LINE_MAX);
        assertLines(longest + end, longest);
        assertLines("A\n" + longest + "\n" + longest + end, "A", longest, longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aLineOf1025BytesIsTooLong(String end) throws IOException {
        String tooLong = "x".repeat(LINE_MAX + 1);
        assertLines(tooLong + end, TOO_LONG);
        assertLines("A\n" + tooLong + end + "B\n", "A", TOO_LONG, "B");
        assertLines("A\n" + (tooLong + end).repeat(2) + "B", "A", TOO_LONG, TOO_LONG, "B");
    }

    @ParameterizedTest
    @ValueSource(ints = {1026, 1027, 1028, 2053, 2054, 3000, 4095, 4096, 4097, 8192, 10_000})
    void aLineThatIsTooLongIsReportedOnceAndTheNextIsTaken(int length) throws IOException {
        assertLines("A\n" + "x".repeat(length) + "\nB\r\nC\n", "A", TOO_LONG, "B", "C");
    }

    @Test
    void megabytesWithoutANewlineAreOneLine() throws IOException {
        String megabytes = "x".repeat(3_000_000);
        for (int pieceBytes : new int[] {1, 1023, 1500, 65_536}) {
            assertEquals(
                    List.of(TOO_LONG, "PING"), found(megabytes + "\nPING\n", () -> pieceBytes));
        }
    }

    /** It is a line, as any other that the end of the input ends, and owed its one ERR. */
    @ParameterizedTest
    @ValueSource(ints = {1025, 1026, 1027, 2054, 4096, 8192, 100_000})
    void theLastLineIsReportedTooWhenItIsTooLongAndHasNoEnd(int length) throws IOException {
        assertLines("x".repeat(length), TOO_LONG);
        assertLines("A\n" + "x".repeat(length), "A", TOO_LONG);
    }

    // ---- pieces

    /** Each of the 2048 ways to cut twelve bytes. */
    @Test
    void aShortTextIsTheSameInEverySplit() throws IOException {
        String text = "A\r\n\nBC\r\nD\r\rE";
        List<String> expected = List.of("A", "", "BC", "D", "", "E");
        int cuts = text.length() - 1;
        for (int split = 0; split < 1 << cuts; split++) {
            assertEquals(expected, found(text, pieces(split)), "split=" + split);
        }
    }

    @Test
    void aLongTextIsTheSameInRandomSplits() throws IOException {
        long seed = Long.getLong("sensorgate.seed", System.nanoTime());
        System.out.println("RequestLinesTest: sensorgate.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<String> expected = new ArrayList<>();
            String text = randomText(random, expected);
            int pieceMax = 1 << random.nextInt(14);
            assertEquals(expected, found(text, () -> 1 + random.nextInt(pieceMax)), "seed=" + seed);
        }
    }

    /** A connection that waits is read ahead, as far as there is room. */
    @Test
    void whatWasReadAheadIsNotLost() throws IOException {
        String text = "HELP\r\n".repeat(1000);
        Controller controller = new Controller(text, () -> 100);
        while (lines.read(controller) > 0) {
            assertFalse(lines.isEmpty());
        }
        assertFalse(lines.isEnded(), "the buffer is full, the rest waits in the kernel");
        List<String> found = new ArrayList<>();
        takeAll(found);
        readToTheEnd(controller, found);
        assertEquals(Collections.nCopies(1000, "HELP"), found);
    }

    // ---- the end

    @Test
    void tellsWhetherAnythingIsLeftThatMayBecomeALine() throws IOException {
        Controller controller = new Controller("A\nB", () -> 3);
        assertTrue(lines.isEmpty());
        lines.read(controller);
        assertFalse(lines.isEmpty());
        assertEquals("A", next());
        assertFalse(lines.isEmpty());
        assertEquals(RequestLines.Found.NOTHING, lines.next());
        assertFalse(lines.isEnded());
        assertEquals(-1, lines.read(controller));
        assertTrue(lines.isEnded());
        assertEquals("B", next());
        assertTrue(lines.isEmpty());
        assertEquals(RequestLines.Found.NOTHING, lines.next());
    }

    @Test
    void nothingOfOneConnectionIsLeftForTheNext() throws IOException {
        for (String left : List.of("PIN", "A\nPIN", "x".repeat(5000), "x".repeat(1027), "A\nB\n")) {
            for (boolean ended : new boolean[] {false, true}) {
                leave(left, ended);
                lines.reset();
                assertTrue(lines.isEmpty());
                assertFalse(lines.isEnded());
                assertEquals(List.of("G", "H"), found("G\nH\n", () -> 1));
            }
        }
    }

    /** Reads all that a new controller sends, then its end too if it ended, and leaves the rest. */
    private void leave(String text, boolean ended) throws IOException {
        lines.reset();
        Controller controller = new Controller(text, () -> 5000);
        while (controller.sent < text.length()) {
            lines.read(controller);
            lines.next();
        }
        if (ended) {
            assertEquals(-1, lines.read(controller));
        }
    }

    // ---- running

    /** Whole, a byte at a time, and cut in two at every place near a line's end. */
    private void assertLines(String text, String... expected) throws IOException {
        assertEquals(List.of(expected), found(text, () -> Integer.MAX_VALUE));
        for (int pieceBytes : new int[] {1, 2, 3, 1024, 1025, 1026, 1027, 4096}) {
            assertEquals(List.of(expected), found(text, () -> pieceBytes), "piece=" + pieceBytes);
        }
        for (int cut = Math.max(1, text.length() - 8); cut < text.length(); cut++) {
            assertEquals(List.of(expected), found(text, cutAt(cut)), "cut=" + cut);
        }
    }

    /** What is found on a new connection that sends the text in these pieces. */
    private List<String> found(String text, IntSupplier pieceBytes) throws IOException {
        lines.reset();
        List<String> found = new ArrayList<>();
        readToTheEnd(new Controller(text, pieceBytes), found);
        assertTrue(lines.isEmpty());
        assertTrue(lines.isEnded());
        return found;
    }

    private void readToTheEnd(Controller controller, List<String> found) throws IOException {
        int count;
        do {
            count = lines.read(controller);
            assertTrue(count != 0, "there is always room once every line was taken");
            takeAll(found);
        } while (count > 0);
    }

    private void takeAll(List<String> found) {
        for (String line = next(); line != null; line = next()) {
            found.add(line);
        }
    }

    private String next() {
        return switch (lines.next()) {
            case NOTHING -> null;
            case TOO_LONG -> TOO_LONG;
            case LINE -> new String(
                    lines.bytes(), lines.lineFrom(), lines.lineTo() - lines.lineFrom(),
                    StandardCharsets.ISO_8859_1);
        };
    }

    /** A bit for each place between two bytes: 1 cuts there. */
    private static IntSupplier pieces(int split) {
        int[] rest = {split | 1 << 30};
        return () -> {
            int piece = Integer.numberOfTrailingZeros(rest[0]) + 1;
            rest[0] >>>= piece;
            return piece;
        };
    }

    private static IntSupplier cutAt(int cut) {
        boolean[] isCut = {false};
        return () -> {
            int piece = isCut[0] ? Integer.MAX_VALUE : cut;
            isCut[0] = true;
            return piece;
        };
    }

    private static String randomText(Random random, List<String> expected) {
        StringBuilder text = new StringBuilder();
        boolean returns = random.nextBoolean(); // a CR and an empty line's LF would be one end
        for (int i = 0; i < 50; i++) {
            int length = switch (random.nextInt(10)) {
                case 0 -> 0;
                case 1 -> LINE_MAX - 1 + random.nextInt(5);
                case 2 -> random.nextInt(10_000);
                default -> random.nextInt(80);
            };
            String line = String.valueOf((char) ('a' + random.nextInt(26))).repeat(length);
            expected.add(length > LINE_MAX ? TOO_LONG : line);
            text.append(line).append(random.nextBoolean() ? "\r\n" : returns ? "\r" : "\n");
        }
        return text.toString();
    }
}
