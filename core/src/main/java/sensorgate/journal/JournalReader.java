package sensorgate.journal;

import java.lang.invoke.VarHandle;
import java.util.zip.CRC32C;

/**
 * Reads points from a journal in order of arrival, while the writer appends. Belongs to one thread
 * and allocates nothing. The reader never returns a record that the writer has overtaken.
 *
 * <p>{@link #begin} goes to a sequence and returns how many points are lost between this sequence
 * and the first point left. {@link #next} takes one point after the other, up to the last point at
 * the time of {@code begin}. It stops early where points are missing; the next {@code begin} counts
 * these.
 */
public final class JournalReader {

    private static final int WINDOW_BYTES = 64 * 1024;

    private final Journal journal;
    private final RingWindow window;
    private final byte[] bytes;
    private final CRC32C crc = new CRC32C();
    private long place;
    private long end;
    private long limit;
    private long sequence;
    private int at;
    private int length;

    /** A reader; call {@link #begin} first. */
    public JournalReader(Journal journal) {
        this(journal, WINDOW_BYTES);
    }

    /** A reader that copies this many bytes a call, at least one record. */
    public JournalReader(Journal journal, int windowBytes) {
        this.journal = journal;
        this.window = new RingWindow(journal.ring(), windowBytes);
        this.bytes = window.bytes();
        this.place = journal.oldest();
    }

    /**
     * Goes to the first point that has this sequence or a later one.
     *
     * @param from a sequence, at most {@link Journal#nextSequence()}; 0 for the oldest
     * @return how many points were lost between {@code from} and that point
     * @throws JournalDamagedException if something else has changed the journal
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    public long begin(long from) {
        final long announced = journal.announcedHead(); // first: no later point is before it
        limit = journal.nextSequence(); // before the end, so that all points below are before it
        end = journal.head();
        if (from != sequence || place < journal.oldest()) {
            place = from >= limit ? announced : journal.places().nearest(from, journal.oldest());
        }
        long first = seek(from);
        sequence = first >= 0 ? first : Math.max(from, limit);
        return from == 0 ? 0 : journal.skipped().pointsBetween(from, sequence);
    }

    /**
     * Takes the next point; false if there is none, or if points are missing before it.
     *
     * @throws JournalDamagedException if something else has changed the journal
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    public boolean next() {
        while (place < end) {
            if (!load()) {
                return false; // overtaken: the next begin() counts what was lost
            }
            if (!RecordLayout.isPad(length)) {
                return take();
            }
            place += RecordLayout.strideOf(length);
        }
        return false;
    }

    /** The sequence of the next point: the cursor to continue from. */
    public long sequence() {
        return sequence;
    }

    /** The place of the next record or pad. */
    public long place() {
        return place;
    }

    /** The bytes with the line of the point taken, from {@link #lineFrom()}. */
    public byte[] bytes() {
        return bytes;
    }

    public int lineFrom() {
        return at + RecordLayout.LINE;
    }

    /** The end of the line, exclusive. */
    public int lineTo() {
        return at + length;
    }

    /** When the point arrived, nanoseconds since 1970. */
    public long arrivedNs() {
        return RecordLayout.arrivedNs(bytes, at);
    }

    private boolean take() {
        checkWhole();
        long taken = RecordLayout.sequence(bytes, at);
        boolean isAnnounced = taken < limit; // otherwise its cursor would be ahead of the journal
        if (!isAnnounced || journal.skipped().pointsBetween(sequence, taken) > 0) {
            return false;
        }
        sequence = taken + 1;
        place += RecordLayout.strideOf(length);
        return true;
    }

    /**
     * Goes forward to the first record of this sequence or a later one, and returns its sequence,
     * or -1 if there is none. Starts again from the oldest record if the writer overtakes.
     */
    private long seek(long from) {
        while (place < end) {
            if (!load()) {
                place = journal.oldest();
            } else if (!RecordLayout.isPad(length) && RecordLayout.sequence(bytes, at) >= from) {
                checkWhole();
                return RecordLayout.sequence(bytes, at);
            } else {
                place += RecordLayout.strideOf(length);
            }
        }
        return -1;
    }

    private void checkWhole() {
        if (!RecordLayout.isWhole(bytes, at, window.limit(), journal.id(), crc)) {
            throw new JournalDamagedException(place);
        }
    }

    /** Copies the record or pad to memory; false if the writer has overtaken it. */
    private boolean load() {
        if (!window.holds(place, end)) {
            window.read(place, end);
            VarHandle.loadLoadFence(); // pairs with the storeStoreFence in Journal.makeRoom()
            if (place < journal.oldest()) {
                window.forget();
                return false;
            }
        }
        at = window.index(place);
        length = RecordLayout.length(bytes, at);
        if (!RecordLayout.isPlausible(length)) {
            throw new JournalDamagedException(place);
        }
        return true;
    }
}
