package sensorgate.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Finds what is whole in a journal's file, whatever a crash or a power cut has left of it: any
 * mixture of old and new pages, none at the end, garbage. Belongs to the thread that opens the
 * store. Where the disk cannot be read it throws an {@link java.io.UncheckedIOException}.
 */
final class JournalScan {

    /** Records that stand side by side, their sequences rising by one; pads may follow each. */
    record Run(long from, long to, long first, long last) {

        private Run with(long to, long last) {
            return new Run(from, to, first, last);
        }
    }

    /** The first whole record that begins in a part of the file. */
    record Noted(long offset, long sequence) {}

    /** Takes records in order. */
    interface Visitor {

        /** A whole record stands at {@code at}. */
        void onRecord(byte[] bytes, int at);
    }

    private static final int WINDOW_BYTES = 64 * 1024;

    private final long dataBytes;
    private final int ringId;
    private final CRC32C crc = new CRC32C();
    private final RingWindow window;
    private final List<Noted> noted = new ArrayList<>();

    /** A scan of a ring of which the file has so many bytes. */
    JournalScan(Ring ring, long dataBytes, int ringId) {
        this.dataBytes = dataBytes;
        this.ringId = ringId;
        this.window = new RingWindow(ring, WINDOW_BYTES);
    }

    /**
     * The runs that make up the journal, the oldest first. What stands behind the newest record is
     * the oldest. Going round from there, sequences rise; a run that does not keep to this is what
     * the disk kept of an earlier round.
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

    /** A record of each part of the file that {@link #journal()} has found, of any run. */
    List<Noted> noted() {
        return noted;
    }

    /** Shows the records of a run. */
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

    /** The run with one more record or pad, or the next one, {@code null} if a pad is alone. */
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

    /** Where in the window the offset is; any record that begins there is in the window whole. */
    private int load(long offset) {
        if (!window.holds(offset, dataBytes)) {
            window.read(offset, dataBytes);
        }
        return window.index(offset);
    }
}
