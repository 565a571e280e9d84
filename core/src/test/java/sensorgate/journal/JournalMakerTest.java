package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.NoRoomException;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.support.TestDisk;

/** New files, and the blocks that come to them from others. */
final class JournalMakerTest {

    private static final int BLOCKS = 4;

    /** A disk with room for one file, unless another one is removed. */
    private final class NarrowDisk extends TestDisk {

        private boolean isFull;

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
            if (isFull) {
                throw new IOException("Kein Platz");
            }
            super.write(file, bytes, at);
        }

        @Override
        public void delete(Path file) throws IOException {
            isFull &= !file.equals(state.asideFile(StateDirectory.JOURNAL));
            super.delete(file);
        }

        @Override
        public long usableBytes(Path file) {
            return isFull ? 0 : super.usableBytes(file);
        }
    }

    @TempDir
    private Path directory;
    private final NarrowDisk disk = new NarrowDisk();
    private final List<String> told = new ArrayList<>();
    private StateDirectory state;
    private JournalMaker maker;
    private TestFile source;

    @BeforeEach
    void make() throws Exception {
        source = new TestFile(directory.resolve("source"), BLOCKS);
        for (int block = 3; block < 7; block++) {
            source.write(block, 1 + 10 * block, 10);
        }
        StoreListener listener = new StoreListener() {
            @Override
            public void onTrouble(String what) {
                told.add(what);
            }
        };
        state = StateDirectory.open(directory.resolve("state"), disk, listener);
        maker = new JournalMaker(state, listener);
    }

    @AfterEach
    void close() {
        source.close();
        state.close();
    }

    private static JournalHeader header(int blocks) {
        long bytes = JournalLayout.RING_FROM + blocks * 4096L;
        return JournalHeader.first(TestRing.ID, TestFile.SECRET, bytes, bytes);
    }

    @Test
    void aNewFileIsFullOfZerosAndHasBothHeaders() throws IOException {
        maker.make(header(BLOCKS), _ -> {});
        byte[] bytes = Files.readAllBytes(state.file(StateDirectory.JOURNAL));
        assertEquals(header(BLOCKS).fileBytes(), bytes.length);
        assertArrayEquals(JournalLayout.MAGIC, Arrays.copyOf(bytes, 8));
        assertArrayEquals(JournalLayout.MAGIC, Arrays.copyOfRange(
                bytes, JournalLayout.HEADER_SPACING, JournalLayout.HEADER_SPACING + 8));
        assertEquals(0, bytes[bytes.length - 1]);
    }

    @Test
    void aSmallerFileGetsTheNewestBlocks() throws IOException {
        maker.make(header(2), JournalMaker.newestOf(source.file, JournalScan.of(source.file)));
        try (JournalFile made = JournalFile.openNamed(state)) {
            JournalScan scan = JournalScan.of(made);
            assertEquals(5, scan.oldest());
            assertEquals(6, scan.newest());
            assertEquals(71, scan.nextSequence());
        }
    }

    @Test
    void aCopyLeavesOutWhatCannotBeReadOrIsOfAnotherRound() throws IOException {
        source.disk.harmBlock(5, BLOCKS);
        maker.make(header(BLOCKS), JournalMaker.copyOf(source.file, 2, 7));
        try (JournalFile made = JournalFile.openNamed(state)) {
            JournalScan scan = JournalScan.of(made);
            assertEquals(31, scan.first(3));
            assertEquals(41, scan.first(4));
            assertEquals(JournalScan.State.BAD, scan.state(5));
            assertEquals(61, scan.first(6));
            assertEquals(3, scan.oldest());
        }
    }

    @Test
    void makesRoomByRemovingTheJournalSetAside() throws IOException {
        disk.isFull = true;
        assertThrows(NoRoomException.class, () -> maker.make(header(BLOCKS), _ -> {}));
        Files.writeString(state.asideFile(StateDirectory.JOURNAL), "large");
        maker.make(header(BLOCKS), _ -> {});
        assertFalse(Files.exists(state.asideFile(StateDirectory.JOURNAL)));
        assertTrue(told.getFirst().contains("is removed"), "" + told);
    }
}
