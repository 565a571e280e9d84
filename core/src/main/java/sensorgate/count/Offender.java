package sensorgate.count;

/** The last sender that was rejected for one cause. A reader's copy belongs to one thread. */
public final class Offender {

    private final byte[] excerpt = new byte[Offenders.EXCERPT_BYTES];
    private int excerptBytes;
    private long addressHigh;
    private long addressLow;
    private int port;
    private long timeNs;

    /** An empty copy, for {@link Offenders#read} to fill. */
    public Offender() {}

    /** The first bytes that the sender sent; {@link #excerptBytes()} says how many are valid. */
    public byte[] excerpt() {
        return excerpt;
    }

    public int excerptBytes() {
        return excerptBytes;
    }

    public long addressHigh() {
        return addressHigh;
    }

    public long addressLow() {
        return addressLow;
    }

    public int port() {
        return port;
    }

    /** The time of the rejection, nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }

    void set(long high, long low, int port, long timeNs, byte[] sent, int from, int length) {
        addressHigh = high;
        addressLow = low;
        this.port = port;
        this.timeNs = timeNs;
        excerptBytes = Math.min(length, excerpt.length);
        System.arraycopy(sent, from, excerpt, 0, excerptBytes);
    }
}
