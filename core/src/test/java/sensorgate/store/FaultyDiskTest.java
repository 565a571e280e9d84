package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
import sensorgate.journal.KeptJournal;
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

    private static final int JOURNAL_BYTES = 192 * 1024;
    private static final int ROWS_MAX = 16;
    private static final int CALLS_MAX = 200;

    /** The ring holds about 1300 of these points. */
    private static final int BEFORE_THE_END = 1200;

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    // ---- starts

    /** Only a directory of another user ends a start; otherwise the journal begins in memory. */
    @ParameterizedTest
    @EnumSource
    void aFirstStartWorksWhicheverCallFails(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            empty();
            Told told = new Told();
            try (Store store = open(disk.failOnce(++calls), JOURNAL_BYTES, told)) {
                disk.spare();
                PointWriter.writeNumbered(store, 0, 10);
                assertEquals(PointWriter.numbered(0, 10), PointWriter.lines(store));
            } catch (StoreException e) {
                assertDenied(e, fault);
            }
            assertNothingIsOpen();
            boolean isTold = !told.trouble().isEmpty();
            try (Store store = open(new Told())) {
                List<String> lines = PointWriter.lines(store);
                assertTrue(
                        isTold || fault == Fault.DENIED
                                || lines.equals(PointWriter.numbered(0, 10)),
                        "calls=" + calls);
                assertNothingHalfMade();
            }
        } while (disk.hasFailed());
        assertTrue(calls > 8 && calls < CALLS_MAX, "calls=" + calls);
    }

    @ParameterizedTest
    @EnumSource
    void aStartOnFilesThatAreThereLosesNoneOfThem(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        do {
            writeHundred();
            try (Store store = open(disk.failOnce(++calls), JOURNAL_BYTES, new Told())) {
                disk.spare();
                assertEquals("99i", PointWriter.values(store).get("m n"), "calls=" + calls);
            } catch (StoreException e) {
                assertDenied(e, fault);
            }
            assertNothingIsOpen();
            assertHundredIsThere("calls=" + calls);
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
            Told told = new Told();
            try (Store _ = open(disk.failOnce(++calls), 2 * JOURNAL_BYTES, told)) {
                disk.spare();
            } catch (StoreException e) {
                assertDenied(e, fault);
            }
            assertNothingIsOpen();
            assertHundredIsThere("calls=" + calls);
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
            Told told = new Told();
            try (Store _ = open(disk, 2 * JOURNAL_BYTES, told)) {
                // close() may fail too and tell the listener
            } catch (StoreException e) {
                assertDenied(e, fault);
                told.onTrouble(e.getMessage());
            }
            assertEquals(disk.hasFailed(), !told.trouble().isEmpty(), "calls=" + calls);
            assertNothingIsOpen();
            assertHundredIsThere("calls=" + calls);
        } while (disk.hasFailed());
        assertTrue(calls > 8 && calls < CALLS_MAX, "calls=" + calls);
    }

    private void assertDenied(StoreException e, Fault fault) {
        assertEquals(Fault.DENIED, fault, e.getMessage());
        assertTrue(e.getMessage().startsWith("cannot keep state in " + directory + ": this user"),
                e.getMessage());
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
            try (Store _ = open(disk.failOnce(++calls), JOURNAL_BYTES, new Told())) {
                disk.spare();
            } catch (StoreException e) {
                assertDenied(e, fault);
            }
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
            }
        } while (disk.hasFailed() && !isRemoved);
        assertTrue(isRemoved);
    }

    // ---- running

    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "BAD"})
    void goesOnWhileTheDiskTakesNothingAndLosesNothingThatMemoryHolds(Fault fault)
            throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        Told told = new Told();
        try (Store store = new Store(hasty(), TestTable.settings(ROWS_MAX), disk, told)) {
            store.start(told::failed);
            PointWriter.writeNumbered(store, 0, 10);
            store.journal().awaitSaved();
            disk.failFrom(1);
            PointWriter.writeNumbered(store, 10, 20);
            Await.until("told", () -> told.isTrouble("the disk does not take the journal")
                    && told.isTrouble("no checkpoint can be written"));
            assertEquals(1, count(store, "journal_in_memory"));
            long beganNs = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                PointWriter.writeNumbered(store, 20 + i, 21 + i);
                store.journal().awaitSaved();
            }
            assertTrue(System.nanoTime() - beganNs < 2_000_000_000L, "replies do not wait");
            assertTrue(count(store, "replies_unsaved") >= 20);
            assertEquals(PointWriter.numbered(0, 40), PointWriter.lines(store));
            disk.mend();
            Await.until("told", () -> told.isRestored("the disk takes the journal again")
                    && told.isRestored("checkpoints can be written again"));
            assertEquals(0, count(store, "journal_in_memory"));
            assertEquals(0, count(store, "points_not_written"));
            assertTrue(count(store, "checkpoint_failures") > 0);
            assertTrue(told.trouble().size() <= 3, "told once each: " + told.trouble());
        }
        assertNothingHalfMade();
        assertNothingIsOpen();
        try (Store store = open(new Told())) {
            assertEquals(PointWriter.numbered(0, 40), PointWriter.lines(store));
        }
    }

    /** Points while each call in turn fails, alone or with all after it for a while. */
    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "BAD"})
    void losesNothingWhicheverCallFailsWhileItRuns(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        for (int calls = 1; calls <= 24; calls++) {
            empty();
            try (Store store = new Store(
                    hasty(), TestTable.settings(ROWS_MAX), disk, new Told())) {
                store.start((_, _) -> { });
                if (calls % 2 == 0) {
                    disk.failOnce(calls / 2);
                } else {
                    disk.failFrom(calls / 2 + 1);
                }
                for (int i = 0; i < 60; i += 3) {
                    PointWriter.writeBatch(store, i, i + 3);
                    store.journal().awaitSaved();
                    assertEquals(PointWriter.numbered(0, i + 3), PointWriter.lines(store));
                }
                disk.mend();
            }
            assertNothingIsOpen();
            try (Store store = open(new Told())) {
                assertEquals(
                        PointWriter.numbered(0, 60), PointWriter.lines(store), "calls=" + calls);
                assertEquals(0, PointWriter.lost(store));
            }
        }
    }

    /** A disk of which one call does not return until it is let go, or writes nothing. */
    private static final class StallingDisk extends TestDisk {

        private final CountDownLatch released = new CountDownLatch(1);
        private final boolean drops;
        private int callsLeft = Integer.MAX_VALUE;

        private StallingDisk(boolean drops) {
            this.drops = drops;
        }

        private synchronized boolean isItsTurn() {
            return --callsLeft == 0;
        }

        private void stall() throws IOException {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
            boolean isTurn = isItsTurn();
            if (isTurn && drops) {
                bytes.position(bytes.limit());
                return;
            }
            if (isTurn) {
                stall();
            }
            super.write(file, bytes, at);
        }

        @Override
        public void force(FileChannel file) throws IOException {
            if (isItsTurn() && !drops) {
                stall();
            }
        }
    }

    @Test
    void aCallThatHangsStopsNoPointAndNoPollAndLosesNothing() throws Exception {
        for (int calls = 1; calls <= 8; calls++) {
            empty();
            StallingDisk disk = new StallingDisk(false);
            try (Store store = new Store(
                    hasty(), TestTable.settings(ROWS_MAX), disk, new Told())) {
                disk.callsLeft = calls;
                store.start((_, _) -> { });
                long beganNs = System.nanoTime();
                for (int i = 0; i < 60; i++) {
                    PointWriter.writeNumbered(store, i, i + 1);
                    store.journal().awaitSaved();
                    assertEquals(PointWriter.numbered(0, i + 1), PointWriter.lines(store));
                }
                assertTrue(System.nanoTime() - beganNs < 5_000_000_000L, "only one waits");
                disk.released.countDown();
            }
            try (Store store = open(new Told())) {
                assertEquals(
                        PointWriter.numbered(0, 60), PointWriter.lines(store), "calls=" + calls);
            }
        }
    }

    /** What the disk dropped without an error is told LOST, or was written again. */
    @Test
    void aWriteThatIsSilentlyDroppedIsAccountedFor() throws Exception {
        for (int calls = 1; calls <= 12; calls++) {
            empty();
            StallingDisk disk = new StallingDisk(true);
            long next;
            try (Store store = new Store(
                    hasty(), TestTable.settings(ROWS_MAX), disk, new Told())) {
                disk.callsLeft = calls;
                store.start((_, _) -> { });
                for (int i = 0; i < 300; i += 10) {
                    PointWriter.writeBatch(store, i, i + 10);
                    store.journal().awaitSaved();
                }
                next = store.journal().nextSequence();
            }
            try (Store store = open(new Told())) {
                assertTrue(store.journal().nextSequence() >= next, "calls=" + calls);
                assertEquals(
                        300, PointWriter.lines(store).size() + PointWriter.lost(store),
                        "calls=" + calls);
            }
        }
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
            boolean isMoreThanMemory = store.journal().head() > store.journal().ringBytes();
            assertTrue(
                    count(store, "points_not_written") == 0 || isMoreThanMemory,
                    "memory had every point that was not forced");
        }
    }

    /** A crash came before the checkpoint that was due: the next keeper writes it at once. */
    @Test
    void writesACheckpointAtOnceWhereTheOneThereCoversTooLittle() throws Exception {
        try (StateDirectory state = StateDirectory.open(directory, new TestDisk(), new Told());
                KeptJournal file = KeptJournal.open(
                        state, JOURNAL_BYTES, Cursor.NONE, new Told())) {
            LatestTable table = TestTable.of(ROWS_MAX);
            for (int i = 0; i < BEFORE_THE_END; i++) {
                PointWriter.write(file.journal(), table, "m n=" + i + "i " + i, 1);
            }
            file.force();
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
    void theKeeperSurvivesWhatNobodyHasForeseenAndSaysSo() throws Exception {
        Told told = new Told();
        AtomicBoolean isBroken = new AtomicBoolean(true);
        TestDisk disk = new TestDisk() {
            @Override
            public void force(FileChannel file) {
                if (Thread.currentThread().getName().equals("keeper") && isBroken.get()) {
                    throw new IllegalStateException("unexpected");
                }
            }
        };
        try (Store store = new Store(hasty(), TestTable.settings(ROWS_MAX), disk, told)) {
            store.start(told::failed);
            writeUntil(store, () -> told.isTrouble("goes on: java.lang.IllegalStateException"));
            isBroken.set(false);
            writeUntil(store, () -> count(store, "checkpoints") > 0);
        }
        assertNothingIsOpen();
    }

    @Test
    void anUnexpectedExceptionAtAStartIsToldAndLeavesNothingOpen() throws Exception {
        TestDisk disk = new TestDisk() {
            @Override
            public void write(FileChannel file, ByteBuffer bytes, long at) {
                throw new IllegalStateException("unexpected");
            }
        };
        Told told = new Told();
        try (Store store = open(disk, JOURNAL_BYTES, told)) {
            PointWriter.writeNumbered(store, 0, 10);
            assertEquals(PointWriter.numbered(0, 10), PointWriter.lines(store));
            assertTrue(told.isTrouble("the journal is in memory only"), "" + told.trouble());
        }
        assertNothingIsOpen();
    }

    /** Each call at the end fails in turn; the next start finds everything. */
    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "BAD"})
    void losesNothingWhicheverCallFailsAtTheEnd(Fault fault) throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        int calls = 0;
        int tellings = 0;
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
            assertTrue(hasFailed || told.trouble().isEmpty(), "calls=" + calls);
            tellings += told.trouble().isEmpty() ? 0 : 1;
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
        assertEquals(calls - 2, tellings, "all but a write that works at the second try");
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

    private void writeHundred() throws StoreException {
        empty();
        try (Store store = open(new Told())) {
            PointWriter.writeNumbered(store, 0, 100);
        }
    }

    private void assertHundredIsThere(String when) throws StoreException {
        try (Store store = open(new Told())) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store), when);
            assertEquals("99i", PointWriter.values(store).get("m n"), when);
        }
        assertNothingHalfMade();
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
