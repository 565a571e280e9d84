package sensorgate.store;

import java.util.Arrays;
import sensorgate.line.Decimal;
import sensorgate.line.OneLine;

/** A copy of one row of the {@link LatestTable}. Belongs to one thread. */
public final class Reading {

    final byte[] bytes = new byte[ReadingRows.ROW_BYTES];
    int seriesTo;
    int fieldTo;
    int valueTo;
    int seriesNumber;
    long timeNs;
    long stampedNs;
    long ticksNs;
    boolean restored;
    final Rhythm rhythm = new Rhythm();

    public Reading() {}

    /**
     * The series from 0, the field's name from {@link #seriesTo()}, the value from
     * {@link #fieldTo()}.
     */
    public byte[] bytes() {
        return bytes;
    }

    /** The end of the series and the beginning of the field's name. */
    public int seriesTo() {
        return seriesTo;
    }

    /** The end of the field's name and the beginning of the value. */
    public int fieldTo() {
        return fieldTo;
    }

    public int valueTo() {
        return valueTo;
    }

    /** The point's time, nanoseconds since 1970: the sensor's time, or the time of arrival. */
    public long timeNs() {
        return timeNs;
    }

    /**
     * The age of the reading, nanoseconds: the time since its point arrived, and how much older
     * than its arrival the point is ({@link EffectiveTime}). {@link Long#MAX_VALUE} if the time
     * since the arrival is not known, see {@link #silentNs(long, long)}.
     *
     * @param ticksNs now, on the clock of {@link System#nanoTime()}
     * @param wallNs now, nanoseconds since 1970
     */
    public long ageNs(long ticksNs, long wallNs) {
        long silentNs = silentNs(ticksNs, wallNs);
        return silentNs == Long.MAX_VALUE
                ? silentNs
                : silentNs + EffectiveTime.lagNs(timeNs, stampedNs);
    }

    /**
     * The time since the point arrived, nanoseconds. For a point of an earlier process the
     * machine's clock counts, which on a Pi is wrong until a time server has answered. If that
     * clock is before the arrival, the time is {@link Long#MAX_VALUE}: not known.
     */
    public long silentNs(long ticksNs, long wallNs) {
        return silentNs(arrivedNs(), restored, ticksNs, wallNs);
    }

    static long silentNs(long arrivedNs, boolean restored, long ticksNs, long wallNs) {
        if (!restored) {
            return ticksNs - arrivedNs;
        }
        return wallNs < arrivedNs ? Long.MAX_VALUE : wallNs - arrivedNs;
    }

    /**
     * When the point arrived, nanoseconds since 1970; parameters as for {@link #ageNs}. If the
     * machine's clock was set since, this is the arrival by the clock as it is now.
     */
    public long arrivedWallNs(long ticksNs, long wallNs) {
        long wall = restored ? stampedNs : wallNs - (ticksNs - this.ticksNs);
        boolean isClockTheSame = Math.abs(wall - stampedNs) <= EffectiveTime.CLOCK_JITTER_NS;
        return isClockTheSame ? stampedNs : wall;
    }

    /** The arrival: since 1970 if an earlier process received the point, else on the ticks. */
    long arrivedNs() {
        return restored ? stampedNs : ticksNs;
    }

    /**
     * How long a gateway has listened since the point arrived, nanoseconds: the silence of the
     * sensor without the time between two processes. The machine's clock does not matter.
     *
     * @param ticksNs now, on the clock of {@link System#nanoTime()}
     */
    public long listenedNs(long ticksNs) {
        return Math.max(0, ticksNs - this.ticksNs);
    }

    /**
     * The usual interval between two points, nanoseconds, at least a second. If the reading pauses
     * as a habit, its usual pause. 0 before the fourth point: points within a second are one.
     */
    public long usualNs() {
        return rhythm.usualNs(stampedNs);
    }

    /** True after three usual intervals without a point; false without a usual interval. */
    public boolean isLate(long ticksNs) {
        final long usualNs = usualNs();
        return usualNs != Rhythm.NONE && listenedNs(ticksNs) > Rhythm.LATE_INTERVALS * usualNs;
    }

    /** True if the series begins with these bytes. */
    public boolean hasSeriesPrefix(byte[] prefix, int from, int to) {
        return to - from <= seriesTo
                && Arrays.equals(bytes, 0, to - from, prefix, from, to);
    }

    /** True if this is the reading of a key. */
    boolean isOf(byte[] key, int from, int to, int keyFieldFrom, int keyFieldTo) {
        return isOfSeries(key, from, to)
                && Arrays.equals(bytes, seriesTo, fieldTo, key, keyFieldFrom, keyFieldTo);
    }

    /** True if this is a reading of a series. */
    boolean isOfSeries(byte[] key, int from, int to) {
        return Arrays.equals(bytes, 0, seriesTo, key, from, to);
    }

    /** Writes the reading as one line of line protocol with its time; returns the end index. */
    public int writeLine(byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, seriesTo);
        int next = at + seriesTo;
        into[next++] = ' ';
        System.arraycopy(bytes, seriesTo, into, next, fieldTo - seriesTo);
        next += fieldTo - seriesTo;
        into[next++] = '=';
        next = OneLine.write(bytes, fieldTo, valueTo, into, next);
        into[next++] = ' ';
        return Decimal.write(timeNs, into, next);
    }
}
