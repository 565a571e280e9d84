package sensorgate.journal;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.PointText;

/**
 * Reads points from a journal in order of arrival, while the writer appends. Belongs to one thread
 * and allocates nothing. The reader never returns a record that the writer has overtaken, nor a
 * record whose check or line is wrong: such a point is lost.
 *
 * <p>{@link #begin} goes to a sequence and returns how many points are lost between this sequence
 * and the first point left. {@link #next} takes one point after the other, up to the last point at
 * the time of {@code begin}. It stops early where points are missing; the next {@code begin} counts
 * these. It also stops where the disk does not answer: see {@link #isUnanswered()}.
 *
 * <p>Times of arrival are corrected by what is known at the time of {@code begin} about the clock
 * of the point's boot: see {@link Clocks}.
 */
public final class JournalReader {

    private static final int WINDOW_BYTES = 64 * 1024;
    private static final Clocks NOTHING = Clocks.unknown(Clocks.NO_BOOT);

    private final Journal journal;
    private final boolean isOfStamps;
    private final byte[] window;
    private final ByteBuffer buffer;
    private final BlockKey key;
    private final BlockReads.Request request = new BlockReads.Request();
    private final Point point = new Point();
    private final byte[] line = new byte[PointText.BYTES_MAX];
    private long windowFrom;
    private long windowTo;

    /** The block that {@link #key} is of; -1 for none. */
    private long checked = -1;
    private boolean isUnanswered;
    private long place;
    private long end;
    private long limit;
    private long sequence;
    private SkippedSequences.Gap firstCut;
    private SkippedSequences.Gap lastCut;
    private long cutShiftNs;
    private int at;
    private int length;
    private int lineTo;
    private long arrivedNs;
    private long ticksNs;
    private boolean isArrivalTime;
    private Clocks clocks;

    /** The boot of the block {@link #checked}, and what is known about its clock. */
    private int boot;
    private Clocks.Entry entry;

    /** A reader; call {@link #begin} first. */
    public JournalReader(Journal journal) {
        this(journal, WINDOW_BYTES);
    }

    /** A reader that copies this many bytes a call, at least one block. */
    public JournalReader(Journal journal, int windowBytes) {
        this(journal, windowBytes, false);
    }

    /** A reader that gives times as they were stamped, by clocks that may have been wrong. */
    public static JournalReader ofStamps(Journal journal) {
        return new JournalReader(journal, WINDOW_BYTES, true);
    }

    private JournalReader(Journal journal, int windowBytes, boolean isOfStamps) {
        this.isOfStamps = isOfStamps;
        this.journal = journal;
        this.window = new byte[Math.max(windowBytes & -JournalLayout.BLOCK_BYTES,
                JournalLayout.BLOCK_BYTES)];
        this.buffer = ByteBuffer.wrap(window);
        this.key = new BlockKey(journal.origin().secret());
        this.place = journal.oldest();
        this.clocks = knownClocks();
    }

    /**
     * Goes to the first point that has this sequence or a later one.
     *
     * @param from a sequence, at most {@link Journal#nextSequence()}; 0 for the oldest
     * @return how many points were lost between {@code from} and that point
     */
    public long begin(long from) {
        final long announced = journal.announcedHead(); // first: no later point is before it
        limit = journal.nextSequence(); // before the end, so that all points below are before it
        end = journal.head();
        isUnanswered = false;
        final Clocks known = knownClocks();
        if (clocks != known) {
            clocks = known;
            entry = clocks.entry(boot);
        }
        firstCut = null;
        if (from != sequence || place < journal.oldest()) {
            place = from >= limit ? announced : journal.places().nearest(from, journal.oldest());
        }
        final boolean isFound = seek(from);
        if (isUnanswered) {
            return 0;
        }
        sequence = isFound ? JournalLayout.sequence(window, at) : Math.max(from, limit);
        if (from == 0) {
            return 0;
        }
        firstCut = journal.skipped().firstCut(from, sequence);
        lastCut = journal.skipped().lastCut(from, sequence);
        cutShiftNs = isFound ? shiftNs() : 0;
        return journal.skipped().pointsBetween(from, sequence);
    }

