package sensorgate.count;

import java.util.Arrays;

/**
 * Tells for each row of a table whether several senders write the row in turns. Belongs to the
 * writer of the table; the constructor allocates everything, about 40 bytes a row. An unchanged
 * sender costs nothing: the writer calls {@link #change} only when the sender of a row changes.
 *
 * <p>One sender of a row is marked: the one that held the row at the first change. A return of the
 * marked sender counts as a turn, and {@value #TURNS} turns within a day are a contest. After
 * {@value #OTHERS_MAX} changes without a turn another sender is marked, since the marked one may
 * never return: a device that has got another address by DHCP. Three sensors that send in a strict
 * round are found too, and as many as {@value #OTHERS_MAX}.
 *
 * <p>Two kinds of returns are no turns, since one device with two addresses causes them:
 * <ul>
 * <li>Both senders sent more than a burst of points before the other came: a device that changes
 *     between cable and wireless. Of two sensors, the slower one sends one point at a time.
 * <li>The points of both senders together come at an even pace: a device uses its addresses in
 *     turns. Two sensors keep an even pace only while they happen to send half an interval apart.
 * </ul>
 */
public final class Rivals {

    /** A contest has this many turns within a day. */
    static final int TURNS = 4;

    /** After this many changes without a turn, another sender is marked. */
    static final int OTHERS_MAX = 16;

    private static final long DAY_NS = 86_400_000_000_000L;
    private static final long BURST_NS = 1_000_000_000;

    /** A contest is reported again at most this often. */
    private static final long REPORT_NS = 1_000_000_000;

    /** Two gaps are even if they differ by at most this part of the longer gap. */
    private static final int EVEN_PART = 8;

    private static final byte UNMARKED = -1;

    private final long[] markedHighs;
    private final long[] markedLows;
    private final long[] changedNs;
    private final long[] gapsNs;

    /** The first turn; of a contest, the last report. */
    private final long[] countedNs;
    private final byte[] turns;
    private final byte[] others;
    private final boolean[] wasBurst;

    public Rivals(int rowsMax) {
        markedHighs = new long[rowsMax];
        markedLows = new long[rowsMax];
        changedNs = new long[rowsMax];
        gapsNs = new long[rowsMax];
        countedNs = new long[rowsMax];
        turns = new byte[rowsMax];
        others = new byte[rowsMax];
        wasBurst = new boolean[rowsMax];
        Arrays.fill(turns, UNMARKED);
    }

    /** Forgets the senders of a row, which gets another reading. */
    public void clear(int row) {
        turns[row] = UNMARKED;
    }

    /**
     * Notes that another sender updates a row.
     *
     * @param fromHigh the address of the sender before, upper half
     * @param fromLow its lower half
     * @param toHigh the address of the sender from now on, upper half
     * @param toLow its lower half
     * @param updatedNs the last update of the row, on the clock of {@link System#nanoTime()}
     * @param nowNs this update, on the same clock
     * @return true if the row is contested: at the {@value #TURNS}th turn, and then at most once a
     *         second
     */
    public boolean change(
            int row, long fromHigh, long fromLow, long toHigh, long toLow, long updatedNs,
            long nowNs) {
        final boolean isBurst = updatedNs - changedNs[row] < BURST_NS;
        final boolean isOneByOne = isBurst || wasBurst[row];
        final long gapNs = nowNs - updatedNs;
        final boolean isEven = isEven(gapNs, gapsNs[row]);
        changedNs[row] = nowNs;
        gapsNs[row] = gapNs;
        wasBurst[row] = isBurst;
        if (turns[row] == UNMARKED) {
            wasBurst[row] = false; // the time of the change before is unknown
            mark(row, fromHigh, fromLow);
            return false;
        }
        final boolean isReturn = markedLows[row] == toLow && markedHighs[row] == toHigh;
        if (isReturn && isOneByOne && !isEven) {
            others[row] = 0;
            return isReported(row, nowNs);
        }
        if (++others[row] > OTHERS_MAX) {
            mark(row, fromHigh, fromLow);
        }
        return false;
    }

    private void mark(int row, long high, long low) {
        markedHighs[row] = high;
        markedLows[row] = low;
        turns[row] = 0;
        others[row] = 0;
    }

    /** Counts a turn. */
    private boolean isReported(int row, long nowNs) {
        final long sinceNs = nowNs - countedNs[row];
        if (sinceNs > DAY_NS) {
            turns[row] = 0;
        }
        if (turns[row] == TURNS && sinceNs < REPORT_NS) {
            return false;
        }
        if (turns[row] == 0) {
            countedNs[row] = nowNs;
        }
        if (turns[row] < TURNS && ++turns[row] < TURNS) {
            return false;
        }
        countedNs[row] = nowNs;
        return true;
    }

    private static boolean isEven(long gapNs, long otherNs) {
        return Math.abs(gapNs - otherNs) <= Math.max(gapNs, otherNs) / EVEN_PART;
    }
}
