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
    public Sender() {}

    public long addressHigh() {
        return addressHigh;
    }

    public long addressLow() {
        return addressLow;
    }

    /** Datagrams. */
    public long received() {
        return received;
    }

    /** Lines. */
    public long stored() {
        return stored;
    }

    /** Lines. */
    public long rejected() {
        return rejected;
    }

    /** The time of the last datagram, nanoseconds since 1970. */
    public long lastSeenNs() {
        return lastSeenNs;
    }
}
