package sensorgate.device.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.udp.Cause;

class PointReaderTest {

    @Test
    void readsPointsOneByOne() throws IOException {
        assertEquals(
                List.of("1 a v=1", "2 b v=2 17", "3 c v=3"), read("a v=1\n  b v=2 17  \r\nc v=3"));
    }

    @Test
    void skipsBlankLinesAndComments() throws IOException {
        assertEquals(List.of("4 a v=1"), read("\n# a comment\n   \na v=1\n\n# the end"));
        assertEquals(List.of(), read(""));
    }

    @Test
    void keepsANewlineWithinAString() throws IOException {
        assertEquals(
                List.of("1 a v=\"two\nlines\"", "3 b v=1"), read("a v=\"two\nlines\"\nb v=1\n"));
    }

    @Test
    void readsOnBehindAStringThatDoesNotEnd() throws IOException {
        assertEquals(List.of("1 STRING a v=\"open", "2 b v=1"), read("a v=\"open\nb v=1\n"));
    }

    @Test
    void givesUpAStringThatNoDatagramCouldHold() throws IOException {
        String others = "b v=1\n".repeat(200);
        List<String> lines = read("a v=\"open\n" + others + "c v=\"closed\"\n");
        assertEquals("1 STRING a v=\"open", lines.getFirst());
        assertEquals("202 c v=\"closed\"", lines.getLast());
        assertEquals(202, lines.size());
    }

    @Test
    void refusesABadLineAndReadsTheNext() throws IOException {
        assertEquals(List.of("1 VALUE a v=x", "2 b v=1"), read("a v=x\nb v=1\n"));
    }

    @Test
    void readsALineAsLongAsADatagram() throws IOException {
        String longest = "a v=\"" + "x".repeat(1018) + "\"";
        assertEquals(1024, longest.length());
        assertEquals(List.of("1 " + longest, "2 b v=1"), read(longest + "\r\nb v=1"));
        assertEquals(List.of("1 " + longest), read(longest));
    }

    @Test
    void readsALineThatACarriageReturnMakesAsLongAsADatagram() throws IOException {
        String line = "a v=\"" + "x".repeat(1017) + "\"";
        assertEquals(1023, line.length());
        assertEquals(List.of("1 " + line, "2 b v=1"), read(line + "\r\nb v=1\n"));
    }

    @Test
    void refusesALineThatACarriageReturnIsIn() throws IOException {
        String line = "a v=\"" + "x".repeat(1017) + "\"";
        PointReader reader = new PointReader(new ByteArrayInputStream(
                (line + "\rx\nb v=1\n").getBytes(StandardCharsets.UTF_8)));
        assertTrue(reader.next());
        assertEquals(Cause.VALUE, reader.rejection());
        assertTrue(reader.errorAt() <= reader.to());
        assertTrue(reader.next());
        assertNull(reader.rejection());
    }

    @Test
    void refusesASeriesThatTheGatewayWouldReject() throws IOException {
        assertEquals(
                List.of("1 RESERVED END v=1", "2 END,a=b v=1"), read("END v=1\nEND,a=b v=1\n"));
    }

    @Test
    void refusesALongerLineWhole() throws IOException {
        for (int length : new int[] {1019, 1020, 5_000, 70_000, 200_000}) {
            String line = "a v=\"" + "x".repeat(length) + "\"";
            String start = "LENGTH " + line.substring(0, 1024);
            assertEquals(
                    List.of("1 " + start, "2 b v=1", "3 " + start),
                    read(line + "\nb v=1\n" + line));
        }
    }

    @Test
    void readsMoreThanItsBufferHolds() throws IOException {
        List<String> lines = read("temp,room=attic value=21.5\n".repeat(10_000));
        assertEquals(10_000, lines.size());
        assertEquals("10000 temp,room=attic value=21.5", lines.getLast());
    }

    @Test
    void handsOverAPointAsSoonAsItsNewlineIsThere() throws IOException {
        InputStream slow = new SlowStream("a v=1\nb v=", "2\n");
        PointReader reader = new PointReader(slow);
        assertEquals(true, reader.next());
        assertEquals("1 a v=1", describe(reader));
        assertEquals(2, slow.available()); // the reader has not read further
    }

    /** Reads the stream whole, and again byte by byte: the pieces must not matter. */
    private static List<String> read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> lines = readAll(new ByteArrayInputStream(bytes));
        if (bytes.length < 10_000) {
            assertEquals(lines, readAll(new SlowStream(text.split(""))));
        }
        return lines;
    }

    private static List<String> readAll(InputStream input) throws IOException {
        PointReader reader = new PointReader(input);
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(describe(reader));
        }
        return lines;
    }

    private static String describe(PointReader reader) {
        String line = new String(
                reader.bytes(), reader.from(), reader.to() - reader.from(), StandardCharsets.UTF_8);
        String cause = reader.rejection() == null ? "" : reader.rejection() + " ";
        return reader.lineNumber() + " " + cause + line;
    }

    /** Gives one piece per call. */
    private static final class SlowStream extends InputStream {

        private final String[] pieces;
        private int next;

        SlowStream(String... pieces) {
            this.pieces = pieces;
        }

        @Override
        public int read() {
            throw new AssertionError("one byte at a time is never asked for");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (next == pieces.length) {
                return -1;
            }
            byte[] piece = pieces[next++].getBytes(StandardCharsets.UTF_8);
            System.arraycopy(piece, 0, into, offset, piece.length);
            return piece.length;
        }

        /** How many bytes are unread. */
        @Override
        public int available() {
            int left = 0;
            for (int i = next; i < pieces.length; i++) {
                left += pieces[i].length();
            }
            return left;
        }
    }
}
