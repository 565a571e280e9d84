package sensorgate.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Finds the whole records in a journal's file after a crash or a power cut: the file may be any
 * mixture of old pages, new pages and garbage, and may be cut short. Belongs to the thread that
 * opens the store. A read error is thrown as {@link java.io.UncheckedIOException}.
 */
final class JournalScan {

    /** Adjacent records whose sequences rise by one. Pads may follow each record. */
    record Run(long from, long to, long first, long last) {

        private Run with(long to, long last) {
            return new Run(from, to, first, last);
        }
    }

    /** The first whole record of a part of the file. */
    record Noted(long offset, long sequence) {}

    /** Receives records in order. */
    interface Visitor {

        /** Receives a whole record, which begins at {@code at}. */
        void onRecord(byte[] bytes, int at);
    }

    private static final int WINDOW_BYTES = 64 * 1024;

    private final long dataBytes;
    private final int ringId;
    private final CRC32C crc = new CRC32C();
    private final RingWindow window;
    private final List<Noted> noted = new ArrayList<>();

    /** A scan of the first {@code dataBytes} bytes of a ring. */
    JournalScan(Ring ring, long dataBytes, int ringId) {
        this.dataBytes = dataBytes;
        this.ringId = ringId;
        this.window = new RingWindow(ring, WINDOW_BYTES);
    }

    /**
     * The runs that make up the journal, the oldest first. The oldest run follows the newest record
     * in the ring. From there on sequences rise; a run that breaks this order is left from an
     * earlier round and is dropped.
     */
    List<Run> journal() {
        List<Run> all = runs();
        int newest = 0;
        for (int i = 1; i < all.size(); i++) {
            newest = all.get(i).last() > all.get(newest).last() ? i : newest;
        }
        List<Run> kept = new ArrayList<>();
        for (int i = 1; i <= all.size(); i++) {
            Run run = all.get((newest + i) % all.size());
            boolean rises = kept.isEmpty() || run.first() > kept.getLast().last();
            boolean isBeforeNewest = run.last() < all.get(newest).first();
            if (rises && isBeforeNewest || i == all.size()) {
                kept.add(run);
            }
        }
        return kept;
    }

    /** One record for each part of the file that {@link #journal()} has scanned, of any run. */
    List<Noted> noted() {
        return noted;
    }

    /** Gives the records of a run to the visitor. */
    void visit(Run run, Visitor visitor) {
        for (long offset = run.from(); offset < run.to();) {
            int at = load(offset);
            int length = RecordLayout.length(window.bytes(), at);
            if (!RecordLayout.isPad(length)) {
                visitor.onRecord(window.bytes(), at);
            }
            offset += RecordLayout.strideOf(length);
        }
    }

    /** Every run in the file, in the order of their offsets. */
    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        Run run = null;
        for (long offset = 0; offset < dataBytes;) {
            int at = load(offset);
            if (RecordLayout.isWhole(window.bytes(), at, window.limit(), ringId, crc)) {
                long to = offset + RecordLayout.strideOf(RecordLayout.length(window.bytes(), at));
                Run longer = extend(run, offset, to, at);
                if (run != null && (longer == null || longer.from() != run.from())) {
                    runs.add(run);
                }
                run = longer;
                offset = to;
            } else {
                offset += RecordLayout.ALIGNMENT;
            }
        }
        if (run != null) {
            runs.add(run);
        }
        return runs;
    }

    /** The run with one more record or pad, or a new run; {@code null} for a pad without a run. */
    private Run extend(Run run, long from, long to, int at) {
        boolean isAdjacent = run != null && run.to() == from;
        if (RecordLayout.isPad(RecordLayout.length(window.bytes(), at))) {
            return isAdjacent ? run.with(to, run.last()) : null;
        }
        long sequence = RecordLayout.sequence(window.bytes(), at);
        note(from, sequence);
        return isAdjacent && sequence == run.last() + 1
                ? run.with(to, sequence)
                : new Run(from, to, sequence, sequence);
    }

    private void note(long offset, long sequence) {
        long part = offset / JournalPlaces.PART_BYTES;
        if (noted.isEmpty() || noted.getLast().offset() / JournalPlaces.PART_BYTES != part) {
            noted.add(new Noted(offset, sequence));
        }
    }

    /** The index of the offset in the window, which then holds the whole record. */
    private int load(long offset) {
        if (!window.holds(offset, dataBytes)) {
            window.read(offset, dataBytes);
        }
        return window.index(offset);
    }
}
