package sensorgate.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;

/** A journal in memory, written as the UDP thread writes it. */
final class TestRing {

    static final int ID = 0x5d0c41e7;
    static final int BLOCK_BYTES = JournalLayout.BLOCK_BYTES;

    /** The size in the ring of the record of {@link #shortLine}. */
    static final int SHORT_BYTES =
            JournalLayout.RECORD_HEAD + shortLine(1).length() - " 0".length();

    /** The number of short points of a block. */
    static final int BLOCK_POINTS = (BLOCK_BYTES - JournalLayout.BLOCK_HEAD) / SHORT_BYTES;

    /** The size in the ring of the shortest {@link #line}, whose string is empty. */
    static final int STRIDE_MIN = JournalLayout.RECORD_HEAD + "m f=\"\"".length();

    private final Point point = new Point();
    private final Journal journal;
    private final BlockMemory memory;

    TestRing(long bytes) {
        this(bytes, 1, SkippedSequences.NONE);
    }

    /** A ring whose next point gets this sequence. */
    TestRing(long bytes, long nextSequence, SkippedSequences skipped) {
        memory = new BlockMemory(bytes);
        journal = new Journal(origin(nextSequence, skipped), bytes, memory);
    }

    /** The ring of a journal that the test provides. */
    TestRing(Journal own) {
        memory = null;
        journal = own;
    }

    static JournalOrigin origin(long nextSequence, SkippedSequences skipped) {
        return new JournalOrigin(
                ID, new byte[BlockKey.SECRET_BYTES], 1, 1, skipped, 0, nextSequence);
    }

    Journal journal() {
        return journal;
    }

    /** Changes a bit of the memory. */
    void flip(int place, int bit) {
        byte[] one = new byte[BLOCK_BYTES];
        memory.copy(place / BLOCK_BYTES, ByteBuffer.wrap(one), 0, BLOCK_BYTES);
        one[place % BLOCK_BYTES + bit / 8] ^= (byte) (1 << bit % 8);
        memory.put(memory.offsetOf(place / BLOCK_BYTES), one, BLOCK_BYTES);
    }

    /** Appends a line, with 0 for a time that it lacks. */
    void append(String line) {
        append(line, 0);
    }

    void append(String text, long arrivedNs) {
        add(text, arrivedNs);
        journal.commit();
    }

    /** Appends a point that arrived at this moment of both clocks. */
    void append(String text, long arrivedNs, long ticksNs) {
        add(text, arrivedNs, ticksNs);
        journal.commit();
    }

    /** Appends without a commit. */
    void add(String text, long arrivedNs) {
        add(text, arrivedNs, 0);
    }

    private void add(String text, long arrivedNs, long ticksNs) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        int to = LineScanner.scan(line, 0, line.length, Precision.NS, point);
        if (to != line.length || point.rejection() != null) {
            throw new AssertionError("no line: " + text);
        }
        point.sortTags(line);
        journal.append(line, point, point.isTimed() ? point.timeNs() : arrivedNs, arrivedNs,
                ticksNs);
    }

    /** Appends this many points of the same size. Their value is the end of their sequence. */
    void appendShort(int count) {
        for (int i = 0; i < count; i++) {
            append(shortLine(journal.nextSequence()));
        }
    }

    static String shortLine(long sequence) {
        return "m f=" + sequence % 10 + " 0";
    }

    /** A line whose record takes this many bytes of the ring. */
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

    /** Every line that is left. */
    static List<String> lines(Journal journal) {
        JournalReader reader = new JournalReader(journal);
        List<String> lines = new ArrayList<>();
        reader.begin(0);
        do {
            lines.addAll(rest(reader));
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return lines;
    }

    static String line(JournalReader reader) {
        return new String(
                reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                StandardCharsets.UTF_8);
    }
}
