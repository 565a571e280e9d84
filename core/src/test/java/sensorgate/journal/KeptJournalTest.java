package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.support.Await;
import sensorgate.support.TestDisk;

/** A journal with its file: starts after each kind of end, and what becomes of the file. */
@Timeout(60)
final class KeptJournalTest {

    private static final int BLOCKS = 32;
    private static final int JOURNAL_BYTES = JournalLayout.RING_FROM + BLOCKS * 4096;
    private static final int MEMORY_BYTES = 4 * 4096;

    @TempDir
    private Path directory;

    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final List<String> restored = new CopyOnWriteArrayList<>();
    private final BootDisk disk = new BootDisk();

    private final StoreListener listener = new StoreListener() {
        @Override
        public void onTrouble(String what) {
            trouble.add(what);
        }

        @Override
        public void onRestored(String what) {
            restored.add(what);
        }
    };

    /** A disk of a machine that can be started again, with a disk that can fail or hang. */
    private static final class BootDisk extends TestDisk {

        private String bootId = "first";
        private volatile boolean isBroken;
        private volatile boolean isFull;
        private volatile boolean failsReads;
        private volatile CountDownLatch hang;

        @Override
        public String bootId() {
            return bootId;
        }

        @Override
        public FileChannel open(Path file, OpenOption... options)
                throws IOException {
            failIfBroken();
            return super.open(file, options);
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
            failIfBroken();
            if (isFull && bytes.remaining() > 64) {
                throw new IOException("no space");
            }
            super.write(file, bytes, at);
        }

        @Override
        public void read(FileChannel file, ByteBuffer into, long at) throws IOException {
            CountDownLatch latch = hang;
            if (latch != null) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            if (failsReads) {
                throw new IOException("Eingabe-/Ausgabefehler");
            }
            super.read(file, into, at);
        }

        private void failIfBroken() throws IOException {
            if (isBroken) {
                throw new IOException("Eingabe-/Ausgabefehler");
            }
        }
    }

    /** An open journal; without a clean stop it ends as a killed process does. */
    private final class Opened implements AutoCloseable {

        private final StateDirectory state;
        private final KeptJournal kept;
        private final TestRing ring;

        Opened() throws Exception {
            state = StateDirectory.open(directory, disk, listener);
            kept = KeptJournal.open(state, JOURNAL_BYTES, MEMORY_BYTES, Cursor.NONE, listener);
            ring = new TestRing(kept.journal());
        }

        /** Starts the thread; then points may be more than memory holds. */
        Opened start() {
            kept.start(Thread.currentThread(), (_, failure) -> trouble.add("died: " + failure));
            return this;
        }

        void append(int count) {
            for (int i = 0; i < count; i++) {
                ring.appendShort(1);
                if (i % 50 == 0) {
                    kept.journal().awaitSaved();
                }
            }
            kept.journal().awaitSaved();
        }

        List<String> lines() {
            return TestRing.lines(kept.journal());
        }

        @Override
        public void close() {
            kept.stop();
            kept.close();
            state.close();
        }
    }

