package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal's writing side, on a ring in memory. */
@Timeout(20)
final class JournalTest {

    private static final int PAGE_BYTES = JournalHeader.PAGE_BYTES;
    private static final int RING_BYTES = 4 * PAGE_BYTES;
    private static final int SHORT_BYTES = TestRing.STRIDE_MIN;

    private final TestRing ring = new TestRing(RING_BYTES);

    // ---- appending

    @Test
    void aNewOneHoldsNothing() {
        Journal journal = ring.journal();
        assertEquals(TestRing.ID, journal.id());
        assertEquals(1, journal.nextSequence());
        assertEquals(RING_BYTES, journal.ringBytes());
        assertEquals(0, journal.head());
        assertEquals(0, journal.oldest());
        assertEquals(List.of(), points());
    }

    @Test
    void sequencesRiseByOne() {
        for (int i = 1; i <= 3 * RING_BYTES / SHORT_BYTES; i++) {
            assertEquals(i, ring.journal().nextSequence());
            ring.appendShort(1);
        }
    }

    @Test
    void givesPointsBackInOrderWithTheirTimes() {
        ring.append("a,y=1,x=2 v=1 5", 7);
        ring.append("  b  v=\"two\nlines\"  -3 ", Long.MAX_VALUE);
        JournalReader reader = new JournalReader(ring.journal());
        assertEquals(0, reader.begin(0));
        assertTrue(reader.next());
        assertEquals("a,x=2,y=1 v=1 5", TestRing.line(reader));
        assertEquals(7, reader.arrivedNs());
        assertTrue(reader.next());
        assertEquals("b v=\"two\\nlines\" -3", TestRing.line(reader));
        assertEquals(Long.MAX_VALUE, reader.arrivedNs());
        assertFalse(reader.next());
    }

