package sensorgate.store;

import java.util.Arrays;
import sensorgate.journal.Clocks;
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
    int boot;
    boolean isArrivalTime;
    long heardNs;
    Clocks clocks;
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

    /**
     * The point's time, nanoseconds since 1970: the sensor's time, or the time of arrival as far as
     * is known by now.
     */
    public long timeNs() {
        return isArrivalTime ? clocks.timeNs(boot, ticksNs, timeNs) : timeNs;
    }

    /** When the point arrived, nanoseconds since 1970, as far as is known by now. */
    public long arrivedNs() {
        return clocks.arrivedNs(boot, ticksNs, stampedNs);
    }

    /**
     * The age of the reading, nanoseconds: the time since its point arrived, and how much older
     * than its arrival the point is ({@link EffectiveTime}). A lower bound if the time since the
     * arrival is not known, see {@link #isAgeKnown}.
     *
     * @param nowTicksNs now, on the clock of {@link System#nanoTime()}
     * @param nowWallNs now, nanoseconds since 1970
     */
    public long ageNs(long nowTicksNs, long nowWallNs) {
        final long lagNs = isArrivalTime ? 0 : EffectiveTime.lagNs(timeNs, arrivedNs());
        return silentNs(nowTicksNs, nowWallNs) + lagNs;
    }

    /**
     * The time since the point arrived, nanoseconds, at least: for a point of this boot by the
     * steady clock, for another one by the machine's clock if that is known to be right now and was
     * right then. Else it is the time for which gateways have listened since.
     */
    public long silentNs(long nowTicksNs, long nowWallNs) {
        return silentNs(
                clocks, boot, ticksNs, stampedNs, listenedNs(nowTicksNs), nowTicksNs, nowWallNs);
    }

    /** False if {@link #ageNs} and {@link #silentNs} are lower bounds. */
    public boolean isAgeKnown(long nowWallNs) {
        return isAgeKnown(clocks, boot, ticksNs, stampedNs, nowWallNs);
    }

    static boolean isAgeKnown(
            Clocks clocks, int boot, long ticksNs, long stampedNs, long nowWallNs) {
        return boot == clocks.boot()
                || clocks.isComparable(boot)
                        && nowWallNs >= clocks.arrivedNs(boot, ticksNs, stampedNs);
    }

    static long silentNs(
            Clocks clocks, int boot, long ticksNs, long stampedNs, long listenedNs,
            long nowTicksNs, long nowWallNs) {
        if (!isAgeKnown(clocks, boot, ticksNs, stampedNs, nowWallNs)) {
            return listenedNs;
        }
        return Math.max(listenedNs, boot == clocks.boot()
                ? nowTicksNs - ticksNs
                : nowWallNs - clocks.arrivedNs(boot, ticksNs, stampedNs));
    }

    /**
     * How long a gateway has listened since the point arrived, nanoseconds: the silence of the
     * sensor without the time between two processes. The machine's clock does not matter.
     *
     * @param nowTicksNs now, on the clock of {@link System#nanoTime()}
     */
    public long listenedNs(long nowTicksNs) {
        return Math.max(0, nowTicksNs - heardNs);
    }

    /**
     * The usual interval between two points, nanoseconds, at least a second. If the reading pauses
     * as a habit, its usual pause. 0 before the fourth point: points within a second are one.
     */
    public long usualNs() {
        return rhythm.usualNs(stampedNs);
    }

    /** True after three usual intervals without a point; false without a usual interval. */
    public boolean isLate(long nowTicksNs) {
        final long usualNs = usualNs();
        return usualNs != Rhythm.NONE && listenedNs(nowTicksNs) > Rhythm.LATE_INTERVALS * usualNs;
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
        return writeLine(timeNs(), into, at);
    }

    /** Writes the reading with the time that it got at its arrival. */
    int writeStampedLine(byte[] into, int at) {
        return writeLine(timeNs, into, at);
    }

    private int writeLine(long ofNs, byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, seriesTo);
        int next = at + seriesTo;
        into[next++] = ' ';
        System.arraycopy(bytes, seriesTo, into, next, fieldTo - seriesTo);
        next += fieldTo - seriesTo;
        into[next++] = '=';
        next = OneLine.write(bytes, fieldTo, valueTo, into, next);
        into[next++] = ' ';
        return Decimal.write(ofNs, into, next);
    }
}
