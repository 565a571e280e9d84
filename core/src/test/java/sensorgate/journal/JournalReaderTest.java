package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.journal.SkippedSequences.Gap;

/** The points that a reader gets or counts as lost, first on one thread, then on two. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a faulty reader may not end
final class JournalReaderTest {

    private static final int RING_BYTES = JournalHeader.PAGE_BYTES;
    private static final int SHORT_BYTES = TestRing.STRIDE_MIN;

    /** The number of short points that fill the ring. */
    private static final int RING_POINTS = RING_BYTES / SHORT_BYTES;

    private static final int LARGE_RING_BYTES = 4 << 20;

    private final TestRing ring = new TestRing(RING_BYTES);
    private JournalReader reader = newReader();

    // ---- where it begins

    @Test
    void anEmptyJournalGivesNothing() {
        assertBegins(0, 0, 1);
        assertReads();
        assertBegins(1, 0, 1);
        assertReads();
        ring.appendShort(1);
        assertBegins(1, 0, 1);
        assertReads(1);
    }

    @Test
    void zeroIsTheOldestAndNothingIsLostBeforeIt() {
        ring.appendShort(5);
        assertBegins(0, 0, 1);
        assertReads(1, 2, 3, 4, 5);
        ring.appendShort(RING_POINTS);
        assertBegins(0, 0, 6);
        assertReads(sequences(6, RING_POINTS + 6));
    }

    @Test
    void beginsAtAnySequenceThereIs() {
        ring.appendShort(20);
        for (int from = 1; from <= 21; from++) {
            assertBegins(from, 0, from);
            assertReads(sequences(from, 21));
        }
        for (int from = 21; from > 0; from--) {
            assertBegins(from, 0, from);
            assertReads(sequences(from, 21));
        }
    }

    /** A large ring is not scanned for any cursor: neither for the first nor for the newest. */
    @Test
    void readsLittleToFindASequence() {
        CountingRing counting = new CountingRing(LARGE_RING_BYTES);
        TestRing large = new TestRing(counting);
        large.appendShort(LARGE_RING_BYTES / SHORT_BYTES * 3 / 2);
        counting.bytesRead = 0;
        reader = new JournalReader(large.journal());
        long newest = large.journal().nextSequence();
        assertBegins(newest, 0, newest);
        assertEquals(0, counting.bytesRead);
        long oldest = newest - LARGE_RING_BYTES / SHORT_BYTES;
        for (long from = newest - 1; from > oldest; from -= 9_999) {
            counting.bytesRead = 0;
            reader = new JournalReader(large.journal());
            assertBegins(from, 0, from);
            assertTrue(counting.bytesRead <= LARGE_RING_BYTES / 8, "read=" + counting.bytesRead);
        }
    }

    /** Counts the bytes read. */
    private static final class CountingRing implements Ring {

        private final MemoryRing ring;
        private long bytesRead;

        private CountingRing(int bytes) {
            ring = new MemoryRing(ByteBuffer.allocate(bytes));
        }

        @Override
        public long bytes() {
            return ring.bytes();
        }

        @Override
        public void read(ByteBuffer into, long offset) {
            bytesRead += into.remaining();
            ring.read(into, offset);
        }

        @Override
        public void write(ByteBuffer bytes, long offset) {
            ring.write(bytes, offset);
        }
    }

    @Test
    void goesOnWithWhatHasComeSince() {
        ring.appendShort(3);
        assertBegins(4, 0, 4);
        assertReads();
        ring.appendShort(2);
        assertFalse(reader.next(), "what came after the beginning waits for the next");
        assertBegins(4, 0, 4);
        assertReads(4, 5);
    }

    @Test
    void givesNoMoreThanThereWasAtTheBeginning() {
        ring.appendShort(2);
        assertBegins(0, 0, 1);
        ring.appendShort(2);
        assertReads(1, 2);
        assertBegins(3, 0, 3);
        assertReads(3, 4);
    }

    @Test
    void readsTheSameAgainFromTheSameCursor() {
        ring.appendShort(7);
        for (int i = 0; i < 3; i++) {
            assertBegins(4, 0, 4);
            assertReads(4, 5, 6, 7);
        }
    }

    @Test
    void stopsAnywhereAndGoesOnFromThere() {
        ring.appendShort(7);
        assertBegins(0, 0, 1);
        assertTrue(reader.next());
        assertTrue(reader.next());
        assertEquals(3, reader.sequence());
        assertBegins(3, 0, 3);
        assertReads(3, 4, 5, 6, 7);
    }

    /** The writer is between its two stores: the record is written, its sequence not published. */
    @Test
    void givesNoCursorAheadOfTheJournalWhileABatchIsCommitted() {
        ring.appendShort(3);
        ring.reopen(3, SkippedSequences.NONE);
        reader = newReader();
        assertBegins(0, 0, 1);
        assertReads(1, 2);
        assertBegins(3, 0, 3);
        assertReads();
        ring.reopen(4, SkippedSequences.NONE);
        reader = newReader();
        assertBegins(3, 0, 3);
        assertReads(3);
    }

    // ---- what is overwritten

    @Test
    void tellsExactlyHowManyWereOverwritten() {
        for (int written = 0; written < 3 * RING_POINTS; written++) {
            int oldest = Math.max(1, written + 1 - RING_POINTS);
            for (int from = 1; from <= written + 1; from += 1 + from / 3) {
                int first = Math.max(from, oldest);
                assertBegins(from, first - from, first);
                assertReads(sequences(first, written + 1));
            }
            ring.appendShort(1);
        }
    }

    @Test
    void tellsAReaderThatFellBehindWhatItMissed() {
        ring.appendShort(3);
        assertBegins(0, 0, 1);
        assertReads(1, 2, 3);
        ring.appendShort(RING_POINTS + 10);
        assertBegins(4, 10, 14);
        assertReads(sequences(14, RING_POINTS + 14));
    }

    @Test
    void endsEarlyWhereItIsOvertakenAndCountsWhatItMissedTheNextTime() {
        ring.appendShort(RING_POINTS);
        assertBegins(0, 0, 1);
        assertReadsOne(1);
        assertReadsOne(2);
        ring.appendShort(3); // up to the record of the reader, inclusive
        assertFalse(reader.next(), "overtaken by one");
        assertEquals(3, reader.sequence(), "where it was");
        assertBegins(3, 1, 4);
        assertReads(sequences(4, RING_POINTS + 4));
    }

    @Test
    void readsOnWhereItIsNotQuiteOvertaken() {
        ring.appendShort(RING_POINTS);
        assertBegins(0, 0, 1);
        assertReadsOne(1);
        ring.appendShort(1);
        assertReads(sequences(2, RING_POINTS + 1));
    }

    @Test
    void survivesBeingOvertakenManyTimes() {
        ring.appendShort(RING_POINTS / 2);
        assertBegins(0, 0, 1);
        assertReadsOne(1);
        ring.appendShort(7 * RING_POINTS + 3);
        while (reader.next()) {
            // the records that the reader has copied already
        }
        long from = reader.sequence();
        int next = RING_POINTS / 2 + 7 * RING_POINTS + 4;
        assertBegins(from, next - RING_POINTS - from, next - RING_POINTS);
        assertReads(sequences(next - RING_POINTS, next));
    }

    @Test
    void aPointReadBeforeItWasOverwrittenStaysWhole() {
        ring.appendShort(RING_POINTS);
        assertBegins(0, 0, 1);
        assertTrue(reader.next());
        ring.appendShort(2 * RING_POINTS + 5);
        assertEquals(TestRing.shortLine(1), TestRing.line(reader));
    }

    /** Random lengths, and a reader that pauses: a plain count tells what it must get. */
    @Test
    void readAndLostAddUpToWhatWasWritten() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long taken = 0;
        long cursor = 1;
        for (int round = 0; round < 20_000; round++) {
            for (int count = random.nextInt(random.nextInt(20) == 0 ? 60 : 4); count > 0; count--) {
                ring.append(TestRing.line(SHORT_BYTES + 8 * random.nextInt(60)));
            }
            if (random.nextBoolean()) {
                taken += reader.begin(cursor);
            }
            int limit = random.nextInt(6);
            while (limit-- > 0 && reader.next()) {
                taken++;
            }
            cursor = reader.sequence() == 0 ? cursor : reader.sequence();
            assertEquals(cursor - 1, taken, "seed=" + seed + " round=" + round);
        }
        assertTrue(taken > 20_000);
    }

    // ---- pads

    @Test
    void pointsAreReadOverPads() {
        for (int i = 0; i < 200; i++) {
            ring.append(TestRing.line(1000));
            long next = i + 2;
            long first = Math.max(1, next - 4);
            assertBegins(0, 0, first);
            assertEquals(next - first, TestRing.rest(reader).size());
            assertEquals(next, reader.sequence());
            assertBegins(next, 0, next);
            assertReads();
            assertBegins(next - 1, 0, next - 1);
            assertEquals(List.of(TestRing.line(1000)), TestRing.rest(reader));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 32, 40})
    void beginsWhereOnlyAPadIsLeftBeforeTheEnd(int left) {
        int[] strides = {1024, 1024, 1024, 1024 - left};
        for (int i = 0; i < 2 * strides.length; i++) {
            ring.append(TestRing.line(strides[i % strides.length]));
        }
        assertEquals(RING_BYTES - left, ring.journal().oldest(), "the pad is the oldest");
        assertBegins(1, 4, 5);
        assertReadsLong(strides);
        reader = newReader();
        assertBegins(0, 0, 5);
        assertReadsLong(strides);
        assertBegins(9, 0, 9);
        assertReads();
    }

    // ---- gaps, and sequences without a point

    @Test
    void tellsAHoleWhenItComesToIt() {
        ring.appendShort(3);
        ring.reopen(10, SkippedSequences.NONE);
        ring.appendShort(2);
        reader = newReader();
        assertBegins(0, 0, 1);
        assertReads(1, 2, 3);
        assertBegins(4, 6, 10);
        assertReads(10, 11);
        assertBegins(1, 0, 1);
        assertReads(1, 2, 3);
        assertBegins(7, 3, 10);
        assertReads(10, 11);
    }

    @Test
    void skippedSequencesAreNotLost() {
        long from = skipAfterThree();
        assertBegins(0, 0, 1);
        assertReads(1, 2, 3, from, from + 1);
        assertBegins(2, 0, 2);
        assertReads(2, 3, from, from + 1);
        assertBegins(4, 0, from);
        assertReads(from, from + 1);
        assertBegins(1_000_000, 0, from);
        assertReads(from, from + 1);
    }

    @Test
    void pointsBeforeAndBehindSkippedSequencesAreLostAllTheSame() {
        long from = skipAfterThree();
        ring.appendShort(RING_POINTS);
        assertBegins(2, 4, from + 2);
        assertReads(sequences(from + 2, from + 2 + RING_POINTS));
    }

    @Test
    void aCursorInAGapAtTheEndGoesToItsEnd() {
        ring.appendShort(3);
        SkippedSequences skipped = SkippedSequences.NONE.withJump(4);
        ring.reopen(skipped.end(), skipped);
        reader = newReader();
        assertBegins(4, 0, skipped.end());
        assertReads();
        assertBegins(1000, 0, skipped.end());
        ring.appendShort(1);
        assertBegins(skipped.end(), 0, skipped.end());
        assertReads(skipped.end());
    }

    @Test
    void aHoleBesideAGapIsCountedWithoutTheGap() {
        ring.appendShort(3);
        SkippedSequences skipped = new SkippedSequences(List.of(new Gap(6, 20)));
        ring.reopen(25, skipped);
        ring.appendShort(1);
        reader = newReader();
        assertBegins(0, 0, 1);
        assertReads(1, 2, 3);
        assertBegins(4, 7, 25); // 4, 5 and 20 to 24
        assertReads(25);
    }

    /** Three points, a jump, two points; returns the first sequence after the jump. */
    private long skipAfterThree() {
        ring.appendShort(3);
        SkippedSequences skipped = SkippedSequences.NONE.withJump(4);
        ring.reopen(skipped.end(), skipped);
        ring.appendShort(2);
        reader = newReader();
        return skipped.end();
    }

    // ---- damage

    /** A bit of each field of a record is flipped; the reader stands before that record. */
    @Test
    void aDamagedRecordIsNeverGivenOut() {
        ring.appendShort(3);
        int bits = 8 * (RecordLayout.LINE + TestRing.shortLine(2).length());
        for (int bit = 0; bit < bits; bit++) {
            flip(SHORT_BYTES, bit);
            reader = newReader();
            assertBegins(1, 0, 1);
            assertReadsOne(1);
            assertThrows(JournalDamagedException.class, reader::next, "bit " + bit);
            flip(SHORT_BYTES, bit);
        }
        reader = newReader();
        assertBegins(1, 0, 1);
        assertReads(1, 2, 3);
    }

    /** The damaged length reaches beyond the ring. */
    @Test
    void aDamagedRecordAtTheRingsEndIsNeverGivenOut() {
        ring.appendShort(RING_POINTS);
        int last = RING_BYTES - SHORT_BYTES;
        for (int bit = 0; bit < 8 * (RecordLayout.LINE + 7); bit++) {
            flip(last, bit);
            reader = newReader();
            assertBegins(RING_POINTS - 1, 0, RING_POINTS - 1);
            assertReadsOne(RING_POINTS - 1);
            assertThrows(JournalDamagedException.class, reader::next, "bit " + bit);
            flip(last, bit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 24, 2097, -7, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aLengthThatIsNoneIsNotSteppedOver(int length) {
        ring.appendShort(3);
        ring.ring.set(
                ValueLayout.JAVA_INT_UNALIGNED, SHORT_BYTES + RecordLayout.LENGTH, length);
        assertThrows(JournalDamagedException.class, () -> reader.begin(3));
    }

    /** A reader with a small window, which notices early that records are overwritten. */
    private JournalReader newReader() {
        return new JournalReader(ring.journal(), RecordLayout.BYTES_MAX);
    }

    private void flip(int place, int bit) {
        MemorySegment bytes = ring.ring;
        long at = place + bit / 8;
        byte flipped = (byte) (bytes.get(ValueLayout.JAVA_BYTE, at) ^ 1 << bit % 8);
        bytes.set(ValueLayout.JAVA_BYTE, at, flipped);
    }

    // ---- two threads

    /** One thread laps a tiny ring as fast as it can while another thread reads. */
    @ParameterizedTest
    @ValueSource(ints = {4 * 1024, 64 * 1024})
    void whatIsReadWhileItIsOverwrittenIsWholeAndTheRestIsCounted(int ringBytes) throws Exception {
        TestRing lapped = new TestRing(ringBytes);
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        Follower follower = follow(lapped, () -> System.nanoTime() - untilNs < 0);
        assertTrue(follower.read > 0, "the reader has read");
        assertTrue(follower.lost > 0, "it was overtaken");
        assertTrue(lapped.journal().head() > 100L * ringBytes, "it went round many times");
    }

    /** The reader is nearly always at the newest point. */
    @Test
    void nothingIsLostWhereNothingIsOverwritten() throws Exception {
        for (int i = 0; i < 10; i++) {
            TestRing wide = new TestRing(4 << 20);
            long almostFull = wide.journal().ringBytes() - RecordLayout.BYTES_MAX;
            Follower follower = follow(wide, () -> wide.journal().head() < almostFull);
            assertEquals(0, follower.lost);
        }
    }

    /** Readers ask for records that the writer gives up soon, or has just entered in the index. */
    @Test
    void anySequenceIsFoundWhileTheRingIsLapped() throws Exception {
        TestRing lapped = new TestRing(3 * JournalPlaces.PART_BYTES);
        long rounds = 8 * lapped.journal().ringBytes();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                2, Thread.ofPlatform().daemon().factory())) {
            Future<?> writing = threads.submit(
                    () -> appendSamples(lapped, () -> lapped.journal().head() < rounds));
            threads.submit(() -> jumpAbout(lapped.journal(), writing)).get();
            writing.get();
        }
    }

    private static void jumpAbout(Journal journal, Future<?> writing) {
        Random random = new Random(1);
        JournalReader reader = new JournalReader(journal, RecordLayout.BYTES_MAX);
        JournalReader oldest = new JournalReader(journal, RecordLayout.BYTES_MAX);
        while (!writing.isDone()) {
            long next = journal.nextSequence();
            long from = Math.max(1, next - random.nextInt(12_000));
            long lost = reader.begin(from);
            assertEquals(from + lost, reader.sequence());
            oldest.begin(0);
            assertTrue(lost == 0 || from < oldest.sequence(), "lost=" + lost + " of what is there");
            if (reader.next()) {
                assertEquals(sample(from + lost), TestRing.line(reader));
            }
        }
    }

    /** One thread appends until told to stop; another thread reads everything to the end. */
    private static Follower follow(TestRing ring, BooleanSupplier mayAppend) throws Exception {
        Follower follower = new Follower(ring.journal());
        try (ExecutorService threads = Executors.newFixedThreadPool(
                2, Thread.ofPlatform().daemon().factory())) {
            Future<?> writing = threads.submit(() -> appendSamples(ring, mayAppend));
            Future<?> reading = threads.submit(() -> follower.follow(writing));
            writing.get();
            reading.get();
        }
        assertEquals(ring.journal().nextSequence() - 1, follower.read + follower.lost);
        return follower;
    }

    private static void appendSamples(TestRing ring, BooleanSupplier mayAppend) {
        while (mayAppend.getAsBoolean()) {
            ring.append(sample(ring.journal().nextSequence()));
        }
    }

    /** A line of which each part derives from its sequence, so a torn line shows. */
    private static String sample(long sequence) {
        long mixed = sequence * 0x9E37_79B9_7F4A_7C15L; // Knuth, golden ratio
        String letter = String.valueOf((char) ('a' + (mixed >>> 32) % 26));
        return "m v=" + sequence + "i,s=\"" + letter.repeat((int) (mixed >>> 40) % 200) + "\" "
                + mixed;
    }

    /** Reads from cursor to cursor, as a controller does. */
    private static final class Follower {

        private final Journal journal;
        private final JournalReader reader;
        private long read;
        private long lost;

        Follower(Journal journal) {
            this.journal = journal;
            this.reader = new JournalReader(journal, RecordLayout.BYTES_MAX);
        }

        /** Ends after the last point written. */
        void follow(Future<?> writing) {
            long cursor = 1;
            boolean isLast = false;
            while (!isLast || cursor < journal.nextSequence()) {
                isLast = writing.isDone();
                lost += reader.begin(cursor);
                long sequence = reader.sequence();
                while (reader.next()) {
                    assertEquals(sample(sequence), TestRing.line(reader));
                    sequence++;
                    read++;
                }
                assertEquals(sequence, reader.sequence());
                assertEquals(sequence - 1, read + lost);
                cursor = sequence;
            }
        }
    }

    // ---- expectations

    private void assertBegins(long from, long lost, long at) {
        assertEquals(lost, reader.begin(from), "lost from " + from);
        assertEquals(at, reader.sequence(), "where it begins from " + from);
    }

    /** Reads these sequences to the end; each line holds the last digit of its sequence. */
    private void assertReads(long... sequences) {
        for (long sequence : sequences) {
            assertReadsOne(sequence);
        }
        long end = reader.sequence();
        assertFalse(reader.next(), "there are no more");
        assertEquals(end, reader.sequence());
    }

    private void assertReadsOne(long sequence) {
        assertTrue(reader.next(), "there is " + sequence);
        assertEquals(TestRing.shortLine(sequence), TestRing.line(reader));
        assertEquals(sequence + 1, reader.sequence());
    }

    private void assertReadsLong(int... strides) {
        for (int stride : strides) {
            assertTrue(reader.next());
            assertEquals(TestRing.line(stride), TestRing.line(reader));
        }
        assertFalse(reader.next());
    }

    private static long[] sequences(long from, long to) {
        return LongStream.range(from, to).toArray();
    }
}
