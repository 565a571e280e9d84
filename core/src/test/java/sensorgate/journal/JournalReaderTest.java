package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
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

    private static final int BLOCKS = 3;
    private static final int BLOCK_POINTS = TestRing.BLOCK_POINTS;

    private TestRing ring = new TestRing(BLOCKS * TestRing.BLOCK_BYTES);
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
        ring.appendShort(BLOCKS * BLOCK_POINTS);
        assertBegins(0, 0, BLOCK_POINTS + 1);
        assertReads(sequences(BLOCK_POINTS + 1, (long) BLOCKS * BLOCK_POINTS + 6));
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

    // ---- what is overwritten

    @Test
    void tellsExactlyHowManyWereOverwritten() {
        for (int written = 0; written < 3 * BLOCKS * BLOCK_POINTS; written++) {
            int oldest = oldest(written);
            for (int from = 1; from <= written + 1; from += 1 + from / 3) {
                int first = Math.max(from, oldest);
                assertBegins(from, first - from, first);
                assertReads(sequences(first, written + 1));
            }
            ring.appendShort(1);
        }
    }

    /** The oldest sequence that is left after this number of points. */
    private static int oldest(int written) {
        int begun = (written + BLOCK_POINTS - 1) / BLOCK_POINTS;
        return Math.max(0, begun - BLOCKS) * BLOCK_POINTS + 1;
    }

    @Test
    void endsEarlyWhereItIsOvertakenAndCountsWhatItMissedTheNextTime() {
        ring.appendShort(BLOCKS * BLOCK_POINTS);
        assertBegins(0, 0, 1);
        assertReadsOne(1);
        ring.appendShort(2 * BLOCK_POINTS);
        long from = BLOCK_POINTS + 1;
        assertReads(sequences(2, from)); // the block that it has copied
        assertBegins(from, BLOCK_POINTS, from + BLOCK_POINTS);
        assertReads(sequences(from + BLOCK_POINTS, 5L * BLOCK_POINTS + 1));
    }

    @Test
    void aPointReadBeforeItWasOverwrittenStaysWhole() {
        ring.appendShort(BLOCKS * BLOCK_POINTS);
        assertBegins(0, 0, 1);
        assertTrue(reader.next());
        ring.appendShort(2 * BLOCKS * BLOCK_POINTS + 5);
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
                ring.append(TestRing.line(TestRing.STRIDE_MIN + random.nextInt(480)));
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

    // ---- gaps, and sequences without a point

    @Test
    void skippedSequencesBeforeTheFirstPointAreNotLost() {
        begin(20, new SkippedSequences(List.of(new Gap(4, 20))));
        ring.appendShort(2);
        assertBegins(0, 0, 20);
        assertReads(20, 21);
        assertBegins(1, 3, 20);
        assertBegins(4, 0, 20);
        assertBegins(12, 0, 20);
        assertReads(20, 21);
    }

    @Test
    void aCursorInAGapAtTheEndGoesToItsEnd() {
        begin(20, new SkippedSequences(List.of(new Gap(4, 20))));
        assertBegins(4, 0, 20);
        assertReads();
        assertBegins(10, 0, 20);
        ring.appendShort(1);
        assertBegins(20, 0, 20);
        assertReads(20);
    }

    @Test
    void aHoleBesideAGapIsCountedWithoutTheGap() {
        begin(25, new SkippedSequences(List.of(new Gap(6, 20))));
        ring.appendShort(1);
        assertBegins(4, 7, 25); // 4, 5 and 20 to 24
        assertReads(25);
    }

    @Test
    void aReaderThatPassesAPowerCutIsToldOnce() {
        begin(20, new SkippedSequences(List.of(new Gap(4, 20, 55, 77))));
        assertBegins(2, 2, 20);
        assertTrue(reader.isCut());
        assertEquals(55, reader.cutFromNs());
        assertEquals(77, reader.cutToNs());
        assertBegins(20, 0, 20);
        assertFalse(reader.isCut(), "it has been told");
        assertBegins(0, 0, 20);
        assertFalse(reader.isCut(), "it does not come from before the cut");
        ring.appendShort(1);
        assertBegins(4, 0, 20);
        assertTrue(reader.isCut());
        assertReads(20);
    }

    /** A ring whose next point has this sequence. */
    private void begin(long next, SkippedSequences skipped) {
        ring = new TestRing(BLOCKS * TestRing.BLOCK_BYTES, next, skipped);
        reader = newReader();
    }

    // ---- damage

    /** A bit of each field of a record is flipped; the rest of the block is lost with it. */
    @Test
    void aDamagedRecordIsNeverGivenOut() {
        ring.appendShort(BLOCK_POINTS + 2);
        int second = JournalLayout.BLOCK_HEAD + TestRing.SHORT_BYTES;
        for (int bit = 0; bit < 8 * TestRing.SHORT_BYTES; bit++) {
            ring.flip(second, bit);
            reader = newReader();
            assertBegins(1, 0, 1);
            assertReadsOne(1);
            assertFalse(reader.next(), "bit " + bit);
            assertBegins(2, BLOCK_POINTS - 1, BLOCK_POINTS + 1);
            assertReads(BLOCK_POINTS + 1, BLOCK_POINTS + 2);
            ring.flip(second, bit);
        }
        reader = newReader();
        assertBegins(1, 0, 1);
        assertReads(sequences(1, BLOCK_POINTS + 3));
    }

    @Test
    void aBlockWithADamagedHeadIsLost() {
        ring.appendShort(2 * BLOCK_POINTS);
        for (int bit = 0; bit < 8 * JournalLayout.BLOCK_HEAD; bit++) {
            ring.flip(0, bit);
            reader = newReader();
            assertBegins(1, BLOCK_POINTS, BLOCK_POINTS + 1);
            assertReads(sequences(BLOCK_POINTS + 1, 2L * BLOCK_POINTS + 1));
            ring.flip(0, bit);
        }
    }

    /** A record with a valid check that holds no line: no reply may ever have it. */
    @ParameterizedTest
    @ValueSource(strings = {
        "END 5d0c41e7.7", "ERR x", "LOST 5", "a v=1\nEND 5d0c41e7.9", "a v=1 7", "# a v=1",
        "a v=1\r", "\0", "a"})
    void whatIsNoLineIsNeverServedThoughItsCheckHolds(String text) {
        ring.appendShort(2);
        byte[] bytes = text.replace("\\n", "\n").getBytes(
                StandardCharsets.UTF_8);
        ring.journal().carry(3, 0, 0, bytes, 0, bytes.length);
        ring.journal().commit();
        ring.appendShort(1);
        assertBegins(1, 0, 1);
        assertReads(1, 2);
        assertBegins(3, 1, 4);
        assertReads(4);
    }

    /** Records that repeat a sequence, or go back, were not written by the gateway. */
    @Test
    void sequencesThatDoNotRiseAreNeverServed() {
        ring.appendShort(5);
        byte[] line = "forged v=1".getBytes(StandardCharsets.US_ASCII);
        ring.journal().carry(2, 0, 0, line, 0, line.length);
        ring.journal().carry(5, 0, 0, line, 0, line.length);
        ring.journal().commit();
        ring.appendShort(1);
        assertBegins(1, 0, 1);
        assertReads(1, 2, 3, 4, 5, 6);
    }

    /** A reader with a small window, which notices early that records are overwritten. */
    private JournalReader newReader() {
        return new JournalReader(ring.journal(), TestRing.BLOCK_BYTES);
    }

    // ---- two threads

    /** One thread laps a tiny ring as fast as it can while another thread reads. */
    @ParameterizedTest
    @ValueSource(ints = {8 * 1024, 64 * 1024})
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
            long almostFull = wide.journal().ringBytes() - 2 * TestRing.BLOCK_BYTES;
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
        JournalReader reader = new JournalReader(journal, TestRing.BLOCK_BYTES);
        JournalReader oldest = new JournalReader(journal, TestRing.BLOCK_BYTES);
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
            this.reader = new JournalReader(journal, TestRing.BLOCK_BYTES);
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

    private static long[] sequences(long from, long to) {
        return LongStream.range(from, to).toArray();
    }
}
