package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.journal.Cursor;
import sensorgate.support.Foreign;
import sensorgate.support.PointWriter;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;
import sensorgate.support.TestTable;

/** A start with something else in the place of a file: it says so, and it starts. */
@Timeout(20)
final class ForeignStateTest {

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");
    private final Path target = temporary.path().resolve("target");
    private final Told told = new Told();

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    @ParameterizedTest
    @EnumSource
    void aJournalThatIsNoFileMakesRoomForANewOne(Foreign foreign) throws Exception {
        putInPlaceOf("journal", foreign);
        try (Store store = open()) {
            assertEquals(List.of(), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store), "from the checkpoint");
            assertTrue(told.isTrouble("a new journal begins"), told.trouble()::toString);
        }
        assertSetAside("journal", foreign);
    }

    @ParameterizedTest
    @EnumSource
    void aCheckpointThatIsNoFileIsReplaced(Foreign foreign) throws Exception {
        putInPlaceOf("checkpoint", foreign);
        try (Store store = open()) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store), "from the journal");
        }
        assertSetAside("checkpoint", foreign);
    }

    @ParameterizedTest
    @EnumSource
    void aLockThatIsNoFileIsReplaced(Foreign foreign) throws Exception {
        putInPlaceOf("lock", foreign);
        try (Store store = open()) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
            assertEquals(1, told.trouble().size(), told.trouble()::toString);
        }
        assertSetAside("lock", foreign);
    }

    @ParameterizedTest
    @EnumSource
    void aCursorThatIsNoFileBeginsAtTheOldestPoint(Foreign foreign) throws Exception {
        putInPlaceOf("cursor-influx", foreign);
        try (Store store = open()) {
            assertEquals(0, store.cursor("influx", 0).get().sequence());
            store.cursor("influx", 0).save(new Cursor(1, 5), 0);
            assertEquals(5, store.cursor("influx", 0).get().sequence());
        }
        assertSetAside("cursor-influx", foreign);
    }

    private void putInPlaceOf(String name, Foreign foreign) throws Exception {
        try (Store store = open()) {
            PointWriter.writeNumbered(store, 0, 100);
        }
        assertEquals(List.of(), told.trouble());
        foreign.put(directory.resolve(name), target);
    }

    private void assertSetAside(String name, Foreign foreign) throws Exception {
        assertTrue(told.isTrouble(name + " " + foreign.words()), told.trouble()::toString);
        assertTrue(Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.exists(directory.resolve(name + ".foreign"), LinkOption.NOFOLLOW_LINKS));
        foreign.assertTargetIsUntouched(target);
        int count = told.trouble().size();
        open().close();
        assertEquals(count, told.trouble().size(), told.trouble()::toString);
    }

    private Store open() throws Exception {
        return new Store(
                TestStore.settings(directory), TestTable.settings(16),
                new TestDisk(), told);
    }
}
