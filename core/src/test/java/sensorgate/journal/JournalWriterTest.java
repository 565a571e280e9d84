package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalWriter.Mark;
import sensorgate.support.Await;

/** What reaches the file, and what is counted as not written. */
@Timeout(30)
final class JournalWriterTest {

    private static final int BLOCKS = 32;
    private static final int MEMORY_BLOCKS = 8;
    private static final int POINTS = TestRing.BLOCK_POINTS;

    @TempDir
    private Path directory;
    private TestFile test;
    private Journal journal;
    private TestRing ring;
    private JournalWriter writer;
    private RuntimeException thrown;
    private final List<String> trouble = new CopyOnWriteArrayList<>();

    private final StoreListener listener = new StoreListener() {
        @Override
        public void onTrouble(String what) {
            trouble.add(what);
        }
    };

    @BeforeEach
    void make() throws IOException {
        test = new TestFile(directory.resolve("journal"), BLOCKS);
        journal = new Journal(
                new JournalOrigin(
                        TestRing.ID, TestFile.SECRET, 1, 1, SkippedSequences.NONE, 0, 1),
                BLOCKS * 4096L, new BlockMemory(MEMORY_BLOCKS * 4096));
        BlockReads reads = new BlockReads();
        ReplyGate gate = new ReplyGate(listener);
        journal.connect(reads, gate);
        writer = new JournalWriter(journal, gate, reads, listener, e -> {
            if (thrown != null) {
                throw thrown;
            }
            return "because " + e.getMessage();
        });
        ring = new TestRing(journal);
        writer.adopt(test.file, Mark.HERE);
    }

    @AfterEach
    void close() {
        writer.stop();
        Await.until("ended", () -> !writer.isRunning());
        test.close();
        journal.close();
    }

    /** Appends whole blocks, and has them written. */
    private void writeBlocks(int count) {
        ring.appendShort(count * POINTS);
        writer.finish();
    }

    @Test
    void writesWhatIsNewInWholeBlocks() {
        writeBlocks(2);
        ring.appendShort(1);
        writer.finish();
        assertEquals(journal.head(), journal.written());
        JournalScan scan = JournalScan.of(test.file);
        assertEquals(2, scan.newest());
        assertEquals(journal.nextSequence(), scan.nextSequence());
        assertEquals(journal.nextSequence(), writer.mark().sequence());
    }

    @Test
    void pointsThatMemoryGaveUpAreCountedOnceHoweverOftenTheWriterGoesBack() {
        writeBlocks(2);
        Mark forced = writer.mark();
        writer.forced(forced);
        for (int i = 0; i < BLOCKS; i++) {
            test.disk.harmBlock(i, BLOCKS);
        }
        ring.appendShort((MEMORY_BLOCKS + 3) * POINTS);
        writer.finish();
        writer.finish();
        assertTrue(writer.isFailing());
        test.disk.bad.clear();
        writer.finish();
        assertEquals(3L * POINTS, journal.notWritten().get(), "memory has 8 of 11 blocks");
        writer.rewrite();
        assertEquals(null, writer.markToForce(), "a force must wait");
        writer.finish();
        assertEquals(3L * POINTS, journal.notWritten().get());
        writer.adopt(test.file, forced);
        writer.finish();
        assertEquals(3L * POINTS, journal.notWritten().get());
        assertEquals(journal.nextSequence(), writer.markToForce().sequence());
        ring.appendShort((MEMORY_BLOCKS + 1) * POINTS); // what was never forced may be gone
        writer.rewrite();
        writer.finish();
        assertEquals(journal.nextSequence(), JournalScan.of(test.file).nextSequence());
        assertTrue(journal.notWritten().get() > 3L * POINTS);
        assertTrue(journal.notWritten().get() < journal.nextSequence());
    }

    @Test
    void aBadBlockCostsOnlyItsPoints() {
        test.disk.harmBlock(2, BLOCKS);
        writeBlocks(5);
        assertFalse(writer.isFailing());
        assertTrue(writer.isFileBad());
        assertEquals(POINTS, journal.notWritten().get());
        assertEquals(journal.head(), journal.written());
        assertEquals(1, trouble.size(), "" + trouble);
        assertTrue(trouble.getFirst().contains("because Eingabe-/Ausgabefehler"), "" + trouble);
        test.disk.bad.clear();
        JournalScan scan = JournalScan.of(test.file);
        assertEquals(JournalScan.State.BAD, scan.state(2));
        assertEquals(1 + POINTS, scan.first(1));
        assertEquals(1 + 3 * POINTS, scan.first(3));
    }

    @Test
    void theThreadGoesOnAfterAFailureThatNobodyHasForeseen() {
        for (int i = 0; i < BLOCKS; i++) {
            test.disk.harmBlock(i, BLOCKS);
        }
        thrown = new IllegalStateException("unforeseen");
        writer.begin();
        Thread.ofPlatform().daemon().start(writer);
        ring.appendShort(POINTS);
        Await.until("told", () -> trouble.stream().anyMatch(what -> what.contains("unforeseen")));
        thrown = null;
        test.disk.bad.clear();
        Await.until("written", () -> journal.written() == journal.head());
    }
}
