package sensorgate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import sensorgate.count.SequenceLocks;
import sensorgate.line.Point;

/**
 * The latest value of every field of every series. The latest value is the last to arrive, whatever
 * its timestamp. One thread writes, any thread reads. The constructor allocates everything.
 *
 * <p>Rows are filled in the order in which readings first arrive, and are never removed. The key of
 * a row, series then field, does not change after the row is published. The row's sequence lock
 * guards its value and times. An index with open addressing, at most half full, leads from the hash
 * of the key to the row.
 *
 * <pre>
 *  index  | 0 | row + 1 | 0 | 0 | row + 1 | ...      published with release after the row
 *                 |
 *  row            +--&gt; | series | field | value | unused |      1024 bytes: the longest line
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

    /** The number of readings that the table has room for. */
    public int rowsMax() {
        return rowsMax;
    }

    /** The number of readings. Rows below this number can be read. */
    public int rows() {
        return (int) ROWS.getAcquire(this); // pairs with the release in publish()
    }

    /** The hash of a series for {@link #put}: computed once for all fields of a point. */
    public int seriesHash(byte[] line, int from, int to) {
        return hash(hashSeed, line, from, to);
    }

    /**
     * Stores the readings of a point. Writer only.
     *
     * @param line the bytes that {@code point} was scanned in, its tags sorted since
     * @param seriesHash from {@link #seriesHash} for the point's series
     * @param timeNs the point's time, nanoseconds since 1970
     * @param arrivedNs its arrival on the clock of {@link System#nanoTime()}
     * @return how many readings were put; a new reading needs a free row
     */
    public int put(byte[] line, Point point, int seriesHash, long timeNs, long arrivedNs) {
        return put(line, point, seriesHash, timeNs, arrivedNs, false);
    }

    /** True if there is room for at least one of the point's readings. Writer only. */
    public boolean hasRoomFor(byte[] line, Point point, int seriesHash) {
        if (rows < rowsMax) {
            return true;
        }
        for (int field = 0; field < point.fieldCount(); field++) {
            if (index[slot(line, point, field, seriesHash)] != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Stores the readings of a point as {@link #put(byte[], Point, int, long, long)} does.
     *
     * @param isRestored true for a point of an earlier process; {@code arrivedNs} is then in
     *         nanoseconds since 1970, the clock that outlives a process
     */
    int put(
            byte[] line, Point point, int seriesHash, long timeNs, long arrivedNs,
            boolean isRestored) {
        int count = 0;
        for (int field = 0; field < point.fieldCount(); field++) {
            int slot = slot(line, point, field, seriesHash);
            int row = index[slot] - 1;
            if (row >= 0) {
                writeValue(row, line, point, field, timeNs, arrivedNs, isRestored);
                count++;
            } else if (rows < rowsMax) {
                row = rows;
                writeKey(row, line, point, field, seriesHash);
                writeValue(row, line, point, field, timeNs, arrivedNs, isRestored);
                publish(slot, row);
                count++;
            }
        }
        return count;
    }

    private void writeValue(
            int row, byte[] line, Point point, int field, long timeNs, long arrivedNs,
            boolean isRestored) {
        final int from = fieldTo[row];
        final int valueBytes = point.valueTo(field) - point.valueFrom(field);
        assert valueBytes > 0 && from + valueBytes <= ROW_BYTES : valueBytes;
        locks.beginWrite(row);
        System.arraycopy(line, point.valueFrom(field), bytes, row * ROW_BYTES + from, valueBytes);
        valueTo[row] = (short) (from + valueBytes);
        timesNs[row] = timeNs;
        this.arrivedNs[row] = arrivedNs;
        restored[row] = isRestored;
        locks.endWrite(row);
    }

    /** The row of a reading, or -1. Any thread. */
    public int find(
            byte[] key, int seriesFrom, int seriesTo, int fieldFrom, int fieldTo) {
        int hash = seriesHash(key, seriesFrom, seriesTo);
        int row = index(slot(key, seriesFrom, seriesTo, hash, fieldFrom, fieldTo)) - 1;
        // the slot may have been free, and another reading may have taken it meanwhile
        return row >= 0 && isKey(row, key, seriesFrom, seriesTo, hash, fieldFrom, fieldTo)
                ? row
                : -1;
    }

    /** True if the row belongs to the series. Any thread. */
    public boolean isOfSeries(int row, byte[] key, int from, int to, int seriesHash) {
        int at = row * ROW_BYTES;
        return seriesHashes[row] == seriesHash
                && Arrays.equals(bytes, at, at + seriesTo[row], key, from, to);
    }

    /** True if the row is the first of its series. Any thread. */
    public boolean isFirstOfSeries(int row) {
        return firstOfSeries[row];
    }

    /** Copies a whole row. Waits for a write in progress, which takes nanoseconds. Any thread. */
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

    /** The age of a row as {@link Reading#ageNs} defines it. Any thread. */
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

    private int slot(byte[] line, Point point, int field, int seriesHash) {
        return slot(
                line, point.from(), point.seriesTo(), seriesHash, point.fieldFrom(field),
                point.fieldTo(field));
    }

    /** The slot of the key in the index, or the free slot for it. The index is never full. */
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

    private void writeKey(int row, byte[] line, Point point, int field, int seriesHash) {
        final int seriesBytes = point.seriesTo() - point.from();
        final int fieldBytes = point.fieldTo(field) - point.fieldFrom(field);
        final int rowFrom = row * ROW_BYTES;
        assert row < rowsMax && seriesBytes > 0 && fieldBytes > 0 : row;
        System.arraycopy(line, point.from(), bytes, rowFrom, seriesBytes);
        System.arraycopy(
                line, point.fieldFrom(field), bytes, rowFrom + seriesBytes, fieldBytes);
        seriesTo[row] = (short) seriesBytes;
        fieldTo[row] = (short) (seriesBytes + fieldBytes);
        seriesHashes[row] = seriesHash;
        firstOfSeries[row] = addSeries(row, line, point.from(), point.seriesTo(), seriesHash);
    }

    /** Enters the row as the first of its series; false if the series has a row. Writer only. */
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

    /** Shows a new row to readers, by key and by number, after its content is written. */
    private void publish(int slot, int row) {
        INDEX.setRelease(index, slot, row + 1); // pairs with the acquire in index()
        ROWS.setRelease(this, row + 1); // pairs with the acquire in rows()
    }

    private int index(int slot) {
        return (int) INDEX.getAcquire(index, slot);
    }

    /** Uses the upper bits of the hash too: these are mixed better. */
    private static int firstSlot(int hash) {
        return hash ^ hash >>> 15;
    }

    /** FNV-1a, continued from {@code hash}. */
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
