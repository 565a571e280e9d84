package sensorgate.store;

import java.util.Arrays;
import sensorgate.count.Contests;
import sensorgate.count.Rivals;

/**
 * The sender that holds each row: the address that updated the row last. A row of an earlier
 * process has no holder until a sender updates the row. Belongs to the writer of the table; the
 * constructor allocates everything.
 *
 * <p>The rows of a holder form a list in order of their last update, so neither a new row nor a row
 * to give up costs a search. If several senders write a row in turns, {@link Rivals} says so.
 */
final class Holders {

    private static final int NOBODY = -1;

    private final SipHash hash;
    private final HashIndex index;
    private final FreeNumbers numbers;
    private final RowLists rows;
    private final int[] holderOf;
    private final int[] held;
    private final long[] highs;
    private final long[] lows;
    private final Rivals rivals;
    private final byte[] lowBytes = new byte[Long.BYTES];
    private boolean isNobody = true;
    private long high;
    private long low;
    private long leftHigh;
    private long leftLow;

    Holders(int rowsMax, SipHash hash) {
        this.hash = hash;
        index = new HashIndex(rowsMax);
        numbers = new FreeNumbers(rowsMax);
        rows = new RowLists(rowsMax, rowsMax);
        holderOf = new int[rowsMax];
        held = new int[rowsMax];
        highs = new long[rowsMax];
        lows = new long[rowsMax];
        rivals = new Rivals(rowsMax);
        Arrays.fill(holderOf, NOBODY);
    }

    /** The sender of the next points. */
    void sender(long addressHigh, long addressLow) {
        isNobody = false;
        high = addressHigh;
        low = addressLow;
    }

    /** True until the first sender: an earlier process has received the points before. */
    boolean isNobody() {
        return isNobody;
    }

    /** How many rows the sender holds. */
    int held() {
        final int holder = find();
        return holder == NOBODY ? 0 : held[holder];
    }

    /** The sender's row without an update for longest, {@link RowLists#NONE} without a row. */
    int oldest() {
        final int holder = find();
        return holder == NOBODY ? RowLists.NONE : rows.first(holder);
    }

    /** The row that the holder of a row updated next, {@link RowLists#NONE} for the newest. */
    int newerThan(int row) {
        return rows.next(row);
    }

    /**
     * Makes the sender the holder of a row, which is now the holder's newest. True if the row had
     * another holder: then ask {@link #isContested}.
     */
    boolean hold(int row) {
        final int holder = holderOf[row];
        if (holder != NOBODY && isSender(holder)) {
            rows.moveToEnd(holder, row);
            return false;
        }
        if (holder != NOBODY) {
            leftHigh = highs[holder];
            leftLow = lows[holder];
        }
        leave(row);
        if (!isNobody) {
            add(row);
        }
        return holder != NOBODY && !isNobody;
    }

    /**
     * Whether several senders write the row, whose holder has just changed, in turns. Ask once
     * for each change.
     *
     * @param updatedNs the last update by the holder before, on the clock of
     *         {@link System#nanoTime()}
     * @param nowNs the update by the new holder, on the same clock
     */
    boolean isContested(int row, long updatedNs, long nowNs) {
        return rivals.change(row, leftHigh, leftLow, high, low, updatedNs, nowNs);
    }

    /** Notes the sender, and the holder that it followed, as {@link Contests#put} defines it. */
    void putContest(
            Contests contests, long timeNs, byte[] bytes, int from, int seriesBytes,
            int nameBytes) {
        contests.put(
                high, low, leftHigh, leftLow, timeNs, bytes, from, seriesBytes, nameBytes);
    }

    /** Leaves the row without a holder and without rivals. */
    void release(int row) {
        leave(row);
        rivals.clear(row);
    }

    private void leave(int row) {
        final int holder = holderOf[row];
        if (holder != NOBODY) {
            holderOf[row] = NOBODY;
            rows.remove(holder, row);
            if (--held[holder] == 0) {
                index.remove(holder);
                numbers.giveBack(holder);
            }
        }
    }

    /** Each holder has a row, so there are numbers for all of them. */
    private void add(int row) {
        int holder = find();
        if (holder == NOBODY) {
            holder = numbers.take();
            highs[holder] = high;
            lows[holder] = low;
            index.add(holder, addressHash());
        }
        holderOf[row] = holder;
        held[holder]++;
        rows.append(holder, row);
    }

    private int find() {
        if (isNobody) {
            return NOBODY;
        }
        int slot = index.firstSlot(addressHash());
        int holder = index.entry(slot);
        while (holder != HashIndex.NONE && !isSender(holder)) {
            slot = index.nextSlot(slot);
            holder = index.entry(slot);
        }
        return holder == HashIndex.NONE ? NOBODY : holder;
    }

    private boolean isSender(int holder) {
        return !isNobody && lows[holder] == low && highs[holder] == high;
    }

    private long addressHash() {
        for (int i = 0; i < Long.BYTES; i++) {
            lowBytes[i] = (byte) (low >>> Byte.SIZE * i);
        }
        return hash.hash(high, lowBytes, 0, Long.BYTES);
    }
}