    /** Takes the next point; false if there is none, or if points are missing before it. */
    public boolean next() {
        while (advance()) {
            final long taken = JournalLayout.sequence(window, at);
            if (taken >= limit) { // not announced: its cursor would be ahead of the journal
                return false;
            }
            if (taken >= sequence && isLine()) {
                return take(taken);
            }
            place += length; // a record that the gateway did not write
        }
        return false;
    }

    /** True if the last {@link #begin} or {@link #next} ended because the disk did not answer. */
    public boolean isUnanswered() {
        return isUnanswered;
    }

    /** True if the power was cut between the sequence of {@link #begin} and the first point. */
    public boolean isCut() {
        return firstCut != null;
    }

    /** The arrival of the last point known before the cut, nanoseconds since 1970; 0 for none. */
    public long cutFromNs() {
        return firstCut.lostFromNs();
    }

    /**
     * The start after the cut, nanoseconds since 1970. The clock was then as wrong as for the first
     * point after the cut.
     */
    public long cutToNs() {
        return lastCut.lostToNs() + cutShiftNs;
    }

    /** The sequence of the next point: the cursor to continue from. */
    public long sequence() {
        return sequence;
    }

    /** The place of the next record or block. */
    public long place() {
        return place;
    }

    /** The bytes with the line of the point taken, from {@link #lineFrom()}. */
    public byte[] bytes() {
        return line;
    }

    public int lineFrom() {
        return 0;
    }

    /** The end of the line, exclusive. */
    public int lineTo() {
        return lineTo;
    }

    /** When the point arrived, nanoseconds since 1970, as far as is known by now. */
    public long arrivedNs() {
        return arrivedNs;
    }

    /** When the point arrived on the steady clock of its boot. */
    public long ticksNs() {
        return ticksNs;
    }

    /** The boot in which the point arrived; {@link Clocks#NO_BOOT} if it is not known. */
    public int boot() {
        return boot;
    }

    /** True if the sensor gave no time: the point's time is its time of arrival. */
    public boolean isArrivalTime() {
        return isArrivalTime;
    }

    /** True if the time is the sensor's own, or the clock of the point's boot was right. */
    public boolean isTimeKnown() {
        return !isArrivalTime || entry != null && entry.isRight();
    }

    private Clocks knownClocks() {
        return isOfStamps ? NOTHING : journal.clocks();
    }

    private boolean take(long taken) {
        if (journal.skipped().pointsBetween(sequence, taken) > 0
                || journal.skipped().firstCut(sequence, taken) != null) {
            return false;
        }
        ticksNs = JournalLayout.ticksNs(window, at);
        isArrivalTime = isArrivalTime(at);
        arrivedNs = JournalLayout.arrivedNs(window, at) + shiftNs();
        sequence = taken + 1;
        place += length;
        return true;
    }

    /** Goes forward to the first record of this sequence or a later one; false without one. */
    private boolean seek(long from) {
        while (advance()) {
            if (JournalLayout.sequence(window, at) >= from && isLine()) {
                return true;
            }
            place += length;
        }
        return false;
    }

    /** Copies the line of the record, with its time; false if that is no line of a point. */
    private boolean isLine() {
        final int bytes = length - JournalLayout.RECORD_HEAD;
        System.arraycopy(window, at + JournalLayout.RECORD_HEAD, line, 0, bytes);
        lineTo = PointText.writeTime(timeNs(), line, bytes);
        final int scanned = LineScanner.scanWritten(line, 0, lineTo, point);
        return scanned == lineTo && !point.isEndedByNewline() && !point.isBlank()
                && point.rejection() == null && point.isTimed();
    }

    private long timeNs() {
        final long stampedNs = JournalLayout.timeNs(window, at);
        return entry == null || !isArrivalTime(at)
                ? stampedNs
                : entry.timeNs(JournalLayout.ticksNs(window, at), stampedNs);
    }

    /** How far the arrival of the record is corrected. */
    private long shiftNs() {
        final long stampedNs = JournalLayout.arrivedNs(window, at);
        return entry == null
                ? 0
                : entry.arrivedNs(JournalLayout.ticksNs(window, at), stampedNs) - stampedNs;
    }

