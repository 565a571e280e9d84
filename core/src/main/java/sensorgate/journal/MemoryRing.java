package sensorgate.journal;

import java.nio.ByteBuffer;

/** A ring in memory, which is lost when the process ends. */
public record MemoryRing(ByteBuffer memory) implements Ring {

    @Override
    public long bytes() {
        return memory.capacity();
    }

    @Override
    public void read(ByteBuffer into, long offset) {
        into.put(into.position(), memory, (int) offset, into.remaining());
        into.position(into.limit());
    }

    @Override
    public void write(ByteBuffer bytes, long offset) {
        memory.put((int) offset, bytes, bytes.position(), bytes.remaining());
    }
}
