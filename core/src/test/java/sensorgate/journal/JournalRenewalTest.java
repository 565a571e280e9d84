package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;

/** A new file of the same ring: what it has, and from where the writer must go on. */
@Timeout(30)
final class JournalRenewalTest {

    private static final int BLOCKS = 8;

    @TempDir
    private Path directory;

    @Test
    void theNewFileHasTheReadableBlocksAndTheWriterBringsTheRest() throws Exception {
        StoreListener listener = new StoreListener() {};
        try (TestFile test = new TestFile(directory.resolve("journal"), BLOCKS);
                StateDirectory state = StateDirectory.open(directory, test.disk, listener);
                Journal journal = new Journal(
                        new JournalOrigin(
                                TestRing.ID, TestFile.SECRET, 1, 1, SkippedSequences.NONE, 0, 1),
                        BLOCKS * 4096L, new BlockMemory(2 * 4096))) {
            BlockReads reads = new BlockReads();
            JournalWriter writer = new JournalWriter(
                    journal, new ReplyGate(listener), reads, listener, Throwable::getMessage);
            JournalRenewal renewal = new JournalRenewal(
                    state, new JournalMaker(state, listener), journal, writer);
            assertEquals(JournalWriter.Mark.HERE, renewal.has());
            writer.adopt(test.file, JournalWriter.Mark.HERE);
            TestRing ring = new TestRing(journal);
            for (int block = 0; block < 4; block++) {
                ring.appendShort(TestRing.BLOCK_POINTS);
                writer.finish();
            }
            JournalWriter.Mark written = writer.mark();
            ring.appendShort(5); // not written to the old file
            byte[] first = test.read(0);
            test.flip(1, 20); // cannot be read: the head of the block is wrong
            JournalFile made = renewal.renew(test.file);
            assertEquals(written, renewal.has());
            assertTrue(Files.exists(state.asideFile(StateDirectory.JOURNAL)));
            JournalScan before = JournalScan.of(made);
            assertEquals(3, before.newest());
            assertEquals(JournalScan.State.BAD, before.state(1));
            byte[] copied = new byte[4096];
            made.read(0, ByteBuffer.wrap(copied));
            assertArrayEquals(first, copied);
            writer.adopt(made, renewal.has());
            writer.finish();
            assertEquals(journal.nextSequence(), JournalScan.of(made).nextSequence());
            assertEquals(0, journal.notWritten().get());
            made.close();
        }
    }
}
