package sensorgate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import sensorgate.count.SequenceLocks;
import sensorgate.line.Point;

/**
 * The latest value of every field of every series. The latest is the last to arrive, whatever its
 * timestamp says. One thread writes, any thread reads; everything is allocated by the constructor.
 *
 * <p>Rows are filled in the order in which readings first came and are never given up. A row's key,
 * series then field, does not change once the row is published; its value and times are guarded by
 * the row's sequence lock. An index of open addressing, at most half full, leads from the key's
 * hash to the row.
 *
 * <pre>
 *  index  | 0 | row + 1 | 0 | 0 | row + 1 | ...      published with release after the row
 *                 |
 *  row            +--&gt; | series | field | value | unused |      1024 bytes: what a line can hold
 * </pre>
 */
public final class LatestTable {

    /** A row holds any reading that a line of 1024 bytes can carry. */
    static final int ROW_BYTES = 1024;

    private static final int FNV_PRIME = 0x01000193;
    private static final VarHandle INDEX = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle ROWS = rowsHandle();

    private final int rowsMax;
    private final int hashSeed = ThreadLocalRandom.current().nextInt();
    private final int[] index;
    private final int[] seriesIndex;
    private final SequenceLocks locks;
    private final byte[] bytes;
    private final int[] seriesHashes;
    private final short[] seriesTo;
    private final short[] fieldTo;
    private final short[] valueTo;
    private final boolean[] firstOfSeries;
    private final long[] timesNs;
    private final long[] arrivedNs;
    private final boolean[] restored;
    private int rows;

    /** A table for {@code rowsMax} readings, about 1.1 KiB of heap each. */
    public LatestTable(int rowsMax) {
        this.rowsMax = rowsMax;
        index = new int[Integer.highestOneBit(rowsMax) * 4];
        seriesIndex = new int[index.length];
        locks = new SequenceLocks(rowsMax);
        bytes = new byte[rowsMax * ROW_BYTES];
        seriesHashes = new int[rowsMax];
        seriesTo = new short[rowsMax];
        fieldTo = new short[rowsMax];
        valueTo = new short[rowsMax];
        firstOfSeries = new boolean[rowsMax];
        timesNs = new long[rowsMax];
        arrivedNs = new long[rowsMax];
        restored = new boolean[rowsMax];
    }

    /** How many readings there are room for. */
    public int rowsMax() {
        return rowsMax;
    }

    /** How many readings there are. Rows below this number may be read. */
    public int rows() {
        return (int) ROWS.getAcquire(this); // pairs with the release in publish()
    }

    /**
     * The hash of a series, to be given to {@link #put}: a point with many fields needs it once.
     */
    public int seriesHash(byte[] line, int from, int to) {
        return hash(hashSeed, line, from, to);
    }

    /**
     * Takes a reading. Writer only.
     *
     * @param line where the series, the field's name and the value stand, as line protocol has them
     * @param seriesHash from {@link #seriesHash} for the series, its tags sorted
     * @param timeNs the point's time, nanoseconds since 1970
     * @param arrivedNs its arrival on the clock of {@link System#nanoTime()}
     * @return false if the reading is new and the table is full
     */
    public boolean put(
            byte[] line, int seriesFrom, int seriesTo, int seriesHash, int fieldFrom, int fieldTo,
            int valueFrom, int valueTo, long timeNs, long arrivedNs) {
        return put(
                line, seriesFrom, seriesTo, seriesHash, fieldFrom, fieldTo, valueFrom, valueTo,
                timeNs, arrivedNs, false);
    }

    /**
     * Takes a reading of an earlier process, as {@link #put} does; before there are readers.
     *
     * @param arrivedNs its arrival, nanoseconds since 1970: no other clock goes on meanwhile
     */
    boolean restore(
            byte[] line, int seriesFrom, int seriesTo, int seriesHash, int fieldFrom, int fieldTo,
            int valueFrom, int valueTo, long timeNs, long arrivedNs) {
        return put(
                line, seriesFrom, seriesTo, seriesHash, fieldFrom, fieldTo, valueFrom, valueTo,
                timeNs, arrivedNs, true);
    }

    /** True if there is room for at least one of the point's readings. Writer only. */
    public boolean hasRoomFor(byte[] line, Point point, int seriesHash) {
        if (rows < rowsMax) {
            return true;
        }
        for (int i = 0; i < point.fieldCount(); i++) {
            int slot = slot(
                    line, point.from(), point.seriesTo(), seriesHash, point.fieldFrom(i),
                    point.fieldTo(i));
            if (index[slot] != 0) {
                return true;
            }
        }
        return false;
    }

    private boolean put(
            byte[] line, int seriesFrom, int seriesTo, int seriesHash, int fieldFrom, int fieldTo,
            int valueFrom, int valueTo, long timeNs, long arrivedNs, boolean isRestored) {
        int slot = slot(line, seriesFrom, seriesTo, seriesHash, fieldFrom, fieldTo);
        int row = index[slot] - 1;
        boolean isNew = row < 0;
        if (isNew) {
            if (rows == rowsMax) {
                return false;
            }
            row = rows;
            writeKey(row, line, seriesFrom, seriesTo, seriesHash, fieldFrom, fieldTo);
        }
        locks.beginWrite(row);
        int valueAt = this.fieldTo[row];
        System.arraycopy(line, valueFrom, bytes, row * ROW_BYTES + valueAt, valueTo - valueFrom);
        this.valueTo[row] = (short) (valueAt + valueTo - valueFrom);
        timesNs[row] = timeNs;
        this.arrivedNs[row] = arrivedNs;
        restored[row] = isRestored;
        locks.endWrite(row);
        if (isNew) {
            publish(slot, row);
        }
        return true;
    }

