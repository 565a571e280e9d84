package sensorgate.udp;

/**
 * Reads datagrams from a {@link DatagramTap} in order of arrival. Skips and counts the datagrams
 * that were overwritten before this reader came to them. Belongs to one thread, allocates nothing.
 */
public final class TapReader implements AutoCloseable {

    /** A reader that was overtaken goes on with the newer half, else it is overtaken again. */
    private static final int KEPT_WHEN_OVERTAKEN = TapRing.SLOTS / 2;

    private final DatagramTap tap;
    private final TapRing ring;
    private long next;
    private long skipped;
    private boolean closed;

    TapReader(DatagramTap tap, TapRing ring) {
        this.tap = tap;
        this.ring = ring;
        next = ring.written();
    }

    /** Copies the next datagram; false if no datagram came yet. */
    public boolean next(TappedDatagram into) {
        while (next < ring.written()) {
            if (ring.read(next, into)) {
                next++;
                return true;
            }
            long goOn = Math.max(next + 1, ring.written() - KEPT_WHEN_OVERTAKEN);
            skipped += goOn - next;
            next = goOn;
        }
        return false;
    }

    /** How many datagrams were skipped since the last call. */
    public long takeSkipped() {
        long count = skipped;
        skipped = 0;
        return count;
    }

    /** Closes the reader; the last one to close drops the ring. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tap.leave();
        }
    }
}
