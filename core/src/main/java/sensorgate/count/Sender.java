package sensorgate.count;

/** A reader's copy of the counts of one sender. Belongs to one thread. */
public final class Sender {

    long addressHigh;
    long addressLow;
    long received;
    long stored;
    long rejected;
    long lastSeenNs;

    /** An empty copy, for {@link Senders#read} to fill. */
    public Sender() {
        // Senders.read fills the fields
    }

    /** The upper half of the address. */
    public long addressHigh() {
        return addressHigh;
    }

    /** The lower half of the address. */
    public long addressLow() {
        return addressLow;
    }

    /** The number of datagrams received. */
    public long received() {
        return received;
    }

    /** The number of lines stored. */
    public long stored() {
        return stored;
    }

    /** The number of lines rejected. */
    public long rejected() {
        return rejected;
    }

    /** The time of the last datagram, nanoseconds since 1970. */
    public long lastSeenNs() {
        return lastSeenNs;
    }
}
