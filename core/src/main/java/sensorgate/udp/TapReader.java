package sensorgate.udp;

/**
 * One tool's look at the datagrams that arrive: each of them in order, but for those that were
 * written over before it came to them, which it counts. Belongs to one thread, allocates nothing.
 */
public final class TapReader implements AutoCloseable {

    /** Whoever was overtaken goes on with the newer half, or would be overtaken again at once. */
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

    /** Takes the next datagram; false if there is none yet. */
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

    /** How many datagrams were missed since this was last asked. */
    public long takeSkipped() {
        long count = skipped;
        skipped = 0;
        return count;
    }

    /** Ends the look. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tap.leave();
        }
    }
}
