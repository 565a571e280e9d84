package sensorgate.journal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;

/** A journal in memory, written as the UDP thread writes it. */
final class TestRing {

    static final int ID = 0x5d0c41e7;

    /** The size in the ring of the shortest {@link #line}, whose string is empty. */
    static final int STRIDE_MIN = 32;

    final MemorySegment ring;
    private final Point point = new Point();
    private Journal journal;

    TestRing(long bytes) {
        ring = Arena.ofAuto().allocate(bytes);
        journal = Journal.empty(
                new MemoryRing(ring.asByteBuffer()), ID, SkippedSequences.NONE);
    }

    /** A journal in a ring that the test provides. */
    TestRing(Ring own) {
        ring = null;
        journal = Journal.empty(own, ID, SkippedSequences.NONE);
    }

    Journal journal() {
        return journal;
    }

    /** Opens the ring again as a start does; the next point gets this sequence. */
    void reopen(long nextSequence, SkippedSequences skipped) {
        journal = new Journal(
                journal.ring(), ID, skipped, journal.oldest(), journal.head(), nextSequence);
    }

    /** Appends a line that has a timestamp. */
    void append(String line) {
        append(line, 0);
    }

    void append(String text, long arrivedNs) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        int to = LineScanner.scan(line, 0, line.length, Precision.NS, point);
        if (to != line.length || point.rejection() != null || !point.isTimed()) {
            throw new AssertionError("no line: " + text);
        }
        point.sortTags(line);
        journal.append(line, point, point.timeNs(), arrivedNs);
        journal.commit();
    }

    /**
     * Appends this many points of 32 bytes each. Their value is the last digit of their sequence.
     */
    void appendShort(int count) {
        for (int i = 0; i < count; i++) {
            append(shortLine(journal.nextSequence()));
        }
    }

    static String shortLine(long sequence) {
        return "m f=" + sequence % 10 + " 0";
    }

    /** A line whose record takes this many bytes of the ring, a multiple of eight. */
    static String line(int strideBytes) {
        return "m f=\"" + "x".repeat(strideBytes - STRIDE_MIN) + "\" 0";
    }

    /** The remaining lines of a reader. */
    static List<String> rest(JournalReader reader) {
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(line(reader));
        }
        return lines;
    }

    static String line(JournalReader reader) {
        return new String(
                reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                StandardCharsets.UTF_8);
    }
}
