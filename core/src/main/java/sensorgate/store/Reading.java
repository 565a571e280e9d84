package sensorgate.store;

/** A reader's own copy of one row of the {@link LatestTable}; belongs to one thread. */
public final class Reading {

    final byte[] bytes = new byte[LatestTable.ROW_BYTES];
    int seriesTo;
    int fieldTo;
    int valueTo;
    long timeNs;
    long arrivedNs;

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

    /** When the point arrived, on the clock of {@link System#nanoTime()}. */
    public long arrivedNs() {
        return arrivedNs;
    }
}