    private boolean isArrivalTime(int record) {
        return (JournalLayout.flags(window, record) & JournalLayout.ARRIVAL_IS_TIME) != 0;
    }

    /** Goes to the first whole record from the place on; false if there is none before the end. */
    private boolean advance() {
        while (place < end) {
            final long block = JournalLayout.blockOf(place);
            final int in = (int) (place - JournalLayout.placeOf(block));
            if (!isInWindow(block)) {
                if (isUnanswered) {
                    return false;
                }
                continue; // the place has moved forward
            }
            if (!isChecked(block)) {
                leave(block);
            } else if (in == 0) {
                place += JournalLayout.BLOCK_HEAD;
            } else {
                at = (int) (place - windowFrom);
                final int to = (int) Math.min(
                        windowTo - windowFrom, JournalLayout.placeOf(block + 1) - windowFrom);
                if (JournalLayout.isRecord(window, at, to, key)) {
                    length = JournalLayout.length(window, at);
                    return true;
                }
                leave(block); // its end, or damage: the rest of the block is lost
            }
        }
        return false;
    }

    private void leave(long block) {
        place = Math.min(end, JournalLayout.placeOf(block + 1));
    }

    /** True if the window has the whole head of the block, and it is the head of this block. */
    private boolean isChecked(long block) {
        if (checked != block) {
            final int head = (int) (JournalLayout.placeOf(block) - windowFrom);
            checked = JournalLayout.isBlock(window, head, key)
                            && JournalLayout.blockNumber(window, head) == block
                    ? block
                    : -1;
            boot = checked == block ? JournalLayout.blockBoot(window, head) : Clocks.NO_BOOT;
            entry = clocks.entry(boot);
        }
        return checked == block;
    }

    /** True if the window holds the place. Otherwise the place has moved to what is left. */
    private boolean isInWindow(long block) {
        if (place >= windowFrom && place < windowTo) {
            return true;
        }
        windowFrom = JournalLayout.placeOf(block);
        windowTo = windowFrom; // empty
        checked = -1;
        if (windowFrom >= journal.memoryOldest()) {
            return copyFromMemory(block);
        }
        if (place < journal.fileOldest()) {
            place = Math.min(end, journal.oldest());
        } else if (place >= journal.written()) {
            place = Math.min(end, journal.memoryOldest());
        } else {
            return readFromFile(block);
        }
        return false;
    }

    /** False if the UDP thread has overtaken the copy: then perhaps the file has the block. */
    private boolean copyFromMemory(long block) {
        final int copied = journal.copy(
                block, window.length / JournalLayout.BLOCK_BYTES, end, buffer.clear());
        VarHandle.loadLoadFence(); // pairs with the storeStoreFence in Journal.beginBlock()
        if (windowFrom >= journal.memoryOldest()) {
            windowTo = windowFrom + copied;
            return true;
        }
        return false;
    }

    private boolean readFromFile(long block) {
        final long writtenTo = journal.written() + JournalLayout.BLOCK_BYTES - 1;
        final long after = JournalLayout.blockOf(Math.min(journal.memoryOldest(), writtenTo));
        final int count = (int) Math.min(
                window.length / JournalLayout.BLOCK_BYTES, after - block);
        BlockReads.Outcome outcome = read(block, Math.max(1, count));
        if (outcome == BlockReads.Outcome.FAILED && count > 1) {
            outcome = read(block, 1); // only the bad block is lost
        }
        if (outcome == BlockReads.Outcome.NO_ANSWER) {
            isUnanswered = true;
            return false;
        }
        VarHandle.loadLoadFence(); // pairs with the storeStoreFence in Journal.fileOldest()
        if (outcome == BlockReads.Outcome.FAILED || windowFrom < journal.fileOldest()) {
            leave(block);
            return false;
        }
        windowTo = windowFrom + buffer.position();
        return true;
    }

    private BlockReads.Outcome read(long block, int count) {
        buffer.clear().limit(count * JournalLayout.BLOCK_BYTES);
        return journal.reads().read(request, block, buffer);
    }
}
