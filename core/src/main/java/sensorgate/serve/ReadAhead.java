package sensorgate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The first bytes of a connection that waits for its turn. They show that its client asks for
 * something, or has gone; its dialogue reads them first. So a connection needs no buffers of a
 * dialogue while it waits. Its listener's thread only.
 */
final class ReadAhead implements ReadableByteChannel {

    /** A usual request fits, and then the end of input shows too. */
    static final int BYTES = 128;

    private final ReadableByteChannel channel;
    private final ByteBuffer ahead = ByteBuffer.allocate(BYTES);
    private boolean ended;

    ReadAhead(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Reads as far as there is room; returns the number of bytes, -1 at the end of input. */
    int fill() throws IOException {
        int count = channel.read(ahead);
        ended |= count < 0;
        return count;
    }

    /** True if the client has sent anything. */
    boolean hasAny() {
        return ahead.position() > 0;
    }

    /** True if nothing more can be learned before the bytes are read. */
    boolean isFull() {
        return ended || !ahead.hasRemaining();
    }

    /** Gives the bytes that were read ahead, and then those of the channel. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!hasAny()) {
            return channel.read(into);
        }
        ahead.flip();
        int count = Math.min(ahead.remaining(), into.remaining());
        into.put(into.position(), ahead, 0, count).position(into.position() + count);
        ahead.position(count).compact();
        return count;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
