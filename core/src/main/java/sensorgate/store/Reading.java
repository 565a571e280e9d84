package sensorgate.store;

import sensorgate.line.Decimal;
import sensorgate.line.OneLine;

/** A copy of one row of the {@link LatestTable}. Belongs to one thread. */
public final class Reading {

    final byte[] bytes = new byte[LatestTable.ROW_BYTES];
    int seriesTo;
    int fieldTo;
    int valueTo;
    long timeNs;
    long arrivedNs;
    boolean restored;

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
     * The time since the point arrived, nanoseconds. For a point of an earlier process the
     * machine's clock counts, which on a Pi is wrong until a time server has answered. If that
     * clock is before the arrival, the age is {@link Long#MAX_VALUE}.
     *
     * @param ticksNs now, on the clock of {@link System#nanoTime()}
     * @param wallNs now, nanoseconds since 1970
     */
    public long ageNs(long ticksNs, long wallNs) {
        return ageNs(arrivedNs, restored, ticksNs, wallNs);
    }

    static long ageNs(long arrivedNs, boolean restored, long ticksNs, long wallNs) {
        if (!restored) {
            return ticksNs - arrivedNs;
        }
        return wallNs < arrivedNs ? Long.MAX_VALUE : wallNs - arrivedNs;
    }

    /** When the point arrived, nanoseconds since 1970; parameters as for {@link #ageNs}. */
    public long arrivedWallNs(long ticksNs, long wallNs) {
        return restored ? arrivedNs : wallNs - (ticksNs - arrivedNs);
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
