package sensorgate.count;

/** A reader's own copy of what came of one sender; belongs to one thread. */
public final class Sender {

    long addressHigh;
    long addressLow;
    long received;
    long stored;
    long rejected;
    long lastSeenNs;

    /** A sender to be filled by {@link Senders#read}. */
    public Sender() {
        // filled by the table
    }

    /** The upper half of its address. */
    public long addressHigh() {
        return addressHigh;
    }

    /** The lower half of its address. */
    public long addressLow() {
        return addressLow;
    }

    /** How many datagrams came. */
    public long received() {
        return received;
    }

    /** How many of their lines were stored. */
    public long stored() {
        return stored;
    }

    /** How many of their lines were rejected. */
    public long rejected() {
        return rejected;
    }

    /** When the last one came, nanoseconds since 1970. */
    public long lastSeenNs() {
        return lastSeenNs;
    }
}