    /** The row of a reading, or -1. Any thread. */
    public int find(
            byte[] key, int seriesFrom, int seriesTo, int fieldFrom, int fieldTo) {
        int hash = seriesHash(key, seriesFrom, seriesTo);
        int row = index(slot(key, seriesFrom, seriesTo, hash, fieldFrom, fieldTo)) - 1;
        // the slot was free a moment ago: what came into it since may be another reading
        return row >= 0 && isKey(row, key, seriesFrom, seriesTo, hash, fieldFrom, fieldTo)
                ? row
                : -1;
    }

    /** True if the row is one of the series. Any thread. */
    public boolean isOfSeries(int row, byte[] key, int from, int to, int seriesHash) {
        int at = row * ROW_BYTES;
        return seriesHashes[row] == seriesHash
                && Arrays.equals(bytes, at, at + seriesTo[row], key, from, to);
    }

    /** True if the row was the first of its series. Any thread. */
    public boolean isFirstOfSeries(int row) {
        return firstOfSeries[row];
    }

    /**
     * Copies a row whole; waits for a write that is under way, which takes nanoseconds. Any thread.
     */
    public void read(int row, Reading into) {
        int number;
        do {
            number = locks.beginRead(row);
            into.seriesTo = seriesTo[row];
            into.fieldTo = fieldTo[row];
            into.valueTo = valueTo[row];
            into.timeNs = timesNs[row];
            into.arrivedNs = arrivedNs[row];
            into.restored = restored[row];
            System.arraycopy(bytes, row * ROW_BYTES, into.bytes, 0, into.valueTo);
        } while (!locks.isUnchanged(row, number));
    }

    /** How long ago a row's reading arrived, as {@link Reading#ageNs} has it. Any thread. */
    public long ageNs(int row, long ticksNs, long wallNs) {
        int number;
        long arrived;
        boolean isRestored;
        do {
            number = locks.beginRead(row);
            arrived = arrivedNs[row];
            isRestored = restored[row];
        } while (!locks.isUnchanged(row, number));
        return Reading.ageNs(arrived, isRestored, ticksNs, wallNs);
    }

    /** Where the key stands in the index, or would. The index always has free slots, so it ends. */
    private int slot(
            byte[] key, int seriesFrom, int seriesTo, int seriesHash, int fieldFrom, int fieldTo) {
        int mask = index.length - 1;
        int hash = hash(seriesHash, key, fieldFrom, fieldTo);
        int slot = firstSlot(hash) & mask;
        int entry = index(slot);
        while (entry != 0
                && !isKey(entry - 1, key, seriesFrom, seriesTo, seriesHash, fieldFrom, fieldTo)) {
            slot = slot + 1 & mask;
            entry = index(slot);
        }
        return slot;
    }

    private boolean isKey(
            int row, byte[] key, int seriesFrom, int seriesTo, int seriesHash, int fieldFrom,
            int fieldTo) {
        int fieldAt = row * ROW_BYTES + this.seriesTo[row];
        return isOfSeries(row, key, seriesFrom, seriesTo, seriesHash)
                && Arrays.equals(
                        bytes, fieldAt, row * ROW_BYTES + this.fieldTo[row],
                        key, fieldFrom, fieldTo);
    }

    private void writeKey(
            int row, byte[] line, int seriesFrom, int seriesTo, int seriesHash, int fieldFrom,
            int fieldTo) {
        int seriesBytes = seriesTo - seriesFrom;
        int fieldBytes = fieldTo - fieldFrom;
        System.arraycopy(line, seriesFrom, bytes, row * ROW_BYTES, seriesBytes);
        System.arraycopy(line, fieldFrom, bytes, row * ROW_BYTES + seriesBytes, fieldBytes);
        this.seriesTo[row] = (short) seriesBytes;
        this.fieldTo[row] = (short) (seriesBytes + fieldBytes);
        seriesHashes[row] = seriesHash;
        firstOfSeries[row] = addSeries(row, line, seriesFrom, seriesTo, seriesHash);
    }

    /** Enters the row as the first of its series; false if the series has one. Writer only. */
    private boolean addSeries(int row, byte[] line, int from, int to, int seriesHash) {
        final int mask = seriesIndex.length - 1;
        int slot = firstSlot(seriesHash) & mask;
        while (seriesIndex[slot] != 0) {
            if (isOfSeries(seriesIndex[slot] - 1, line, from, to, seriesHash)) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        seriesIndex[slot] = row + 1;
        return true;
    }

    /** Lets readers see a new row, by key and by number; both stores come after its content. */
    private void publish(int slot, int row) {
        INDEX.setRelease(index, slot, row + 1); // pairs with the acquire in index()
        ROWS.setRelease(this, row + 1); // pairs with the acquire in rows()
    }

    private int index(int slot) {
        return (int) INDEX.getAcquire(index, slot);
    }

    /** The upper bits of the hash, which are the better mixed ones, count too. */
    private static int firstSlot(int hash) {
        return hash ^ hash >>> 15;
    }

    /** FNV-1a, going on from {@code hash}. */
    private static int hash(int hash, byte[] bytes, int from, int to) {
        int mixed = hash;
        for (int at = from; at < to; at++) {
            mixed = (mixed ^ bytes[at]) * FNV_PRIME;
        }
        return mixed;
    }

    private static VarHandle rowsHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(LatestTable.class, "rows", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
