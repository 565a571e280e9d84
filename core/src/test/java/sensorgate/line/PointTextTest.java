package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Points as the journal holds them, and as a reader scans them. */
final class PointTextTest {

    private static final int DATAGRAMS = 30_000;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "m f=1, m f=1 7",
        "`  m   f=1   `, m f=1 7",
        "`m,b=2,a=1 f=1i,g=t`, `m,a=1,b=2 f=1i,g=t 7`",
        "`m,a=1 g=2,f=1,g=3`, `m,a=1 g=2,f=1,g=3 7`",
        "`two\\ words,k\\,1=a\\=b f\\ 1=\"x, y=z\",g=21.50`,"
                + "`two\\ words,k\\,1=a\\=b f\\ 1=\"x, y=z\",g=21.50 7`",
        "m s=\"\", m s=\"\" 7",
        "m s=\"a \\\"b\\\" c\", m s=\"a \\\"b\\\" c\" 7",
    })
    void isCanonical(String sent, String text) {
        assertEquals(text, text(sent, 7));
    }

    @Test
    void isOnOneLine() {
        assertEquals("m f=1 7", text("m f=1\r\n", 7));
        assertEquals("m s=\"a\\nb\\r\\n\\tc\",n=1 7", text("m s=\"a\nb\r\n\tc\",n=1", 7));
        assertEquals("m n=1,s=\"\\n\" 7", text("m n=1,s=\"\n\"", 7));
    }

    @Test
    void keepsTheRestOfALineWithAString() {
        assertEquals("m\\x,t=C:\\n f\\t=\"~\\\\\\n\" 7", text("m\\x,t=C:\\n f\\t=\"~\\\n\"", 7));
        assertEquals(
                "m f\\n=\"\\n\",\\t=1,g\\r=\"\\\\n\",\\n=t 7",
                text("m f\\n=\"\n\",\\t=1,g\\r=\"\\n\",\\n=t", 7));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1_700_000_000_123_456_789L, Long.MIN_VALUE, Long.MAX_VALUE})
    void endsInTheTimeItIsGiven(long timeNs) {
        assertEquals("m f=1 " + timeNs, text("m f=1", timeNs));
        assertEquals("m f=1 " + timeNs, text("m f=1 123", timeNs));
    }

    @Test
    void noneIsLongerThanItSays() {
        String head = "m f=\"";
        String longest = head + "\n".repeat(LineScanner.LINE_MAX - head.length() - 1) + "\"";
        String text = text(longest, Long.MIN_VALUE);
        assertEquals(2 * LineScanner.LINE_MAX - head.length() - 1 + 1 + 20, text.length());
        assertTrue(text.length() <= PointText.BYTES_MAX);
        String letters = head + "\\n".repeat((LineScanner.LINE_MAX - head.length()) / 2) + "\"";
        assertTrue(text(letters, Long.MIN_VALUE).length() <= PointText.BYTES_MAX);
    }

    @Test
    void theLongestLineWithoutAStringIsWhole() {
        String start = "m,b=1,a=";
        String sent = start + "x".repeat(LineScanner.LINE_MAX - start.length() - 4) + " f=1";
        assertEquals(
                "m,a=" + sent.substring(start.length(), sent.length() - 4) + ",b=1 f=1 -5",
                text(sent, -5));
    }

    /** Anything that a sensor may send. */
    @Test
    void saysTheSameAsTheLineThatWasSent() {
        NastyLines lines = new NastyLines(new SplittableRandom(Seed.VALUE));
        int points = 0;
        for (int i = 0; i < DATAGRAMS; i++) {
            String datagram = lines.datagram();
            int at = 0;
            for (Meaning meaning : LineOracle.read(datagram, Precision.NS)) {
                String line = datagram.substring(at, at + meaning.taken());
                at += meaning.taken();
                if (meaning.kind() == Meaning.Kind.POINT) {
                    assertSaysTheSame(line, meaning);
                    points++;
                }
            }
        }
        assertTrue(points > DATAGRAMS / 2, "points=" + points);
    }

    private static void assertSaysTheSame(String line, Meaning meaning) {
        long timeNs = meaning.timeNs() == null ? line.hashCode() : meaning.timeNs();
        String text = text(line, timeNs);
        String found = "seed=" + Seed.VALUE + " sent=" + line + " text=" + text;
        assertTrue(text.length() <= PointText.BYTES_MAX, found);
        assertFalse(text.contains("\n") || text.contains("\r") || text.contains("\t"), found);
        Meaning ofText = LineOracle.readWritten(text);
        assertEquals(Scan.ofWritten(text).meaning(), ofText, found);
        assertEquals(text.length(), ofText.taken(), found);
        assertEquals(text, ofText.point(), found);
        assertEquals(meaning.series(), ofText.series(), found);
        assertEquals(timeNs, ofText.timeNs(), found);
        assertEquals(onOneLine(meaning.fields()), ofText.fields(), found);
    }

    private static List<String> onOneLine(List<String> fields) {
        return fields.stream().map(PointTextTest::onOneLine).toList();
    }

    private static String onOneLine(String field) {
        int valueFrom = field.indexOf("=\"") + 1; // no name holds an equals sign before a quote
        if (valueFrom == 0) {
            return field;
        }
        byte[] into = new byte[2 * field.length()];
        int to = OneLine.write(Scan.bytes(field), valueFrom, field.length(), into, 0);
        return field.substring(0, valueFrom) + Scan.text(into, 0, to);
    }

    /** Writes the first line as text, between other bytes that must not count. */
    private static String text(String line, long timeNs) {
        byte[] bytes = Scan.bytes("?????" + line + "\nother v=1");
        Point point = new Point();
        int limit = 5 + line.length();
        LineScanner.scan(bytes, 5, limit, Precision.NS, point);
        assertNull(point.rejection(), line);
        point.sortTags(bytes);
        byte[] into = new byte[PointText.BYTES_MAX + 8];
        Arrays.fill(into, (byte) '#');
        int to = PointText.writeTime(timeNs, into, PointText.write(bytes, point, into, 3));
        assertEquals("###", Scan.text(into, 0, 3));
        assertEquals("#".repeat(into.length - to), Scan.text(into, to, into.length));
        return Scan.text(into, 3, to);
    }
}
