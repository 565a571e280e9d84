package sensorgate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Some of a ring's records, copied to memory: one call reads many. Belongs to one thread. */
final class RingWindow {

    private final Ring ring;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private long from;
    private long to;

    RingWindow(Ring ring, int capacity) {
        this.ring = ring;
        this.bytes = new byte[capacity];
        this.buffer = ByteBuffer.wrap(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} a place is that the window holds. */
    int index(long place) {
        return (int) (place - from);
    }

    /** Where in {@link #bytes()} the window ends. */
    int limit() {
        return (int) (to - from);
    }

    /** True if the window holds whatever begins at that place and ends before another. */
    boolean holds(long place, long end) {
        long needed = place + RecordLayout.BYTES_MAX;
        return place >= from
                && (needed <= to || Math.min(needed, roundEnd(place, end)) <= to); // dear: divides
    }

    /**
     * Copies what begins at a place, up to another, to the ring's end, or as much as there is room
     * for.
     *
     * @throws UncheckedIOException if the disk cannot be read
     */
    void read(long place, long end) {
        int count = (int) Math.min(bytes.length, roundEnd(place, end) - place);
        from = place;
        to = place; // holds nothing if the read fails
        try {
            ring.read(buffer.clear().limit(count), place % ring.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        to = place + count;
    }

    /** Holds nothing from now on: what was read was being overwritten. */
    void forget() {
        to = from;
    }

    /** The place, or the ring's end if that comes first. */
    private long roundEnd(long place, long end) {
        return Math.min(end, place - place % ring.bytes() + ring.bytes());
    }
}
