package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.journal.Cursor;
import sensorgate.journal.JournalReader;
import sensorgate.support.FaultyDisk;
import sensorgate.support.FaultyDisk.Fault;
import sensorgate.support.Foreign;
import sensorgate.support.PointWriter;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;

/** The cursor of a reader: after a restart, a torn file, a disk that fails, and a power cut. */
@Timeout(60)
final class NamedCursorTest {

    private static final long INTERVAL_NS = 1_000_000_000;
    private static final Cursor OLD = new Cursor(0x5d0c41e7, 41);
    private static final Cursor NEW = new Cursor(0x9d0c41e7, 1234567890123L);

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path path = temporary.path().resolve("state");
    private final Path file = path.resolve("cursor-influx");
    private Told told = new Told();

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    // ---- a disk that works

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE})
    void isThereAgainAfterARestart(long sequence) throws Exception {
        Cursor cursor = new Cursor(-1, sequence);
        try (StateDirectory directory = open(new TestDisk())) {
            assertEquals(Cursor.NONE, cursor(directory).get());
            cursor(directory).save(cursor, 0);
        }
        try (StateDirectory directory = open(new TestDisk())) {
            assertEquals(cursor, cursor(directory).get());
        }
        assertEquals(List.of(), told.trouble());
    }

    @Test
    void cursorsOfDifferentNamesAreDifferent() throws Exception {
        try (StateDirectory directory = open(new TestDisk())) {
            cursor(directory).save(OLD, 0);
            new NamedCursor(directory, "other-2", INTERVAL_NS, told).save(NEW, 0);
            assertEquals(OLD, cursor(directory).get());
        }
    }

    /** Counts writes, for the SD card's sake. */
    private static final class CountingDisk extends TestDisk {

        private int forces;

        @Override
        public void force(FileChannel channel) throws IOException {
            forces++;
        }
    }

    @Test
    void isWrittenAtMostOnceInItsInterval() throws Exception {
        CountingDisk disk = new CountingDisk();
        try (StateDirectory directory = open(disk)) {
            NamedCursor cursor = cursor(directory);
            long begunNs = Long.MAX_VALUE - INTERVAL_NS; // the clock goes round meanwhile
            for (int i = 0; i < 100; i++) {
                cursor.save(new Cursor(1, i), begunNs + i * INTERVAL_NS / 10);
                assertEquals(new Cursor(1, i), cursor.get());
            }
            assertEquals(10, disk.forces);
            assertEquals(new Cursor(1, 90), cursor(directory).get());
            assertTrue(cursor.flush());
            assertEquals(11, disk.forces);
            assertEquals(new Cursor(1, 99), cursor(directory).get());
            assertTrue(cursor.flush());
            cursor.save(new Cursor(1, 99), begunNs + 100 * INTERVAL_NS);
            assertEquals(11, disk.forces, "the file has it");
        }
    }

    @Test
    void isGoneOnceItWasRemoved() throws Exception {
        try (StateDirectory directory = open(new TestDisk())) {
            NamedCursor cursor = cursor(directory);
            cursor.save(OLD, 0);
            cursor.save(NEW, 1);
            cursor.remove();
            assertEquals(Cursor.NONE, cursor.get());
            assertTrue(cursor.flush());
            assertFalse(Files.exists(file));
            assertEquals(Cursor.NONE, cursor(directory).get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Influx", "../lock", "a.new", "a b",
        "123456789012345678901234567890123"})
    void aNameThatIsNoFileNameIsRefused(String name) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new NamedCursor(null, name, INTERVAL_NS, told));
    }

    @Test
    void aStoreWithoutADirectoryKeepsCursorsInMemory() {
        NamedCursor cursor = TestStore.inMemory(1).cursor("influx", INTERVAL_NS);
        cursor.save(OLD, 0);
        assertTrue(cursor.flush());
        assertEquals(OLD, cursor.get());
        cursor.remove();
        assertEquals(Cursor.NONE, cursor.get());
    }

    @Test
    void aReaderContinuesWhereItWasBeforeTheRestart() throws Exception {
        try (Store store = TestStore.open(path, 1)) {
            PointWriter.writeNumbered(store, 0, 10);
            JournalReader reader = new JournalReader(store.journal());
            reader.begin(0);
            assertTrue(reader.next() && reader.next() && reader.next());
            store.cursor("influx", INTERVAL_NS).save(
                    new Cursor(store.journal().id(), reader.sequence()), 0);
        }
        try (Store store = TestStore.open(path, 1)) {
            Cursor cursor = store.cursor("influx", INTERVAL_NS).get();
            assertEquals(store.journal().id(), cursor.ringId());
            JournalReader reader = new JournalReader(store.journal());
            assertEquals(0, reader.begin(cursor.sequence()));
            assertTrue(reader.next());
            assertEquals("m n=3i 3", PointWriter.line(reader));
        }
    }

    // ---- files that are none

    /** Every beginning of a file, and every file with one bit changed. */
    @Test
    void aTornOrChangedFileIsSetAsideAndTold() throws Exception {
        try (StateDirectory directory = open(new TestDisk())) {
            cursor(directory).save(NEW, 0);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                assertSetAside(directory, Arrays.copyOf(whole, length));
            }
            for (int at = 0; at < whole.length; at++) {
                byte[] changed = whole.clone();
                changed[at] ^= 1;
                assertSetAside(directory, changed);
            }
            assertSetAside(directory, new byte[100_000]);
            assertSetAside(directory, (new String(whole, StandardCharsets.US_ASCII) + " ")
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aDirectoryInItsPlaceIsSetAsideAndTold() throws Exception {
        try (StateDirectory directory = open(new TestDisk())) {
            Files.createDirectory(file);
            assertEquals(Cursor.NONE, cursor(directory).get());
            assertTrue(told.isTrouble("cursor-influx.aside"), told.trouble()::toString);
            cursor(directory).save(OLD, 0);
            assertEquals(OLD, cursor(directory).get());
        }
    }

    private void assertSetAside(StateDirectory directory, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        told = new Told();
        assertEquals(Cursor.NONE, cursor(directory).get());
        assertEquals(1, told.trouble().size(), told.trouble()::toString);
        assertTrue(told.isTrouble("cursor-influx.aside"), told.trouble()::toString);
        assertEquals(-1, Files.mismatch(
                path.resolve("cursor-influx.aside"),
                Files.write(temporary.path().resolve("expected"), bytes)));
        assertFalse(Files.exists(file));
        told = new Told();
        assertEquals(Cursor.NONE, cursor(directory).get());
        assertEquals(List.of(), told.trouble(), "told once");
    }

    // ---- a disk that fails

    @ParameterizedTest
    @EnumSource
    void aWriteThatFailsLeavesTheOldCursorAndIsToldAndTriedAgain(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            Files.deleteIfExists(file);
            told = new Told();
            try (StateDirectory directory = open(disk)) {
                NamedCursor cursor = cursor(directory);
                cursor.save(OLD, 0);
                disk.failOnce(++calls);
                cursor.save(NEW, INTERVAL_NS);
                boolean hasFailed = disk.hasFailed();
                disk.mend();
                assertEquals(NEW, cursor.get());
                assertEquals(hasFailed ? OLD : NEW, cursor(directory).get());
                assertEquals(hasFailed ? 1 : 0, told.trouble().size());
                assertFalse(Files.exists(path.resolve("cursor-influx.new")));
                cursor.save(NEW, 2 * INTERVAL_NS);
                assertEquals(NEW, cursor(directory).get());
                assertEquals(hasFailed, told.isRestored("can be written again"));
                if (!hasFailed) {
                    break;
                }
            }
        } while (calls < 20);
        assertTrue(calls > 4 && calls < 20, "calls=" + calls);
    }

    @ParameterizedTest
    @EnumSource
    void aDiskThatStaysBrokenIsToldOnce(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        try (StateDirectory directory = open(disk)) {
            NamedCursor cursor = cursor(directory);
            cursor.save(OLD, 0);
            disk.failFrom(1);
            for (int i = 1; i < 10; i++) {
                cursor.save(new Cursor(1, i), i * INTERVAL_NS);
            }
            assertFalse(cursor.flush());
            assertEquals(1, told.trouble().size(), told.trouble()::toString);
            assertTrue(told.isTrouble(fault.text()), told.trouble()::toString);
        }
    }

    /** The file may hold a cursor: the reader waits, and nothing overwrites the file. */
    @ParameterizedTest
    @EnumSource
    void aReadThatFailsIsToldAndTriedAgain(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        try (StateDirectory directory = open(disk)) {
            cursor(directory).save(OLD, 0);
            disk.failFrom(1);
            NamedCursor cursor = cursor(directory);
            assertNull(cursor.get());
            assertNull(cursor.get());
            assertTrue(cursor.flush(), "there is nothing to write");
            assertEquals(1, told.trouble().size(), told.trouble()::toString);
            assertTrue(told.isTrouble("cannot be read now: " + fault.text()),
                    told.trouble()::toString);
            disk.mend();
            assertEquals(OLD, cursor.get());
            assertTrue(told.isRestored("can be read again"));
            assertFalse(Files.exists(path.resolve("cursor-influx.aside")));
        }
    }

    /** Only the read fails: a write would work. */
    @Test
    void aFileThatCannotBeReadIsNotOverwritten() throws Exception {
        boolean[] isBroken = new boolean[1];
        TestDisk disk = new TestDisk() {
            @Override
            public FileChannel open(Path opened, OpenOption... options) throws IOException {
                if (isBroken[0] && opened.equals(file)) {
                    throw new IOException("Input/output error");
                }
                return super.open(opened, options);
            }
        };
        try (StateDirectory directory = open(disk)) {
            cursor(directory).save(OLD, 0);
            isBroken[0] = true;
            NamedCursor cursor = cursor(directory);
            cursor.save(NEW, 0);
            assertFalse(cursor.flush());
            assertEquals(NEW, cursor.get(), "in memory");
            isBroken[0] = false;
            assertEquals(OLD, cursor(directory).get(), "on the disk");
            assertTrue(cursor.flush());
            assertEquals(NEW, cursor(directory).get());
            assertEquals(1, told.trouble().size(), told.trouble()::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE_OF_ANOTHER")
    void whatIsNoFileIsSetAsideWhenItAppearsWhileTheGatewayRuns(Foreign foreign)
            throws Exception {
        Path target = temporary.path().resolve("target");
        try (StateDirectory directory = open(new TestDisk())) {
            foreign.put(file, target);
            NamedCursor cursor = cursor(directory);
            assertEquals(Cursor.NONE, cursor.get());
            assertEquals(1, told.trouble().size(), told.trouble()::toString);
            assertTrue(told.isTrouble(foreign.words()), told.trouble()::toString);
            cursor.save(OLD, 0);
            assertEquals(OLD, cursor(directory).get());
            foreign.assertTargetIsUntouched(target);
        }
    }

    @Test
    void aFileThatCannotBeRemovedIsToldWithTheCommand() throws Exception {
        FaultyDisk disk = new FaultyDisk(Fault.READ_ONLY);
        try (StateDirectory directory = open(disk)) {
            NamedCursor cursor = cursor(directory);
            cursor.save(OLD, 0);
            disk.failFrom(1);
            cursor.remove();
            assertEquals(Cursor.NONE, cursor.get());
            assertTrue(told.isTrouble("sudo rm " + file), told.trouble()::toString);
        }
    }

    // ---- a power cut

    @Test
    void aPowerCutLeavesTheOldCursorOrTheNewOne() throws Exception {
        Random random = new Random(1);
        Set<Cursor> found = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Path live = Files.createDirectory(temporary.path().resolve("live" + i));
            try (StateDirectory directory = StateDirectory.open(live, new TestDisk(), told)) {
                cursor(directory).save(OLD, 0);
            }
            PowerCutDisk[] disk = new PowerCutDisk[1];
            disk[0] = new PowerCutDisk(live, random, () -> {
                if (disk[0] != null) {
                    found.add(cursorAfter(disk[0].cut()));
                }
            });
            try (StateDirectory directory = StateDirectory.open(live, disk[0], told)) {
                cursor(directory).save(NEW, 0);
            }
            assertEquals(NEW, cursorAfter(disk[0].cut()), "once save() has returned");
        }
        assertEquals(Set.of(OLD, NEW), found);
    }

    private Cursor cursorAfter(Map<String, byte[]> files) {
        try (TemporaryDirectory wreck = new TemporaryDirectory()) {
            for (Map.Entry<String, byte[]> left : files.entrySet()) {
                Files.write(wreck.path().resolve(left.getKey()), left.getValue());
            }
            try (StateDirectory directory =
                    StateDirectory.open(wreck.path(), new TestDisk(), told)) {
                return cursor(directory).get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    // ---- tools

    private StateDirectory open(Disk disk) throws StoreException {
        return StateDirectory.open(path, disk, told);
    }

    private NamedCursor cursor(StateDirectory directory) {
        return new NamedCursor(directory, "influx", INTERVAL_NS, told);
    }
}
