package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Blocks in memory: where they stand, and what is copied. */
final class BlockMemoryTest {

    @Test
    void aBlockTakesThePlaceOfTheOneARoundBefore() {
        try (BlockMemory memory = new BlockMemory(3 * 4096 + 4095)) {
            assertEquals(3, memory.blocks(), "a part of a block is none");
            assertEquals(4096, memory.offsetOf(4));
            assertEquals(memory.offsetOf(1), memory.offsetOf(4));
            memory.put(memory.offsetOf(4), new byte[] {1, 2, 3, 4}, 3);
            byte[] copy = new byte[6];
            memory.copy(1, ByteBuffer.wrap(copy), 1, 4);
            assertArrayEquals(new byte[] {0, 1, 2, 3, 0, 0}, copy);
        }
    }

    @Test
    void aBlockFarAheadHasAPlace() {
        try (BlockMemory memory = new BlockMemory(3 * 4096)) {
            long block = (1L << 50) + 2;
            assertEquals((int) (block % 3) * 4096, memory.offsetOf(block));
        }
    }

    @Test
    void closedMemoryIsFree() {
        BlockMemory memory = new BlockMemory(4096);
        memory.close();
        assertThrows(IllegalStateException.class, () -> memory.put(0, new byte[1], 1));
    }
}