    /** Random lines; a plain list tells which of them the journal must still hold. */
    @Test
    void keepsWhatFitsAndGivesUpTheOldestExactlyAsNeeded() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Expected expected = new Expected();
        for (int i = 0; i < 3_000; i++) {
            int stride = SHORT_BYTES + 8 * random.nextInt(random.nextInt(10) == 0 ? 124 : 20);
            String line = TestRing.line(stride);
            ring.append(line);
            expected.append(line, stride);
            assertEquals(expected.head, ring.journal().head(), "seed=" + seed + " i=" + i);
            assertEquals(expected.oldest(), ring.journal().oldest(), "seed=" + seed + " i=" + i);
            assertEquals(expected.lines(), points(), "seed=" + seed + " i=" + i);
        }
        assertTrue(expected.head > 20L * RING_BYTES, "it went round many times");
    }

    @Test
    void holdsTheLongestLines() {
        String head = "m f=\"";
        String sent = head + "\n".repeat(1024 - head.length() - 3) + "\" 0";
        String text = sent.replace("\n", "\\n");
        for (int i = 0; i < 100; i++) {
            ring.append(sent);
        }
        int stride = RecordLayout.strideOf(RecordLayout.LINE + text.length());
        List<String> points = points();
        assertEquals(RING_BYTES / stride, points.size());
        points.forEach(point -> assertEquals(text, point));
    }

    // ---- the ring's end

    /** The parameter is the room left before the end: too little for the next record. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 32, 40, 1000, 1016})
    void aPadFillsWhatARecordLeavesAtTheEnd(int left) {
        fillUpTo(left);
        ring.append(TestRing.line(1024));
        byte[] pad = ring.ring.asSlice(RING_BYTES - left, left).toArray(ValueLayout.JAVA_BYTE);
        assertEquals(-left, RecordLayout.length(pad, 0));
        assertTrue(RecordLayout.isWhole(pad, 0, left, TestRing.ID, new CRC32C()));
        for (int at = RecordLayout.SEQUENCE; at < left; at++) {
            assertEquals(0, pad[at], "nothing old is left at " + at);
        }
        assertEquals(RING_BYTES + 1024, ring.journal().head());
        assertEquals(TestRing.line(1024), points().getLast());
    }

    @Test
    void aRecordThatEndsAtTheEndNeedsNoPad() {
        fillUpTo(1024);
        ring.append(TestRing.line(1024));
        assertEquals(RING_BYTES, ring.journal().head());
        assertEquals(0, ring.journal().oldest(), "all of the ring is in use");
        ring.appendShort(1);
        assertEquals(RING_BYTES + SHORT_BYTES, ring.journal().head());
        assertEquals(SHORT_BYTES, ring.journal().oldest(), "one made room for one");
    }

    @Test
    void aPadIsGivenUpLikeAPoint() {
        fillUpTo(8);
        ring.appendShort(RING_BYTES / SHORT_BYTES - 1);
        assertEquals(RING_BYTES - 8, ring.journal().oldest(), "the pad is the oldest");
        ring.appendShort(1);
        assertEquals(RING_BYTES, ring.journal().oldest());
        assertEquals(RING_BYTES / SHORT_BYTES, points().size());
    }

    /** A start may continue anywhere in a ring, full or not. */
    @Test
    void goesOnWhereAnEarlierProcessWas() {
        Expected expected = new Expected();
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            int stride = SHORT_BYTES + 8 * random.nextInt(20);
            ring.append(TestRing.line(stride));
            expected.append(TestRing.line(stride), stride);
            ring.reopen(ring.journal().nextSequence(), SkippedSequences.NONE);
            assertEquals(expected.lines(), points());
        }
    }

    @Test
    void takesRecordsOfAnEarlierFileWithTheSequencesTheyHave() {
        TestRing old = new TestRing(PAGE_BYTES);
        old.reopen(100, SkippedSequences.NONE);
        old.append("a v=1 5", 6);
        old.append("b v=2 7", 8);
        byte[] bytes = old.ring.toArray(ValueLayout.JAVA_BYTE);
        ring.journal().appendRecord(bytes, 0);
        ring.journal().appendRecord(bytes, SHORT_BYTES);
        ring.journal().commit();
        assertEquals(102, ring.journal().nextSequence());
        JournalReader reader = new JournalReader(ring.journal());
        assertEquals(0, reader.begin(100));
        assertEquals(List.of("a v=1 5", "b v=2 7"), TestRing.rest(reader));
        assertEquals(8, reader.arrivedNs());
    }

    @Test
    void aRecordThatIsDamagedIsNotSteppedOver() {
        fillUpTo(0);
        ring.ring.set(ValueLayout.JAVA_INT_UNALIGNED, RecordLayout.LENGTH, 0);
        assertThrows(JournalDamagedException.class, () -> ring.appendShort(1));
    }

    // ---- committing

    @Test
    void wakesTheKeeperWheneverSoMuchHasBeenAppended() {
        ring.journal().wakes(Thread.currentThread(), 3 * SHORT_BYTES);
        for (int i = 0; i < 5; i++) {
            ring.appendShort(3);
            LockSupport.park(this); // returns at once only if the thread was unparked
        }
    }

    /** Appends until this many bytes are left before the ring's end. */
    private void fillUpTo(int left) {
        int bytes = RING_BYTES - left;
        ring.appendShort(bytes / SHORT_BYTES - 1);
        ring.append(TestRing.line(SHORT_BYTES + bytes % SHORT_BYTES));
        assertEquals(bytes, ring.journal().head());
    }

    private List<String> points() {
        JournalReader reader = new JournalReader(ring.journal());
        reader.begin(0);
        return TestRing.rest(reader);
    }

    /** The lines appended, {@code null} for a pad, and the place from which they must be left. */
    private static final class Expected {

        private final List<String> lines = new ArrayList<>();
        private final List<Long> places = new ArrayList<>();
        private long head;

        void append(String line, int stride) {
            long left = RING_BYTES - head % RING_BYTES;
            if (stride > left) {
                add(null, left);
            }
            add(line, stride);
        }

        long oldest() {
            while (places.getFirst() < head - RING_BYTES) {
                places.removeFirst();
                lines.removeFirst();
            }
            return places.getFirst();
        }

        List<String> lines() {
            oldest();
            return lines.stream().filter(line -> line != null).toList();
        }

        private void add(String line, long bytes) {
            lines.add(line);
            places.add(head);
            head += bytes;
        }
    }
}
