package sensorgate.earlier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Finds the whole records in the ring of a journal of version 1. */
final class EarlierScan {

    /** Adjacent records whose sequences rise by one. Pads may follow each record. */
    record Run(long from, long to, long first, long last) {

        private Run with(long to, long last) {
            return new Run(from, to, first, last);
        }
    }

    private final long dataBytes;
    private final int ringId;
    private final CRC32C crc = new CRC32C();
    private final EarlierWindow window;

    /** A scan of the first {@code dataBytes} bytes of a ring. */
    EarlierScan(EarlierWindow window, long dataBytes, int ringId) {
        this.window = window;
        this.dataBytes = dataBytes;
        this.ringId = ringId;
    }

    /**
     * The runs that make up the journal, the oldest first. The oldest run follows the newest record
     * in the ring. From there on sequences rise; a run that breaks this order is left from an
     * earlier round and is dropped.
     */
    List<Run> journal() throws IOException {
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

    /** Gives the records of a run to the visitor. */
    void visit(Run run, EarlierJournal.Visitor visitor) throws IOException {
        for (long offset = run.from(); offset < run.to();) {
            int at = window.load(offset);
            int length = EarlierRecord.length(window.bytes(), at);
            if (!EarlierRecord.isPad(length)) {
                visitor.onPoint(
                        EarlierRecord.sequence(window.bytes(), at),
                        EarlierRecord.arrivedNs(window.bytes(), at), window.bytes(),
                        at + EarlierRecord.LINE, at + length);
            }
            offset += EarlierRecord.strideOf(length);
        }
    }

    /** Every run in the file, in the order of their offsets. */
    private List<Run> runs() throws IOException {
        List<Run> runs = new ArrayList<>();
        Run run = null;
        for (long offset = 0; offset < dataBytes;) {
            int at = window.load(offset);
            int limit = (int) Math.min(window.limit(), at + dataBytes - offset);
            if (EarlierRecord.isWhole(window.bytes(), at, limit, ringId, crc)) {
                int length = EarlierRecord.length(window.bytes(), at);
                Run longer = extend(run, offset, offset + EarlierRecord.strideOf(length), at);
                if (run != null && (longer == null || longer.from() != run.from())) {
                    runs.add(run);
                }
                run = longer;
                offset += EarlierRecord.strideOf(length);
            } else {
                offset += EarlierRecord.ALIGNMENT;
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
        if (EarlierRecord.isPad(EarlierRecord.length(window.bytes(), at))) {
            return isAdjacent ? run.with(to, run.last()) : null;
        }
        long sequence = EarlierRecord.sequence(window.bytes(), at);
        return isAdjacent && sequence == run.last() + 1
                ? run.with(to, sequence)
                : new Run(from, to, sequence, sequence);
    }
}
