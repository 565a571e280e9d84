package sensorgate.store;

import java.util.Arrays;
import java.util.function.Supplier;
import sensorgate.count.Contests;
import sensorgate.count.SequenceLocks;
import sensorgate.journal.Clocks;
import sensorgate.line.Point;

/**
 * The rows of the latest table: key, value and times of one reading each. One thread writes, any
 * thread reads; the constructor allocates everything.
 *
 * <pre>
 *  row | series | field | value | unused |      1024 bytes: the longest line
 * </pre>
 *
 * <p>The row's sequence lock guards all of the row, its key too: a row that is given up and taken
 * again is read as the old reading, as free, or as the new reading, and never as a mixture.
 */
final class ReadingRows {

    /** A row holds any reading that a line of 1024 bytes can carry. */
    static final int ROW_BYTES = 1024;

    private static final int TIMES = 4;
    private static final int TIME = 0;
    private static final int STAMPED = 1;
    private static final int TICKS = 2;
    private static final int HEARD = 3;
    private static final int BOOT_SHIFT = 2;
    private static final int IS_TIME = 2;
    private static final int IS_RESTORED = 1;

    /** Of a table without a journal: all points are of one boot. */
    private static final Clocks NOTHING = Clocks.unknown(1);

    private final SequenceLocks locks;
    private final byte[] bytes;
    private final int[] seriesHashes;
    private final int[] seriesNumbers;
    private final short[] seriesTo;
    private final short[] fieldTo;

    /** 0 for a free row: a reading's value has at least one byte. */
    private final short[] valueTo;

    /** The times of a row lie together: a point touches one line of the processor's cache. */
    private final long[] times;

    /** The boot of the arrival, and two flags. */
    private final int[] origins;
    private final long[] rhythms;
    private final Rhythm rhythm = new Rhythm(); // the writer's

    /** What is known about the clocks now. */
    private volatile Supplier<Clocks> clocks = () -> NOTHING;

    ReadingRows(int rowsMax) {
        locks = new SequenceLocks(rowsMax);
        bytes = new byte[rowsMax * ROW_BYTES];
        seriesHashes = new int[rowsMax];
        seriesNumbers = new int[rowsMax];
        seriesTo = new short[rowsMax];
        fieldTo = new short[rowsMax];
        valueTo = new short[rowsMax];
        times = new long[rowsMax * TIMES];
        origins = new int[rowsMax];
        rhythms = new long[rowsMax * Rhythm.LONGS];
    }

    /** Sets what knows about the clocks, for readings that are copied from now on. */
    void clocks(Supplier<Clocks> known) {
        clocks = known;
    }

    /** What is known about the clocks now. */
    Clocks clocks() {
        return clocks.get();
    }

    // ---- writing

    /** Writes a whole reading into a free row. */
    void write(
            int row, byte[] line, Point point, int field, long seriesHash, int seriesNumber,
            long timeNs, Arrival arrival) {
        final int seriesBytes = point.seriesTo() - point.from();
        final int fieldBytes = point.fieldTo(field) - point.fieldFrom(field);
        final int rowFrom = row * ROW_BYTES;
        assert isFree(row) && seriesBytes > 0 && fieldBytes > 0 : row;
        locks.beginWrite(row);
        System.arraycopy(line, point.from(), bytes, rowFrom, seriesBytes);
        System.arraycopy(
                line, point.fieldFrom(field), bytes, rowFrom + seriesBytes, fieldBytes);
        seriesTo[row] = (short) seriesBytes;
        fieldTo[row] = (short) (seriesBytes + fieldBytes);
        seriesHashes[row] = (int) seriesHash;
        seriesNumbers[row] = seriesNumber;
        rhythm.begin(arrival.rhythmNs());
        rhythm.save(rhythms, row);
        setValue(row, line, point, field, timeNs, arrival);
        locks.endWrite(row);
    }

    /** Sets the rhythm of a row that was just written. */
    void setRhythm(int row, Rhythm from) {
        locks.beginWrite(row);
        from.save(rhythms, row);
        locks.endWrite(row);
    }

    /** Writes a new value and its times into the row of a reading. */
    void update(
            int row, byte[] line, Point point, int field, long timeNs, Arrival arrival) {
        locks.beginWrite(row);
        hear(row, arrival);
        setValue(row, line, point, field, timeNs, arrival);
        locks.endWrite(row);
    }

    private void hear(int row, Arrival arrival) {
        final long nowNs = arrival.rhythmNs();
        if (isRestored(row) != arrival.isRestored) {
            rhythm.load(rhythms, row);
            rhythm.resume(nowNs);
            rhythm.save(rhythms, row);
        } else if (!Rhythm.hearUsual(rhythms, row, nowNs, arrival.stampedNs)) {
            rhythm.load(rhythms, row);
            rhythm.hear(nowNs, arrival.stampedNs);
            rhythm.save(rhythms, row);
        }
    }

    /** Notes that the sender and the holder before write the row in turns. */
    void putContest(int row, Holders holders, Contests contests, Arrival arrival) {
        holders.putContest(
                contests, arrival.stampedNs, bytes, row * ROW_BYTES, seriesTo[row], fieldTo[row]);
    }

    /** Frees the row. */
    void free(int row) {
        locks.beginWrite(row);
        valueTo[row] = 0;
        locks.endWrite(row);
    }

