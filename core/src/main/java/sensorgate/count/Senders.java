package sensorgate.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts for each of the {@value #MAX} senders heard last. A new sender replaces the sender that
 * has been silent longest, and begins at zero. A sender is an address without port: a sensor may
 * use another port each time. One thread writes and allocates nothing, any thread reads.
 *
 * <pre>
 *  row | address high | address low | received | stored | rejected | last seen | - | - |  64 bytes
 * </pre>
 *
 * <p>A hash table with chains finds a row; a list in order of last hearing finds the row to give
 * away. So neither a known nor a new sender costs a search. A row's sequence lock guards the change
 * to another sender. Counters change without the lock: each value is whole, but a reader may see
 * values of slightly different moments.
 */
public final class Senders {

    public static final int MAX = 256;

    private static final int ROW_LONGS = 8;
    private static final int HIGH = 0;
    private static final int LOW = 1;
    private static final int RECEIVED = 2;
    private static final int STORED = 3;
    private static final int REJECTED = 4;
    private static final int LAST_SEEN = 5;

    /** Twice as many chains as rows, so that most chains have at most one row. */
    private static final int CHAINS_BITS = 9;

    private static final int NONE = -1;

    /** The address of a free row: all ones, which no datagram can come from. */
    private static final long NOBODY = -1;

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

    private final SequenceLocks locks = new SequenceLocks(MAX);
    private final long[] rows = new long[MAX * ROW_LONGS];
    private final long hashSeed = ThreadLocalRandom.current().nextLong();
    private final int[] chains = new int[1 << CHAINS_BITS];
    private final int[] nextInChain = new int[MAX];
    private final int[] newer = new int[MAX];
    private final int[] older = new int[MAX];
    private int newest = MAX - 1;
    private int oldest;

    public Senders() {
        Arrays.fill(chains, NONE);
        for (int row = 0; row < MAX; row++) {
            rows[row * ROW_LONGS + HIGH] = NOBODY;
            rows[row * ROW_LONGS + LOW] = NOBODY;
            older[row] = row - 1; // the first rows are given away first
            newer[row] = row + 1 < MAX ? row + 1 : NONE;
        }
    }

    /** Counts a datagram; the next counts of lines belong to the same sender. Writer only. */
    public void received(long high, long low, long timeNs) {
        int row = newest;
        if (!isOf(row, high, low)) {
            row = find(high, low);
            if (row == NONE) {
                row = give(high, low);
            }
            makeNewest(row);
        }
        add(row, RECEIVED);
        VALUE.setOpaque(rows, row * ROW_LONGS + LAST_SEEN, timeNs);
    }

    /** Counts a stored line of the latest sender. Writer only. */
    public void stored() {
        add(newest, STORED);
    }

    /** Counts a rejected line of the latest sender. Writer only. */
    public void rejected() {
        add(newest, REJECTED);
    }

    /** Copies one of the {@value #MAX} rows; false if the row is free. Any thread. */
    public boolean read(int row, Sender into) {
        int number;
        do {
            number = locks.beginRead(row);
            into.addressHigh = value(row, HIGH);
            into.addressLow = value(row, LOW);
            into.received = value(row, RECEIVED);
            into.stored = value(row, STORED);
            into.rejected = value(row, REJECTED);
            into.lastSeenNs = value(row, LAST_SEEN);
        } while (!locks.isUnchanged(row, number));
        return into.received > 0;
    }

    private boolean isOf(int row, long high, long low) {
        return rows[row * ROW_LONGS + LOW] == low && rows[row * ROW_LONGS + HIGH] == high;
    }

    private int find(long high, long low) {
        int row = chains[chain(high, low)];
        while (row != NONE && !isOf(row, high, low)) {
            row = nextInChain[row];
        }
        return row;
    }

    /** Gives the row of the sender that has been silent longest to another sender. */
    private int give(long high, long low) {
        final int row = oldest;
        final int at = row * ROW_LONGS;
        leaveChain(row);
        locks.beginWrite(row);
        VALUE.setOpaque(rows, at + HIGH, high);
        VALUE.setOpaque(rows, at + LOW, low);
        for (int counter = RECEIVED; counter <= LAST_SEEN; counter++) {
            VALUE.setOpaque(rows, at + counter, 0L);
        }
        locks.endWrite(row);
        final int chain = chain(high, low);
        nextInChain[row] = chains[chain];
        chains[chain] = row;
        return row;
    }

    /** Takes the row out of its chain; a free row is in no chain. */
    private void leaveChain(int row) {
        final int chain = chain(rows[row * ROW_LONGS + HIGH], rows[row * ROW_LONGS + LOW]);
        int before = chains[chain];
        if (before == row) {
            chains[chain] = nextInChain[row];
            return;
        }
        while (before != NONE && nextInChain[before] != row) {
            before = nextInChain[before];
        }
        if (before != NONE) {
            nextInChain[before] = nextInChain[row];
        }
    }

    private void makeNewest(int row) {
        final int after = newer[row];
        final int before = older[row];
        older[after] = before; // the row is not the newest, so a newer row exists
        if (before == NONE) {
            oldest = after;
        } else {
            newer[before] = after;
        }
        newer[newest] = row;
        older[row] = newest;
        newer[row] = NONE;
        newest = row;
    }

    /** Seeded, so that a sender cannot choose addresses that share one chain. */
    private int chain(long high, long low) {
        final long mixed = ((high ^ hashSeed) * MIX ^ low) * MIX;
        return (int) (mixed >>> Long.SIZE - CHAINS_BITS);
    }

    private void add(int row, int counter) {
        final int at = row * ROW_LONGS + counter;
        VALUE.setOpaque(rows, at, rows[at] + 1);
    }

    private long value(int row, int which) {
        return (long) VALUE.getOpaque(rows, row * ROW_LONGS + which);
    }
}
