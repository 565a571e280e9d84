package sensorgate.count;

import java.util.Arrays;

/** A reading that several senders write in turns. A reader's copy belongs to one thread. */
public final class Contest {

    /** The longest series and field together: a line has at most 1024 bytes. */
    private static final int NAME_BYTES = 1024;

    private final byte[] name = new byte[NAME_BYTES];
    private int seriesTo;
    private int nameTo;
    private long high;
    private long low;
    private long otherHigh;
    private long otherLow;
    private long timeNs;

    /** An empty copy, for {@link Contests#read} to fill. */
    public Contest() {}

    /** The series up to {@link #seriesTo()}, as in line protocol; then the field. */
    public byte[] name() {
        return name;
    }

    public int seriesTo() {
        return seriesTo;
    }

    /** The end of the field. */
    public int nameTo() {
        return nameTo;
    }

    /** The address of the sender that had the last turn, upper half. */
    public long addressHigh() {
        return high;
    }

    /** Its lower half. */
    public long addressLow() {
        return low;
    }

    /** The address of the sender before, upper half. */
    public long otherHigh() {
        return otherHigh;
    }

    /** Its lower half. */
    public long otherLow() {
        return otherLow;
    }

    /** The time of the last turn, to the second; nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }

    boolean isOfSeries(byte[] bytes, int from, int to) {
        return Arrays.equals(name, 0, seriesTo, bytes, from, to);
    }

    void setSenders(long high, long low, long otherHigh, long otherLow, long timeNs) {
        this.high = high;
        this.low = low;
        this.otherHigh = otherHigh;
        this.otherLow = otherLow;
        this.timeNs = timeNs;
    }

    /** Sets series and field, which stand in {@code bytes} one behind the other. */
    void setName(byte[] bytes, int from, int seriesBytes, int nameBytes) {
        seriesTo = seriesBytes;
        nameTo = nameBytes;
        System.arraycopy(bytes, from, name, 0, nameBytes);
    }
}
