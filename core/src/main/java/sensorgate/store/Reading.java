package sensorgate.store;

import sensorgate.line.Decimal;
import sensorgate.line.OneLine;

/** A reader's own copy of one row of the {@link LatestTable}; belongs to one thread. */
public final class Reading {

    final byte[] bytes = new byte[LatestTable.ROW_BYTES];
    int seriesTo;
    int fieldTo;
    int valueTo;
    long timeNs;
    long arrivedNs;
    boolean restored;

    /** A reading to be filled by {@link LatestTable#read}. */
    public Reading() {
        // filled by the table
    }

    /**
     * The series from 0, the field's name from {@link #seriesTo()}, the value from
     * {@link #fieldTo()}.
     */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the series ends and the field's name begins. */
    public int seriesTo() {
        return seriesTo;
    }

    /** Where the field's name ends and the value begins. */
    public int fieldTo() {
        return fieldTo;
    }

    /** Where the value ends. */
    public int valueTo() {
        return valueTo;
    }

    /** The point's time, nanoseconds since 1970: the sensor's own, or that of arrival. */
    public long timeNs() {
        return timeNs;
    }

    /**
     * How long ago the point arrived, nanoseconds. One that came before the process started is told
     * by the machine's clock, which on a Pi is wrong until it has found its time server: where it
     * has not even reached the arrival, the age is {@link Long#MAX_VALUE}.
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

    /** When the point arrived, nanoseconds since 1970; the parameters are those of ageNs. */
    public long arrivedWallNs(long ticksNs, long wallNs) {
        return restored ? arrivedNs : wallNs - (ticksNs - arrivedNs);
    }

    /** Writes it as a line of line protocol with its time, on one line; returns where it ends. */
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
