package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.earlier.EarlierJournal;
import sensorgate.support.TestDisk;

/** A journal of version 1 that becomes one of this version, at the start or later. */
final class JournalUpgradeTest {

    private static final long ASKED_BYTES = JournalLayout.RING_FROM + 4 * 4096;
    private static final int POINTS = 100;

    @TempDir
    private Path directory;

    private interface Use {
        void of(JournalUpgrade upgrade, EarlierJournal earlier) throws Exception;
    }

    private void use(Use use) throws Exception {
        Path path = directory.resolve(StateDirectory.JOURNAL);
        try (InputStream packed = new GZIPInputStream(
                JournalUpgradeTest.class.getResourceAsStream("/journal1/stopped.gz"))) {
            Files.write(path, packed.readAllBytes());
        }
        StoreListener listener = new StoreListener() {};
        try (StateDirectory state = StateDirectory.open(directory, new TestDisk(), listener)) {
            EarlierJournal earlier;
            try (FileChannel file = FileChannel.open(path)) {
                earlier = EarlierJournal.read(state.disk(), file);
            }
            use.of(
                    new JournalUpgrade(
                            state, new JournalMaker(state, listener), ASKED_BYTES, earlier),
                    earlier);
        }
    }

    @Test
    void theNewFileHasRoomForEveryPoint() throws Exception {
        use((upgrade, earlier) -> {
            try (JournalFile made = upgrade.make()) {
                assertEquals(earlier.id(), made.header().id());
                assertEquals(ASKED_BYTES, made.header().askedBytes());
                assertEquals(earlier.cleanNext(), made.header().cleanNext());
                JournalScan scan = JournalScan.of(made);
                assertEquals(0, scan.oldest());
                assertEquals(POINTS, scan.nextSequence() - scan.first(0));
            }
            assertThrows(IOException.class, upgrade::make, "it is not there any more");
        });
    }

    @Test
    void laterItGoesOnBehindThePointsThatWait() throws Exception {
        use((upgrade, earlier) -> {
            JournalStart.Found later = upgrade.later(Cursor.NONE, new IOException("voll"));
            assertTrue(later.why().getMessage().contains("stays as it is"));
            assertTrue(later.origin().nextSequence()
                    >= earlier.nextAfterNewest() + 2 * SkippedSequences.JUMP);
            try (JournalFile made = later.attempt().move()) {
                JournalScan scan = JournalScan.of(made);
                assertEquals(earlier.nextAfterNewest(), scan.nextSequence());
                assertEquals(later.origin().block(), scan.newest() + 1);
                assertEquals(0, made.header().cleanNext());
            }
        });
    }
}