    private void setValue(
            int row, byte[] line, Point point, int field, long timeNs, Arrival arrival) {
        final int from = fieldTo[row];
        final int valueBytes = point.valueTo(field) - point.valueFrom(field);
        assert valueBytes > 0 && from + valueBytes <= ROW_BYTES : valueBytes;
        System.arraycopy(line, point.valueFrom(field), bytes, row * ROW_BYTES + from, valueBytes);
        valueTo[row] = (short) (from + valueBytes);
        final int at = row * TIMES;
        times[at + TIME] = timeNs;
        times[at + STAMPED] = arrival.stampedNs;
        times[at + TICKS] = arrival.ticksNs;
        times[at + HEARD] = arrival.heardNs;
        origins[row] = arrival.boot << BOOT_SHIFT
                | (arrival.isTime ? IS_TIME : 0)
                | (arrival.isRestored ? IS_RESTORED : 0);
    }

    /** Forgets in which boot the reading arrived: the number is another ring's. */
    void forgetBoot(int row) {
        locks.beginWrite(row);
        origins[row] = Clocks.NO_BOOT << BOOT_SHIFT | origins[row] & IS_TIME | IS_RESTORED;
        locks.endWrite(row);
    }

    // ---- reads; any thread but the writer's compares the row's lock

    boolean isFree(int row) {
        return valueTo[row] == 0;
    }

    /** True if a point that stands for {@code timeNs} must leave the row alone. */
    boolean isLate(int row, long timeNs, Arrival arrival) {
        final long lagNs = lagNs(arrival.isTime, timeNs, arrival.stampedNs);
        return lagNs > 0 && EffectiveTime.isLate(
                arrival.stampedNs, lagNs, stampedNs(row),
                lagNs((origins[row] & IS_TIME) != 0, times[row * TIMES + TIME], stampedNs(row)));
    }

    /** A time of arrival is in steps, and so perhaps below its arrival. */
    private static long lagNs(boolean isArrivalTime, long timeNs, long arrivedNs) {
        return isArrivalTime ? 0 : EffectiveTime.lagNs(timeNs, arrivedNs);
    }

    /**
     * How long no point has updated the row at least, nanoseconds; perhaps negative while points of
     * several boots are restored.
     */
    long silentNs(int row, Arrival now, Clocks known) {
        if (boot(row) == now.boot && now.boot != Clocks.NO_BOOT) {
            return now.ticksNs - ticksNs(row);
        }
        return now.isRestored
                ? now.stampedNs - stampedNs(row)
                : Reading.silentNs(
                        known, boot(row), ticksNs(row), stampedNs(row),
                        now.heardNs - heardNs(row), now.ticksNs, now.stampedNs);
    }

    boolean isRestored(int row) {
        return (origins[row] & IS_RESTORED) != 0;
    }

    /** The last update, as {@link Arrival#heardNs}. */
    long heardNs(int row) {
        return times[row * TIMES + HEARD];
    }

    int boot(int row) {
        return origins[row] >>> BOOT_SHIFT;
    }

    /** The last update, on the steady clock of its boot. */
    long ticksNs(int row) {
        return times[row * TIMES + TICKS];
    }

    long stampedNs(int row) {
        return times[row * TIMES + STAMPED];
    }

    int seriesNumber(int row) {
        return seriesNumbers[row];
    }

    boolean isOfSeries(int row, byte[] key, int from, int to) {
        final int at = row * ROW_BYTES;
        return Arrays.equals(bytes, at, at + seriesTo[row], key, from, to);
    }

    boolean isOfField(int row, byte[] key, int from, int to) {
        final int at = row * ROW_BYTES;
        return Arrays.equals(bytes, at + seriesTo[row], at + fieldTo[row], key, from, to);
    }

    // ---- reading

    /**
     * Copies a whole row; false if the row is free. Waits for a write in progress, which takes
     * nanoseconds. Any thread.
     */
    boolean read(int row, Reading into) {
        int number;
        do {
            number = locks.beginRead(row);
            copy(row, into);
        } while (!locks.isUnchanged(row, number));
        return into.valueTo > 0;
    }

    /** Copies a whole row if its series has this hash, else returns false. Any thread. */
    boolean readOfSeries(int row, long seriesHash, Reading into) {
        int number;
        boolean isOfSeries;
        do {
            number = locks.beginRead(row);
            isOfSeries = seriesHashes[row] == (int) seriesHash && valueTo[row] > 0;
            if (isOfSeries) {
                copy(row, into);
            }
        } while (!locks.isUnchanged(row, number));
        return isOfSeries;
    }

    /**
     * How long no point has updated the row, nanoseconds; {@link Long#MAX_VALUE} if that is not
     * known, and for a free row. Any thread.
     */
    long silentNs(int row, long nowTicksNs, long nowWallNs) {
        final Clocks known = clocks.get();
        int number;
        int boot;
        long ticks;
        long stamped;
        long heard;
        boolean isFree;
        do {
            number = locks.beginRead(row);
            heard = heardNs(row);
            boot = boot(row);
            ticks = ticksNs(row);
            stamped = stampedNs(row);
            isFree = valueTo[row] == 0;
        } while (!locks.isUnchanged(row, number));
        return isFree || !Reading.isAgeKnown(known, boot, ticks, stamped, nowWallNs)
                ? Long.MAX_VALUE
                : Reading.silentNs(
                        known, boot, ticks, stamped, nowTicksNs - heard, nowTicksNs, nowWallNs);
    }

    private void copy(int row, Reading into) {
        into.seriesTo = seriesTo[row];
        into.fieldTo = fieldTo[row];
        into.valueTo = valueTo[row];
        into.seriesNumber = seriesNumbers[row];
        into.timeNs = times[row * TIMES + TIME];
        into.stampedNs = stampedNs(row);
        into.ticksNs = ticksNs(row);
        into.heardNs = heardNs(row);
        into.boot = boot(row);
        into.isArrivalTime = (origins[row] & IS_TIME) != 0;
        into.clocks = clocks.get();
        into.rhythm.load(rhythms, row);
        System.arraycopy(bytes, row * ROW_BYTES, into.bytes, 0, into.valueTo);
    }
}
