package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Cursor;
import sensorgate.journal.JournalFile;
import sensorgate.support.Await;
import sensorgate.support.FaultyDisk;
import sensorgate.support.FaultyDisk.Fault;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.PointWriter;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestTable;

/** A disk of which each call fails in turn: at a start, while running, and at the end. */
@Timeout(60)
final class FaultyDiskTest {

    private static final int JOURNAL_BYTES = 64 * 1024;
    private static final int ROWS_MAX = 16;
    private static final int CALLS_MAX = 200;

    /** The ring holds about 1435 of these points. */
    private static final int BEFORE_THE_END = 1420;
    private static final int STORES_AROUND_THE_END = 30;
    private static final int MORE_THAN_FITS = 2000;

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    // ---- starts

    @ParameterizedTest
    @EnumSource
    void aFirstStartFailsCleanlyWhicheverCallFails(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            empty();
            assertStartsOrSaysWhy(disk.failOnce(++calls), fault, JOURNAL_BYTES);
            try (Store store = open(new Told())) {
                PointWriter.writeNumbered(store, 0, 10);
                assertEquals(PointWriter.numbered(0, 10), PointWriter.lines(store));
            }
        } while (disk.hasFailed());
        assertTrue(calls > 8 && calls < CALLS_MAX, "calls=" + calls);
    }

    @ParameterizedTest
    @EnumSource
    void aStartOnFilesThatAreThereLeavesThemWhole(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            writeHundred();
            assertStartsOrSaysWhy(disk.failOnce(++calls), fault, JOURNAL_BYTES);
            assertHundredIsThere();
        } while (disk.hasFailed());
        assertTrue(calls > 4 && calls < CALLS_MAX, "calls=" + calls);
    }

    @ParameterizedTest
    @EnumSource
    void aJournalThatCannotBeResizedStaysAsItWas(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            writeHundred();
            assertStartsOrSaysWhy(disk.failOnce(++calls), fault, 2 * JOURNAL_BYTES);
            assertHundredIsThere();
        } while (disk.hasFailed());
        assertTrue(calls > 8 && calls < CALLS_MAX, "calls=" + calls);
    }

    /** Half-written files cannot be removed from a read-only disk: the next start removes them. */
    @ParameterizedTest
    @EnumSource
    void aDiskThatStaysBrokenIsTidiedByTheNextStart(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            writeHundred();
            disk.failFrom(++calls);
            try (Store _ = open(disk, 2 * JOURNAL_BYTES, new Told())) {
                // it has started; close() may fail and tell the listener
            } catch (StoreException e) {
                assertClear(e.getMessage(), fault);
            }
            assertNothingIsOpen();
            assertHundredIsThere();
        } while (disk.hasFailed());
        assertTrue(calls > 8 && calls < CALLS_MAX, "calls=" + calls);
    }

    /** A journal set aside holds somebody's data: it is removed only if room is needed. */
    @ParameterizedTest
    @EnumSource(names = {"READ_ONLY", "DENIED", "BAD"})
    void keepsWhatWasSetAsideUnlessItsRoomIsNeeded(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        byte[] other = "SGRING9\0another version".getBytes(StandardCharsets.UTF_8);
        int calls = 0;
        do {
            empty();
            Files.createDirectories(directory);
            Files.write(directory.resolve("journal"), other);
            assertStartsOrSaysWhy(disk.failOnce(++calls), fault, JOURNAL_BYTES);
            Path aside = directory.resolve("journal.aside");
            Path kept = Files.exists(aside) ? aside : directory.resolve("journal");
            assertEquals(-1, Files.mismatch(kept, Files.write(
                    temporary.path().resolve("other"), other)), "calls=" + calls);
        } while (disk.hasFailed());
    }

    @Test
    void removesWhatWasSetAsideWhenItsRoomIsNeeded() throws Exception {
        FaultyDisk disk = new FaultyDisk(Fault.FULL);
        boolean isRemoved = false;
        int calls = 0;
        do {
            empty();
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("journal"), "SGRING9\0another version");
            Told told = new Told();
            try (Store store = open(disk.failOnce(++calls), JOURNAL_BYTES, told)) {
                disk.spare();
                PointWriter.writeNumbered(store, 0, 10);
                if (told.isTrouble("journal.aside is removed")) {
                    isRemoved = true;
                    assertFalse(Files.exists(directory.resolve("journal.aside")));
                }
            } catch (StoreException e) {
                assertClear(e.getMessage(), Fault.FULL);
            }
            assertNothingHalfMade();
        } while (disk.hasFailed() && !isRemoved);
        assertTrue(isRemoved);
    }

    // ---- running

    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "BAD"})
    void goesOnWhileTheDiskTakesNothingAndSaysWhenItWorksAgain(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        Told told = new Told();
        try (Store store = new Store(hasty(), TestTable.settings(ROWS_MAX), disk, told)) {
            store.start(told::failed);
            disk.failFrom(1);
            writeUntil(store, () -> told.isTrouble("the disk does not take the journal")
                    && told.isTrouble("no checkpoint can be written"));
            assertTrue(told.trouble().stream().allMatch(what -> what.contains(fault.text())));
            disk.mend();
            writeUntil(store, () -> told.isRestored("the disk takes the journal again")
                    && told.isRestored("checkpoints can be written again"));
            assertEquals(2, told.trouble().size(), "told once each: " + told.trouble());
            assertTrue(count(store, "points_not_written") > 0);
            assertTrue(count(store, "checkpoint_failures") > 0);
        }
        assertNothingHalfMade();
        assertNothingIsOpen();
    }

    /** The system's cache takes all writes, but no force works. */
    private static final class ForcelessDisk extends TestDisk {

        private volatile boolean isBroken;

        @Override
        public void force(FileChannel file) throws IOException {
            if (isBroken) {
                throw new IOException("Input/output error");
            }
        }
    }

    @Test
    void goesOnWhileNothingCanBeForcedAndSaysWhenItCan() throws Exception {
        ForcelessDisk disk = new ForcelessDisk();
        Told told = new Told();
        try (Store store = new Store(hasty(), TestTable.settings(ROWS_MAX), disk, told)) {
            store.start(told::failed);
            disk.isBroken = true;
            writeUntil(store, () -> told.isTrouble("cannot be forced to the disk")
                    && told.isTrouble("no checkpoint can be written"));
            disk.isBroken = false;
            writeUntil(store, () -> told.isRestored("forced to the disk again")
                    && told.isRestored("checkpoints can be written again"));
            assertEquals(2, told.trouble().size(), "told once each: " + told.trouble());
            assertTrue(count(store, "journal_force_failures") > 0);
            assertEquals(0, count(store, "points_not_written"));
        }
    }

    /** The table has all readings. In the journal exactly the missing points are told LOST. */
    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "BAD"})
    void losesJustThePointsThatTheDiskDidNotTake(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        List<String> left = PointWriter.numbered(0, 10);
        left.addAll(PointWriter.numbered(15, 22));
        try (Store store = open(disk, JOURNAL_BYTES, new Told())) {
            PointWriter.writeNumbered(store, 0, 10);
            disk.failFrom(1);
            PointWriter.writeNumbered(store, 10, 15);
            assertEquals("14i", PointWriter.values(store).get("m n"));
            assertEquals(5, PointWriter.lost(store), "told while it fails");
            disk.mend();
            PointWriter.writeNumbered(store, 15, 22);
            assertEquals(5, count(store, "points_not_written"));
            assertEquals(5, PointWriter.lost(store));
            assertEquals(left, PointWriter.lines(store));
        }
        Told told = new Told();
        try (Store store = open(told)) {
            assertEquals(left, PointWriter.lines(store));
            assertEquals(5, PointWriter.lost(store));
            assertEquals(List.of(), told.trouble(), "that is no damage");
        }
    }

    /** Half a batch was written over older records, but is not a part of the journal. */
    @Test
    void keepsTheOlderPointsThoughHalfABatchIsBehindTheNewest() throws Exception {
        FaultyDisk disk = new FaultyDisk(Fault.BAD);
        List<String> left;
        try (Store store = open(disk, JOURNAL_BYTES, new Told())) {
            PointWriter.writeNumbered(store, 0, MORE_THAN_FITS);
            disk.failOnce(1);
            PointWriter.writeBatch(store, MORE_THAN_FITS, MORE_THAN_FITS + 20);
            PointWriter.writeNumbered(store, MORE_THAN_FITS + 20, MORE_THAN_FITS + 22);
            left = PointWriter.lines(store);
            assertEquals(20, count(store, "points_not_written"));
        }
        Told told = new Told();
        try (Store store = open(told)) {
            List<String> lines = PointWriter.lines(store);
            assertTrue(left.size() > 500, "left=" + left.size());
            assertEquals(left, lines.subList(lines.size() - left.size(), lines.size()));
        }
    }

    /** Each store near the ring's end fails once, also the pad's: one point is lost each time. */
    @Test
    void goesRoundTheEndThoughTheDiskFailsThere() throws Exception {
        int stores = 0;
        do {
            empty();
            FaultyDisk disk = new FaultyDisk(Fault.FULL);
            try (Store store = open(disk, JOURNAL_BYTES, new Told())) {
                PointWriter.writeNumbered(store, 0, BEFORE_THE_END);
                disk.failOnce(++stores);
                PointWriter.writeNumbered(store, BEFORE_THE_END, MORE_THAN_FITS);
                disk.spare();
                assertEquals(1, count(store, "points_not_written"));
                assertNewestButForOne(PointWriter.lines(store));
            }
        } while (stores < STORES_AROUND_THE_END);
    }

    /** Only a write that works tells that the disk works again. */
    @Test
    void isNotSaidToWorkAgainBeforeItHas() throws Exception {
        FaultyDisk disk = new FaultyDisk(Fault.FULL);
        Told told = new Told();
        try (StateDirectory state = StateDirectory.open(directory, disk, new Told());
                JournalFile file = JournalFile.open(
                        state, JOURNAL_BYTES, Cursor.NONE, told)) {
            LatestTable table = TestTable.of(ROWS_MAX);
            Keeper keeper = new Keeper(
                    table, file, new Checkpoint(state), 0,
                    new StoreSettings(directory, JOURNAL_BYTES, 1, Long.MAX_VALUE),
                    new StoreLedger(), told);
            PointWriter.write(file.journal(), table, "m n=1i 1", 1);
            disk.failFrom(1);
            PointWriter.write(file.journal(), table, "m n=2i 2", 2);
            disk.mend();
            keeper.keep();
            keeper.keep();
            assertEquals(1, told.trouble().size(), "told: " + told.trouble());
            assertFalse(told.isRestored("again"), "told: " + told.restored());
            PointWriter.write(file.journal(), table, "m n=3i 3", 3);
            keeper.keep();
            assertTrue(told.isRestored("points=1 were not written"));
            keeper.keep();
            assertEquals(1, told.restored().size(), "told: " + told.restored());
        }
    }

    /** A crash came before the checkpoint that was due: the next keeper writes it at once. */
    @Test
    void writesACheckpointAtOnceWhereTheOneThereCoversTooLittle() throws Exception {
        try (StateDirectory state = StateDirectory.open(directory, new TestDisk(), new Told());
                JournalFile file = JournalFile.open(
                        state, JOURNAL_BYTES, Cursor.NONE, new Told())) {
            LatestTable table = TestTable.of(ROWS_MAX);
            for (int i = 0; i < BEFORE_THE_END; i++) {
                PointWriter.write(file.journal(), table, "m n=" + i + "i " + i, 1);
            }
        }
        Told told = new Told();
        StoreSettings settings = new StoreSettings(
                directory, JOURNAL_BYTES, 1_000_000, 600_000_000_000L);
        try (Store store =
                new Store(settings, TestTable.settings(ROWS_MAX), new TestDisk(), told)) {
            store.start(told::failed);
            Await.until("a checkpoint", () -> count(store, "checkpoints") == 1);
        }
    }

    @Test
    void saysWhatTheKeepersThreadDiesOf() throws Exception {
        Told told = new Told();
        TestDisk disk = new TestDisk() {
            @Override
            public void force(FileChannel file) {
                if (Thread.currentThread().getName().equals("keeper")) {
                    throw new IllegalStateException("unexpected");
                }
            }
        };
        try (Store store = new Store(hasty(), TestTable.settings(ROWS_MAX), disk, told)) {
            store.start(told::failed);
            writeUntil(store, () -> told.isTrouble("keeper died of"));
            assertTrue(told.isTrouble("unexpected"));
        }
        assertNothingIsOpen();
    }

    @Test
    void anUnexpectedExceptionLeavesNothingOpen() {
        TestDisk disk = new TestDisk() {
            @Override
            public void write(FileChannel file, ByteBuffer bytes, long at) {
                throw new IllegalStateException("unexpected");
            }
        };
        assertThrows(
                IllegalStateException.class, () -> open(disk, JOURNAL_BYTES, new Told()));
        assertNothingHalfMade();
        assertNothingIsOpen();
    }

    /** Each call at the end fails in turn; the next start finds everything. */
    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "BAD"})
    void losesNothingWhicheverCallFailsAtTheEnd(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            empty();
            Told told = new Told();
            long next;
            try (Store store = open(disk, JOURNAL_BYTES, told)) {
                PointWriter.writeNumbered(store, 0, 100);
                next = store.journal().nextSequence();
                disk.failOnce(++calls);
            }
            boolean hasFailed = disk.hasFailed();
            disk.mend();
            assertEquals(hasFailed, !told.trouble().isEmpty(), "calls=" + calls);
            assertNothingHalfMade();
            assertNothingIsOpen();
            try (Store store = open(new Told())) {
                assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
                assertEquals("99i", PointWriter.values(store).get("m n"));
                assertTrue(store.journal().nextSequence() >= next);
                assertTrue(hasFailed || store.journal().nextSequence() == next, "no jump");
            }
            if (!hasFailed) {
                break;
            }
        } while (calls < CALLS_MAX);
        assertTrue(calls > 6 && calls < CALLS_MAX, "calls=" + calls);
    }

    // ---- tools

    /** Settings of a store that forces and writes checkpoints all the time. */
    private StoreSettings hasty() {
        return new StoreSettings(directory, JOURNAL_BYTES, 1_000_000, 1_000_000);
    }

    private static void writeUntil(Store store, BooleanSupplier holds) {
        Await.until("told", () -> {
            PointWriter.writeNumbered(store, 0, 1);
            return holds.getAsBoolean();
        });
    }

    private static long count(Store store, String name) {
        return store.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .findFirst().orElseThrow()
                .value().getAsLong();
    }

    private static void assertNewestButForOne(List<String> lines) {
        List<String> all = PointWriter.numbered(0, MORE_THAN_FITS);
        List<String> newest = all.subList(all.indexOf(lines.getFirst()), all.size());
        List<String> left = newest.stream().filter(Set.copyOf(lines)::contains).toList();
        assertEquals(newest.size() - 1, left.size());
        assertEquals(left, lines);
    }

    private void writeHundred() throws StoreException {
        empty();
        try (Store store = open(new Told())) {
            PointWriter.writeNumbered(store, 0, 100);
        }
    }

    private void assertHundredIsThere() throws StoreException {
        Told told = new Told();
        try (Store store = open(told)) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
            assertEquals("99i", PointWriter.values(store).get("m n"));
            assertEquals(List.of(), told.trouble());
        }
        assertNothingHalfMade();
    }

    private void assertStartsOrSaysWhy(FaultyDisk disk, Fault fault, int journalBytes) {
        try (Store _ = open(disk, journalBytes, new Told())) {
            disk.spare();
        } catch (StoreException e) {
            assertClear(e.getMessage(), fault);
        }
        assertNothingHalfMade();
        assertNothingIsOpen();
    }

    /** The message names the directory and the reason. */
    private void assertClear(String text, Fault fault) {
        assertTrue(text.startsWith("cannot keep state in " + directory + ": "), text);
        assertTrue(text.contains(switch (fault) {
            case FULL -> "no space left there";
            case READ_ONLY -> "the disk is read-only";
            case DENIED -> "this user may not write";
            case BAD -> fault.text();
        }), text);
    }

    private void assertNothingHalfMade() {
        assertFalse(Files.exists(directory.resolve("journal.new")));
        assertFalse(Files.exists(directory.resolve("checkpoint.new")));
    }

    private void assertNothingIsOpen() {
        if (OpenDescriptors.canBeSeen()) {
            assertEquals(List.of(), OpenDescriptors.under(directory));
        }
    }

    private Store open(Told told) throws StoreException {
        return open(new TestDisk(), JOURNAL_BYTES, told);
    }

    private Store open(Disk disk, int journalBytes, StoreListener told) throws StoreException {
        return new Store(
                new StoreSettings(directory, journalBytes, 1_000_000_000L, 600_000_000_000L),
                TestTable.settings(ROWS_MAX), disk, told);
    }

    private void empty() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
