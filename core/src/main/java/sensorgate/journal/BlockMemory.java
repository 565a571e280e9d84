package sensorgate.journal;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * The newest blocks of a journal, in memory outside the heap: block {@code n} is at {@code n}
 * modulo the number of blocks. One thread writes, any thread copies.
 */
final class BlockMemory implements AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final ByteBuffer bytes;
    private final int blocks;

    /** @throws OutOfMemoryError if there is no memory of this size */
    BlockMemory(long wantedBytes) {
        blocks = (int) (wantedBytes / JournalLayout.BLOCK_BYTES);
        try {
            bytes = arena.allocate((long) blocks * JournalLayout.BLOCK_BYTES).asByteBuffer();
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
    }

    int blocks() {
        return blocks;
    }

    /** The offset at which a block stands. */
    int offsetOf(long block) {
        return (int) (block % blocks) * JournalLayout.BLOCK_BYTES;
    }

    void put(int offset, byte[] from, int length) {
        bytes.put(offset, from, 0, length);
    }

    /** Copies the first {@code length} bytes of a block. */
    void copy(long block, ByteBuffer into, int at, int length) {
        into.put(at, bytes, offsetOf(block), length);
    }

    @Override
    public void close() {
        arena.close();
    }
}
