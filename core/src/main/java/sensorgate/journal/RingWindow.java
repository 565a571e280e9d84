package sensorgate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A part of a ring, copied to memory: one call reads many records. Belongs to one thread. */
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

    /** Index into {@link #bytes()} of a ring position inside the window. */
    int index(long place) {
        return (int) (place - from);
    }

    /** Index into {@link #bytes()} of the end of the window. */
    int limit() {
        return (int) (to - from);
    }

    /** True if the window holds a whole record that begins at the place and ends before the end. */
    boolean holds(long place, long end) {
        long needed = place + RecordLayout.BYTES_MAX;
        return place >= from
                && (needed <= to || Math.min(needed, roundEnd(place, end)) <= to); // divides: slow
    }

    /**
     * Copies from the place on, up to {@code end}, to the end of the ring, or as much as fits.
     *
     * @throws UncheckedIOException if the disk cannot be read
     */
    void read(long place, long end) {
        int count = (int) Math.min(bytes.length, roundEnd(place, end) - place);
        from = place;
        to = place; // the window is empty if the read fails
        try {
            ring.read(buffer.clear().limit(count), place % ring.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        to = place + count;
    }

    /** Empties the window: the writer was overwriting the copied bytes. */
    void forget() {
        to = from;
    }

    /** The end, or the end of the ring's current round if that comes first. */
    private long roundEnd(long place, long end) {
        return Math.min(end, place - place % ring.bytes() + ring.bytes());
    }
}