    private static List<String> shortLines(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add(TestRing.shortLine(i));
        }
        return lines;
    }

    // ---- starts

    @Test
    void servesFromFileAndMemoryWhatIsMoreThanMemory() throws Exception {
        try (Opened opened = new Opened().start()) {
            opened.append(1_000);
            assertEquals(shortLines(1, 1_001), opened.lines());
        }
        try (Opened opened = new Opened()) {
            assertEquals(shortLines(1, 1_001), opened.lines());
        }
        assertEquals(List.of(), trouble);
    }

    @Test
    void aCrashJumpsAndTellsNoPowerCut() throws Exception {
        long next;
        try (Opened opened = new Opened()) {
            opened.ring.appendShort(100);
            next = opened.kept.journal().nextSequence();
        }
        try (Opened opened = new Opened()) {
            assertEquals(next + SkippedSequences.JUMP, opened.kept.journal().nextSequence());
            JournalReader reader = new JournalReader(opened.kept.journal());
            assertEquals(0, reader.begin(next));
            assertFalse(reader.isCut());
        }
        assertEquals(List.of(), trouble);
    }

    @Test
    void aPowerCutIsToldAtTheStartAndToEachReaderOnce() throws Exception {
        long next;
        try (Opened opened = new Opened()) {
            opened.ring.append("a v=1 1", 77);
            next = opened.kept.journal().nextSequence();
        }
        disk.bootId = "second";
        long beganNs = System.currentTimeMillis() * 1_000_000;
        try (Opened opened = new Opened()) {
            assertEquals(1, trouble.size(), "" + trouble);
            assertTrue(trouble.getFirst().startsWith("the power was cut"), "" + trouble);
            opened.ring.append("b v=1 1", 0);
            JournalReader reader = new JournalReader(opened.kept.journal());
            assertEquals(0, reader.begin(1));
            assertFalse(reader.isCut());
            assertEquals(List.of("a v=1 1"), TestRing.rest(reader), "it stops before the cut");
            assertEquals(0, reader.begin(next));
            assertTrue(reader.isCut());
            assertEquals(77, reader.cutFromNs());
            assertTrue(reader.cutToNs() >= beganNs);
            assertEquals(List.of("b v=1 1"), TestRing.rest(reader));
            reader.begin(reader.sequence());
            assertFalse(reader.isCut());
        }
    }

    /** Nobody knows how many points a damaged end had if no header of a clean stop tells it. */
    @Test
    void aDamagedEndAfterACrashIsToldAtTheStartAndToReaders() throws Exception {
        try (Opened opened = new Opened()) {
            opened.ring.appendShort(10);
        }
        byte[] harmed = Files.readAllBytes(directory.resolve("journal"));
        harmed[JournalLayout.RING_FROM + 200] ^= 1;
        Files.write(directory.resolve("journal"), harmed);
        try (Opened opened = new Opened()) {
            assertEquals(1, trouble.size(), "" + trouble);
            assertTrue(trouble.getFirst().startsWith("the end of the journal"), "" + trouble);
            JournalReader reader = new JournalReader(opened.kept.journal());
            reader.begin(10);
            assertTrue(reader.isCut());
        }
    }

    @Test
    void damageIsToldOnceWhereverItIs() throws Exception {
        try (Opened opened = new Opened().start()) {
            opened.append(3_000); // the ring has gone round
            opened.kept.stop();
            opened.kept.markClean();
        }
        byte[] whole = Files.readAllBytes(directory.resolve("journal"));
        for (int block = 0; block < BLOCKS; block++) {
            byte[] harmed = whole.clone();
            harmed[JournalLayout.RING_FROM + block * 4096 + 100] ^= 1;
            Files.write(directory.resolve("journal"), harmed);
            new Opened().close();
            trouble.clear();
            new Opened().close();
            assertEquals(List.of(), trouble, "block=" + block);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "stopped", "killed", "empty", "gone-round", "killed-thrice", "damaged", "cut-short"})
    void aJournalOfVersion1IsCarriedOverWithEveryPoint(String name) throws Exception {
        Files.write(directory.resolve("journal"), unpacked(name + ".gz"));
        List<String> expected =
                new String(unpacked(name + ".txt.gz"), StandardCharsets.UTF_8).lines().toList();
        String[] head = expected.getFirst().split(" ");
        for (int start = 0; start < 2; start++) {
            try (Opened opened = new Opened()) {
                Journal journal = opened.kept.journal();
                assertEquals(head[0], String.format("%08x", journal.id()));
                assertTrue(start > 0 || journal.nextSequence() == Long.parseLong(head[1]));
                assertEquals(expected.subList(1, expected.size()), read(journal));
            }
        }
        assertTrue(restored.getFirst().contains("was carried over"), "" + restored);
    }

    /** Without room for both files the old one stays as it is, until there is room. */
    @Test
    void aJournalOfVersion1WaitsForRoom() throws Exception {
        Path file = directory.resolve("journal");
        byte[] earlier = unpacked("stopped.gz");
        Files.write(file, earlier);
        disk.isFull = true;
        try (Opened opened = new Opened().start()) {
            assertTrue(trouble.getLast().contains("cannot be carried over, it stays as it is"),
                    "" + trouble);
            assertArrayEquals(earlier, Files.readAllBytes(file));
            opened.ring.appendShort(5);
            disk.isFull = false;
            Await.until("on the disk", () -> {
                opened.kept.look();
                return !opened.kept.isInMemory();
            });
            opened.append(5);
            assertEquals(110, opened.lines().size(), "the earlier points, and those since");
        }
        try (Opened opened = new Opened()) {
            assertEquals(110, opened.lines().size());
        }
    }

    private static List<String> read(Journal journal) {
        List<String> lines = new ArrayList<>();
        JournalReader reader = new JournalReader(journal);
        reader.begin(0);
        do {
            while (reader.next()) {
                lines.add(reader.sequence() - 1 + " " + reader.arrivedNs() + " "
                        + TestRing.line(reader));
            }
        } while (reader.begin(reader.sequence()) > 0);
        return lines;
    }

    private static byte[] unpacked(String name) throws IOException {
        try (InputStream packed =
                        KeptJournalTest.class.getResourceAsStream("/journal1/" + name);
                InputStream bytes = new GZIPInputStream(packed)) {
            return bytes.readAllBytes();
        }
    }

    // ---- in memory

    @Test
    void aStartOnABrokenDiskRunsInMemoryAndMovesToTheDiskLater() throws Exception {
        disk.isBroken = true;
        try (Opened opened = new Opened().start()) {
            assertTrue(opened.kept.isInMemory());
            assertTrue(trouble.getFirst().contains("in memory only"), "" + trouble);
            opened.ring.appendShort(50);
            assertEquals(shortLines(1, 51), opened.lines());
            disk.isBroken = false;
            Await.until("on the disk", () -> {
                opened.kept.look();
                return !opened.kept.isInMemory();
            });
            opened.append(50);
            assertEquals(shortLines(1, 101), opened.lines());
        }
        try (Opened opened = new Opened()) {
            assertEquals(shortLines(1, 101), opened.lines());
        }
    }

    // ---- the file while it runs

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsRemovedOrReplacedIsMadeAnew(boolean isReplaced) throws Exception {
        Path file = directory.resolve("journal");
        try (Opened opened = new Opened().start()) {
            opened.append(1_000);
            Files.delete(file);
            if (isReplaced) {
                Files.writeString(file, "somebody else's");
            }
            opened.kept.look();
            assertTrue(trouble.getFirst().contains("removed or replaced"), "" + trouble);
            opened.append(10);
            assertEquals(shortLines(1, 1_011), opened.lines());
        }
        assertEquals(isReplaced, Files.exists(directory.resolve("journal.aside")));
        try (Opened opened = new Opened()) {
            assertEquals(shortLines(1, 1_011), opened.lines());
        }
    }

    @Test
    void aFileThatTakesNothingIsSetAsideAndANewOneGoesOn() throws Exception {
        try (Opened opened = new Opened().start()) {
            opened.append(500);
            disk.isBroken = true;
            opened.ring.appendShort(20);
            Await.until("bad", () -> opened.kept.lookInNs() == 0);
            disk.isBroken = false;
            opened.kept.look();
            Await.until("on the disk", () -> !opened.kept.isInMemory());
            opened.append(10);
            assertEquals(shortLines(1, 531), opened.lines());
            assertTrue(trouble.getLast().contains("set aside as"), "" + trouble);
        }
        try (Opened opened = new Opened()) {
            assertEquals(shortLines(1, 531), opened.lines());
        }
    }

    // ---- reads

    @Test
    void blocksThatCannotBeReadAreToldLost() throws Exception {
        try (Opened opened = new Opened().start()) {
            opened.append(1_000);
            disk.failsReads = true;
            JournalReader reader = new JournalReader(opened.kept.journal());
            long lost = reader.begin(1);
            assertTrue(lost > 500, "lost=" + lost);
            assertEquals(1_000 - lost, TestRing.rest(reader).size());
            disk.failsReads = false;
            assertEquals(shortLines(1, 1_001), opened.lines(), "the disk works again");
        }
    }

    @Test
    void aReadThatHangsIsNotWaitedForForEver() throws Exception {
        try (Opened opened = new Opened().start()) {
            opened.append(1_000);
            JournalReader newest = new JournalReader(opened.kept.journal());
            newest.begin(1_001);
            disk.hang = new CountDownLatch(1);
            JournalReader reader = new JournalReader(opened.kept.journal());
            assertEquals(0, reader.begin(1));
            assertTrue(reader.isUnanswered());
            long beganNs = System.nanoTime();
            new JournalReader(opened.kept.journal()).begin(1);
            assertTrue(System.nanoTime() - beganNs < 500_000_000L, "only the first waits");
            opened.ring.appendShort(1);
            assertEquals(0, newest.begin(1_001));
            assertEquals(shortLines(1_001, 1_002), TestRing.rest(newest), "memory answers");
            CountDownLatch hung = disk.hang;
            disk.hang = null;
            hung.countDown();
            Await.until("answers again", () -> {
                reader.begin(1);
                return !reader.isUnanswered();
            });
            assertEquals(shortLines(1, 1_002), TestRing.rest(reader));
        }
    }
}
