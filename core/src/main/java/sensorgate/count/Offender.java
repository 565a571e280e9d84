package sensorgate.count;

/** A reader's copy of the last sender that was rejected for one cause. Belongs to one thread. */
public final class Offender {

    final byte[] excerpt = new byte[Offenders.EXCERPT_BYTES];
    int excerptBytes;
    long addressHigh;
    long addressLow;
    int port;
    long timeNs;

    /** An empty copy, for {@link Offenders#read} to fill. */
    public Offender() {
        // Offenders.read fills the fields
    }

    /** The first bytes that the sender sent; {@link #excerptBytes()} says how many are valid. */
    public byte[] excerpt() {
        return excerpt;
    }

    /** The number of valid bytes in the excerpt. */
    public int excerptBytes() {
        return excerptBytes;
    }

    /** The upper half of the address. */
    public long addressHigh() {
        return addressHigh;
    }

    /** The lower half of the address. */
    public long addressLow() {
        return addressLow;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** The time of the rejection, nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }
}
