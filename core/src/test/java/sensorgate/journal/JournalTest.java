package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The journal's writing side, in memory. */
@Timeout(20)
final class JournalTest {

    private static final int BLOCKS = 4;
    private static final int RING_BYTES = BLOCKS * TestRing.BLOCK_BYTES;

    private final TestRing ring = new TestRing(RING_BYTES);

    @Test
    void aNewOneHoldsNothing() {
        Journal journal = ring.journal();
        assertEquals(TestRing.ID, journal.id());
        assertEquals(1, journal.nextSequence());
        assertEquals(RING_BYTES, journal.ringBytes());
        assertEquals(0, journal.head());
        assertEquals(0, journal.oldest());
        assertEquals(List.of(), TestRing.lines(journal));
    }

    @Test
    void sequencesRiseByOne() {
        for (int i = 1; i <= 3 * BLOCKS * TestRing.BLOCK_POINTS; i++) {
            assertEquals(i, ring.journal().nextSequence());
            ring.appendShort(1);
        }
    }

    @Test
    void givesPointsBackInOrderWithTheirTimes() {
        ring.append("a,y=1,x=2 v=1 5", 7);
        ring.append("  b  v=\"two\nlines\"  -3 ", Long.MAX_VALUE);
        ring.append("c v=1", 1_700_000_000_000_000_000L);
        JournalReader reader = new JournalReader(ring.journal());
        assertEquals(0, reader.begin(0));
        assertTrue(reader.next());
        assertEquals("a,x=2,y=1 v=1 5", TestRing.line(reader));
        assertEquals(7, reader.arrivedNs());
        assertTrue(reader.next());
        assertEquals("b v=\"two\\nlines\" -3", TestRing.line(reader));
        assertEquals(Long.MAX_VALUE, reader.arrivedNs());
        assertTrue(reader.next());
        assertEquals("c v=1 1700000000000000000", TestRing.line(reader));
        assertFalse(reader.next());
    }

    @Test
    void keepsWhetherTheSensorGaveATimeAndTicksThatRise() {
        ring.append("a v=1 5", 7);
        ring.append("a v=1", 7);
        byte[] block = new byte[TestRing.BLOCK_BYTES];
        ring.journal().copy(0, 1, ring.journal().head(), ByteBuffer.wrap(block));
        int first = JournalLayout.BLOCK_HEAD;
        int second = first + JournalLayout.length(block, first);
        assertEquals(0, JournalLayout.flags(block, first));
        assertEquals(JournalLayout.ARRIVAL_IS_TIME, JournalLayout.flags(block, second));
        assertEquals(0, JournalLayout.ticksNs(block, first));
        assertEquals(1, JournalLayout.ticksNs(block, second), "the clock stood still");
        assertEquals(5, JournalLayout.timeNs(block, first));
        assertEquals(7, JournalLayout.timeNs(block, second));
        assertEquals(1, JournalLayout.blockNext(block, 0));
        assertEquals(1, JournalLayout.blockBoot(block, 0));
    }

    /** Random lines; a plain list tells which of them the journal must still hold. */
    @Test
    void keepsWhatFitsAndGivesUpWholeBlocks() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Expected expected = new Expected();
        for (int i = 0; i < 3_000; i++) {
            int stride = TestRing.STRIDE_MIN
                    + random.nextInt(random.nextInt(10) == 0 ? 1_000 : 100);
            String line = TestRing.line(stride);
            ring.append(line);
            expected.append(line, stride);
            assertEquals(expected.head, ring.journal().head(), "seed=" + seed + " i=" + i);
            assertEquals(expected.oldest(), ring.journal().oldest(), "seed=" + seed + " i=" + i);
            assertEquals(
                    expected.lines(), TestRing.lines(ring.journal()), "seed=" + seed + " i=" + i);
        }
        assertTrue(expected.head > 20L * RING_BYTES, "it went round many times");
    }

    @Test
    void holdsTheLongestLines() {
        String head = "m f=\"";
        String sent = head + "\n".repeat(1024 - head.length() - 3) + "\" 0";
        for (int i = 0; i < 100; i++) {
            ring.append(sent);
        }
        List<String> points = TestRing.lines(ring.journal());
        assertEquals(BLOCKS, points.size(), "one a block, and a block for the next");
        points.forEach(point -> assertEquals(sent.replace("\n", "\\n"), point));
    }

    /** A batch may be larger than the ring: readers still get whole points. */
    @Test
    void aBatchOfAnySizeIsReadable() {
        for (int i = 1; i <= 3 * BLOCKS * TestRing.BLOCK_POINTS; i++) {
            ring.add(TestRing.shortLine(i), 0);
        }
        ring.journal().commit();
        JournalReader reader = new JournalReader(ring.journal());
        reader.begin(0);
        long sequence = reader.sequence();
        assertTrue(sequence > 1);
        while (reader.next()) {
            assertEquals(TestRing.shortLine(sequence++), TestRing.line(reader));
        }
        assertEquals(ring.journal().nextSequence(), sequence);
    }

    @Test
    void aPointIsReadOnlyOnceItIsCommitted() {
        ring.add("a v=1 1", 0);
        assertEquals(List.of(), TestRing.lines(ring.journal()));
        assertEquals(1, ring.journal().nextSequence());
        ring.journal().commit();
        assertEquals(List.of("a v=1 1"), TestRing.lines(ring.journal()));
    }

    /** The lines appended, and the place from which they must be left. */
    private static final class Expected {

        private final List<String> lines = new ArrayList<>();
        private final List<Long> places = new ArrayList<>();
        private long head;

        void append(String line, int stride) {
            long left = -head & TestRing.BLOCK_BYTES - 1;
            if (left < stride) {
                head += left + JournalLayout.BLOCK_HEAD;
            }
            lines.add(line);
            places.add(head);
            head += stride;
        }

        long oldest() {
            long block = (head - 1) / TestRing.BLOCK_BYTES;
            return Math.max(0, block + 1 - BLOCKS) * TestRing.BLOCK_BYTES;
        }

        List<String> lines() {
            while (places.getFirst() < oldest()) {
                places.removeFirst();
                lines.removeFirst();
            }
            return lines;
        }
    }
}
