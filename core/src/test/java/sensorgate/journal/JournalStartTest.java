package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalStart.Found;

/** What a start finds, on disks with bad sectors and in files that somebody has made up. */
@Timeout(30)
final class JournalStartTest {

    private static final int BLOCKS = 8;
    private static final long FILE_BYTES = JournalLayout.RING_FROM + BLOCKS * 4096L;

    @TempDir
    private Path directory;
    private final TestFile.SectorDisk disk = new TestFile.SectorDisk();
    private final List<String> told = new ArrayList<>();

    private final StoreListener listener = new StoreListener() {
        @Override
        public void onTrouble(String what) {
            told.add(what);
        }
    };

    /** Looks into a start; closes what it opened. */
    private interface Look {
        void at(Found found, StateDirectory state) throws Exception;
    }

    private void start(Look look) throws Exception {
        try (StateDirectory state = StateDirectory.open(directory, disk, listener)) {
            JournalMaker maker = new JournalMaker(state, listener);
            Found found = new JournalStart(
                    state, maker, FILE_BYTES, Cursor.NONE, listener).find();
            try {
                look.at(found, state);
            } finally {
                if (found.file() != null) {
                    found.file().close();
                }
            }
        }
    }

    /** Leaves a journal with five full blocks of points, as a killed process does. */
    private byte[] leaveJournal() throws Exception {
        byte[][] secret = new byte[1][];
        start((found, state) -> {
            secret[0] = found.origin().secret();
            try (BlockMemory memory = new BlockMemory(BLOCKS * 4096)) {
                TestRing ring = new TestRing(
                        new Journal(found.origin(), found.ringBytes(), memory));
                ring.appendShort(5 * TestRing.BLOCK_POINTS);
                byte[] bytes = new byte[5 * 4096];
                ring.journal().copy(0, 5, ring.journal().head(), ByteBuffer.wrap(bytes));
                found.file().write(0, ByteBuffer.wrap(bytes));
            }
        });
        told.clear();
        return secret[0];
    }

    @Test
    void marksTheFileAsUsedBeforeItReturns() throws Exception {
        start((found, state) -> {
            assertNull(found.attempt());
            assertEquals(0, found.file().header().cleanNext());
        });
        start((found, state) -> {
            try (JournalFile again = JournalFile.openNamed(state)) {
                assertEquals(0, again.header().cleanNext());
            }
            assertEquals(2, found.file().header().start());
            assertEquals(1 + SkippedSequences.JUMP, found.origin().nextSequence());
        });
    }

    /** A bad sector in one of the heads: the other copy tells all, and a new file cures it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aBadHeadCostsNothing(int copy) throws Exception {
        byte[] secret = leaveJournal();
        disk.bad.add((long) copy * JournalLayout.HEADER_SPACING + 100);
        start((found, state) -> {
            assertArrayEquals(secret, found.origin().secret());
            assertEquals(4, found.scan().newest());
            assertNotNull(found.attempt(), "its header cannot be written");
            disk.bad.clear(); // a new file is in other sectors
            try (JournalFile moved = found.attempt().move()) {
                assertEquals(found.scan().nextSequence(), JournalScan.of(moved).nextSequence());
            }
        });
    }

    /** The header of the old file cannot be written, but there is room for another file. */
    @Test
    void aFileThatTakesNoHeaderIsReplacedByACopy() throws Exception {
        byte[] secret = leaveJournal();
        Path path = directory.resolve("journal");
        Object old = disk.identity(path);
        disk.readOnly = old;
        start((found, state) -> {
            assertNotNull(found.attempt());
            try (JournalFile moved = found.attempt().move()) {
                assertNotEquals(old, disk.identity(path));
                assertArrayEquals(secret, moved.header().secret());
                assertEquals(found.origin().start(), moved.header().start());
                assertEquals(found.scan().nextSequence(), JournalScan.of(moved).nextSequence());
            }
            assertEquals(old, disk.identity(state.asideFile(StateDirectory.JOURNAL)));
            assertTrue(told.getLast().contains("could not be written"), "" + told);
        });
    }

    @Test
    void aBadSectorInTheRingCostsItsBlockOnly() throws Exception {
        leaveJournal();
        disk.harmBlock(2, BLOCKS);
        start((found, state) -> {
            assertNull(found.attempt(), "it goes on with the file");
            assertEquals(1, told.size(), "" + told);
            assertTrue(told.getFirst().contains("points=" + TestRing.BLOCK_POINTS), "" + told);
            assertEquals(0, found.scan().first(2));
            assertEquals(1 + 3 * TestRing.BLOCK_POINTS, found.scan().first(3));
        });
    }

    /** Whoever knows the format can make a header with a valid check: nothing breaks by it. */
    @ParameterizedTest
    @CsvSource({
        "24, 9223372036854775807", "24, 131072", "24, 0", "24, -4096", "24, 70368744177664",
        "16, 9223372036854775807", "16, -1", "40, 9223372036854775807", "40, -5",
        "48, 9223372036854775807", "48, 2147483647", "56, 251", "56, 4294967295",
        "128, 9223372036854775807"})
    void aHeaderThatCannotBeIsNone(int at, long value) throws Exception {
        byte[] secret = leaveJournal();
        byte[] bytes = Files.readAllBytes(directory.resolve("journal"));
        for (int copy = 0; copy < 2; copy++) {
            forge(bytes, copy * JournalLayout.HEADER_SPACING, at, value);
        }
        Files.write(directory.resolve("journal"), bytes);
        start((found, state) -> {
            assertNull(found.attempt());
            assertNotEquals(new String(secret), new String(found.origin().secret()));
            assertTrue(told.getFirst().contains("its head is damaged"), "" + told);
            assertTrue(Files.exists(state.asideFile(StateDirectory.JOURNAL)));
        });
    }

    private static void forge(byte[] file, int from, int at, long value) {
        ByteBuffer header = ByteBuffer.wrap(file, from, JournalHeader.BYTES).slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        if (at == 56) {
            header.putInt(at, (int) value);
        } else {
            header.putLong(at, value);
            if (at == 128) {
                header.putInt(56, 1);
            }
        }
        header.putInt(12, 0);
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().clear());
        header.putInt(12, (int) crc.getValue());
    }
}
