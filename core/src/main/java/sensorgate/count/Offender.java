package sensorgate.count;

/** A reader's own copy of who was last turned away for one cause; belongs to one thread. */
public final class Offender {

    final byte[] excerpt = new byte[Offenders.EXCERPT_BYTES];
    int excerptBytes;
    long addressHigh;
    long addressLow;
    int port;
    long timeNs;

    /** An offender to be filled by {@link Offenders#read}. */
    public Offender() {
        // filled by the table
    }

    /** The first bytes of what it sent, {@link #excerptBytes()} of them. */
    public byte[] excerpt() {
        return excerpt;
    }

    /** How many bytes of it were kept. */
    public int excerptBytes() {
        return excerptBytes;
    }

    /** The upper half of its address. */
    public long addressHigh() {
        return addressHigh;
    }

    /** The lower half of its address. */
    public long addressLow() {
        return addressLow;
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** When, nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }
}
