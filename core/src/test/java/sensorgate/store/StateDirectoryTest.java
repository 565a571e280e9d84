package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;

/** What a start makes of the directory that it is given and of the files that it finds there. */
@Timeout(30)
final class StateDirectoryTest {

    private static final int JOURNAL_BYTES = 64 * 1024;
    private static final int ROWS_MAX = 16;
    private static final int MORE_THAN_FITS = 3_000;

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");
    private final Path journal = directory.resolve("journal");
    private final Path checkpoint = directory.resolve("checkpoint");
    private Told told = new Told();

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    // ---- the directory

    @Test
    void makesTheDirectoryAndThoseAboveIt() throws Exception {
        Path deep = temporary.path().resolve("a/b/c");
        Store.open(settings(deep, JOURNAL_BYTES), ROWS_MAX, new TestDisk(), told).close();
        assertTrue(Files.exists(deep.resolve("journal")));
        assertTrue(told.isRestored("state is kept in " + deep + ": 0 readings, 0 points"));
    }

    @Test
    void saysThatAFileIsNoDirectory() throws IOException {
        Files.writeString(directory, "a file");
        assertCannotOpen("cannot keep state in " + directory + ": that is not a directory");
        assertEquals("a file", Files.readString(directory));
    }

    @Test
    void saysThatAFileAboveIsNoDirectory() throws IOException {
        Path file = Files.writeString(temporary.path().resolve("file"), "a file");
        String message = assertThrows(StoreException.class, () -> Store.open(
                settings(file.resolve("state"), JOURNAL_BYTES), ROWS_MAX, new TestDisk(), told))
                .getMessage();
        assertTrue(message.contains("that is not a directory"), message);
    }

    @Test
    void aSecondGatewayIsToldWhichProcessHasTheDirectory() throws Exception {
        try (Store first = open()) {
            PointWriter.writeNumbered(first, 0, 10);
            assertCannotOpen("another gateway (process " + ProcessHandle.current().pid()
                    + ") keeps its state in " + directory);
            assertEquals(PointWriter.numbered(0, 10), PointWriter.lines(first));
        }
        open().close();
    }

    @Test
    void removesWhatACrashHasLeftHalfMade() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("journal.new"), "half");
        Files.writeString(directory.resolve("checkpoint.new"), "half");
        open().close();
        assertFalse(Files.exists(directory.resolve("journal.new")));
        assertFalse(Files.exists(directory.resolve("checkpoint.new")));
        assertEquals(List.of(), told.trouble());
    }

    @Test
    void withoutADirectoryNothingIsWrittenAnywhere() throws Exception {
        try (Store store =
                Store.open(settings(null, JOURNAL_BYTES), ROWS_MAX, new NoDisk(), told)) {
            store.start(told::failed);
            PointWriter.writeNumbered(store, 0, MORE_THAN_FITS);
            List<String> lines = PointWriter.lines(store);
            assertEquals(newest(lines.size()), lines);
            assertTrue(told.isRestored("kept in memory only"));
        }
    }

    /** A disk that nothing must be asked of. */
    private static final class NoDisk extends TestDisk {

        @Override
        public void createDirectories(Path path) {
            throw new AssertionError(path);
        }

        @Override
        public FileChannel open(Path file, OpenOption... options) {
            throw new AssertionError(file);
        }
    }

    // ---- a clean stop

    @Test
    void goesOnWhereItStoppedWithoutAJump() throws Exception {
        long next = 1;
        int id = 0;
        for (int round = 0; round < 5; round++) {
            try (Store store = open()) {
                assertEquals(next, store.journal().nextSequence());
                assertTrue(round == 0 || id == store.journal().id());
                id = store.journal().id();
                PointWriter.writeNumbered(store, round * 100, round * 100 + 100);
                next = store.journal().nextSequence();
                assertEquals(
                        PointWriter.numbered(0, round * 100 + 100), PointWriter.lines(store));
            }
        }
        assertEquals(501, next);
        assertEquals(List.of(), told.trouble());
    }

    @Test
    void givesTheLatestReadingsBackWithTheirAges() throws Exception {
        long arrivedNs = System.currentTimeMillis() * 1_000_000 - TimeUnit.HOURS.toNanos(3);
        try (Store store = open()) {
            PointWriter.write(
                    store.journal(), store.table(), "temp,room=attic value=21.50,s=\"a\nb\" 7",
                    arrivedNs);
        }
        Files.delete(checkpoint);
        try (Store store = open()) {
            assertEquals(
                    Map.of("temp,room=attic value", "21.50", "temp,room=attic s", "\"a\nb\""),
                    PointWriter.values(store));
            assertEquals(arrivedNs, readRow(store, 0).arrivedWallNs(0, 0));
        }
        try (Store store = open()) { // now from the checkpoint that the last one has left
            assertEquals("21.50", PointWriter.values(store).get("temp,room=attic value"));
            assertEquals("\"a\nb\"", PointWriter.values(store).get("temp,room=attic s"));
            Reading reading = readRow(store, 0);
            assertEquals(7, reading.timeNs());
            assertEquals(arrivedNs, reading.arrivedWallNs(0, 0));
            assertEquals(5, reading.ageNs(System.nanoTime(), arrivedNs + 5));
        }
    }

    @Test
    void keepsAReadingWhosePointTheRingHasLongOverwritten() throws Exception {
        try (Store store = open()) {
            PointWriter.write(store, "once v=1i 5");
            PointWriter.writeNumbered(store, 0, MORE_THAN_FITS);
        }
        try (Store store = open()) {
            assertEquals("1i", PointWriter.values(store).get("once v"));
            assertFalse(PointWriter.lines(store).contains("once v=1i 5"));
        }
        assertEquals(List.of(), told.trouble());
    }

    // ---- journals that are none

    @Test
    void setsAsideAJournalOfAnotherVersion() throws Exception {
        writeHundred();
        byte[] bytes = Files.readAllBytes(journal);
        bytes[6] = '2';
        bytes[4096 + 6] = '2';
        assertSetAside(bytes, "is of another version of Sensorgate");
    }

    @Test
    void setsAsideGarbage() throws Exception {
        byte[] bytes = new byte[JOURNAL_BYTES];
        new Random(1).nextBytes(bytes);
        assertSetAside(bytes, "is not a journal, or its head is damaged");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096})
    void saysThatOneOfTheTwoHeadsWasDamaged(int page) throws Exception {
        writeHundred();
        byte[] bytes = Files.readAllBytes(journal);
        bytes[page + 100] ^= 1;
        Files.write(journal, bytes);
        try (Store store = open()) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
            assertEquals(1, told.trouble().size(), "told: " + told.trouble());
            assertTrue(told.isTrouble("one of the two heads of the journal was damaged"));
        }
        told = new Told();
        open().close();
        assertEquals(List.of(), told.trouble(), "it is whole again");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 4095, 8191})
    void setsAsideAFewBytes(int count) throws Exception {
        assertSetAside(new byte[count], "is not a journal, or its head is damaged");
    }

    /** The readings of a set-aside journal are still those of the checkpoint. */
    private void assertSetAside(byte[] bytes, String why) throws Exception {
        writeHundred();
        Files.write(journal, bytes);
        told = new Told();
        try (Store store = open()) {
            assertEquals(List.of(), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store));
            assertEquals(
                    List.of("the journal " + why + ": set aside as " + directory
                            + "/journal.aside, a new one begins"),
                    told.trouble());
            PointWriter.writeNumbered(store, 5, 9);
        }
        assertEquals(-1, Files.mismatch(
                directory.resolve("journal.aside"),
                Files.write(temporary.path().resolve("expected"), bytes)));
        try (Store store = open()) {
            assertEquals(PointWriter.numbered(5, 9), PointWriter.lines(store));
        }
    }

    @Test
    void aJournalThatIsADirectoryIsToldAndNothingIsLeftOpen() throws Exception {
        Files.createDirectories(journal);
        assertCannotOpen("cannot keep state in " + directory + ": " + journal
                + " is a directory; remove it");
        assertTrue(
                !OpenDescriptors.canBeSeen() || OpenDescriptors.under(directory).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 8_192, 20_000, 40_001, JOURNAL_BYTES - 1})
    void aJournalThatWasCutShortKeepsWhatIsLeft(int bytes) throws Exception {
        writeHundred();
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(bytes);
        }
        told = new Told();
        List<String> left;
        try (Store store = open()) {
            left = PointWriter.lines(store);
            assertEquals(PointWriter.numbered(0, 100).subList(0, left.size()), left);
            assertTrue(told.isTrouble("the journal was cut short: bytes=" + bytes));
            PointWriter.writeNumbered(store, 100, 200);
        }
        assertEquals(JOURNAL_BYTES, Files.size(journal));
        told = new Told();
        try (Store store = open()) {
            assertEquals(left.size() + 100, PointWriter.lines(store).size());
        }
        assertEquals(List.of(), told.trouble());
    }

    @Test
    void damageIsToldOnceAndCountedForControllers() throws Exception {
        writeHundred();
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("damage".getBytes(StandardCharsets.US_ASCII)), 9_000);
        }
        told = new Told();
        for (int start = 0; start < 3; start++) {
            try (Store store = open()) {
                assertEquals(99, PointWriter.lines(store).size());
                assertEquals(1, PointWriter.lost(store));
            }
        }
        assertEquals(1, told.trouble().size(), "told: " + told.trouble());
        assertTrue(told.isTrouble("points=1 are gone"), "told: " + told.trouble());
    }

    /** The new file has no gap that would tell it. */
    @Test
    void damageOfAJournalThatIsResizedIsToldOnce() throws Exception {
        writeHundred();
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("damage".getBytes(StandardCharsets.US_ASCII)), 9_000);
        }
        told = new Told();
        for (int start = 0; start < 3; start++) {
            try (Store store = open(2 * JOURNAL_BYTES)) {
                assertEquals(99, PointWriter.lines(store).size());
                assertEquals(1, PointWriter.lost(store));
            }
        }
        assertEquals(1, told.trouble().size(), "told: " + told.trouble());
        assertTrue(told.isTrouble("points=1 are gone"), "told: " + told.trouble());
    }

    /** The header of a clean stop says how far the journal went. */
    @Test
    void newestPointsThatAreGoneAfterACleanStopAreToldAndCounted() throws Exception {
        writeHundred();
        long end = endOfRecords();
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(200), end - 200);
        }
        told = new Told();
        try (Store store = open()) {
            int left = PointWriter.lines(store).size();
            assertTrue(left < 100);
            assertEquals(100 - left, PointWriter.lost(store));
            assertTrue(told.isTrouble("points=" + (100 - left)), "told: " + told.trouble());
        }
    }

    private long endOfRecords() throws Exception {
        byte[] bytes = Files.readAllBytes(journal);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end + 7 & -8;
    }

    @Test
    void aNewJournalHasNoHoles() throws Exception {
        open().close();
        assertTrue(blockBytes() >= JOURNAL_BYTES, "bytes=" + blockBytes());
    }

    /** How much of the disk the journal takes, as du tells it. */
    private long blockBytes() throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-k", journal.toString()).start();
        String kib = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assumeTrue(du.waitFor() == 0, "no du here");
        return Long.parseLong(kib.substring(0, kib.indexOf('\t'))) * 1024;
    }

    // ---- checkpoints that are none

    @Test
    void setsAsideACheckpointOfAnotherVersion() throws Exception {
        writeHundred();
        assertCheckpointSetAside(
                Files.readString(checkpoint).replace("checkpoint 1 ", "checkpoint 2 "),
                "it is of another version of Sensorgate");
    }

    @Test
    void setsAsideACheckpointThatWasCutShort() throws Exception {
        writeHundred();
        String text = Files.readString(checkpoint);
        assertCheckpointSetAside(text.substring(0, text.length() - 1), "it was cut short");
        assertCheckpointSetAside(text.substring(0, text.indexOf('\n') + 1), "it was cut short");
    }

    @Test
    void setsAsideACheckpointThatWasChanged() throws Exception {
        writeHundred();
        assertCheckpointSetAside(
                Files.readString(checkpoint).replace("n=99i", "n=98i"),
                "its checksum does not hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "garbage", "sensorgate", "end 0\n"})
    void setsAsideACheckpointThatIsNone(String text) throws Exception {
        writeHundred();
        assertCheckpointSetAside(text, "it is not a checkpoint");
    }

    private void assertCheckpointSetAside(String text, String why) throws Exception {
        Files.writeString(checkpoint, text);
        told = new Told();
        try (Store store = open()) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store), "from the journal");
            assertEquals(
                    List.of("the checkpoint cannot be used, " + why + ": set aside as " + directory
                            + "/checkpoint.aside; readings that the journal has not are gone"),
                    told.trouble());
        }
        assertEquals(text, Files.readString(directory.resolve("checkpoint.aside")));
        told = new Told();
        open().close();
        assertEquals(List.of(), told.trouble(), "told once");
    }

    /** A directory can be opened, and not read. */
    @Test
    void setsAsideACheckpointThatCannotBeRead() throws Exception {
        writeHundred();
        Files.delete(checkpoint);
        Files.createDirectory(checkpoint);
        try (Store store = open()) {
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store), "from the journal");
        }
        assertEquals(1, told.trouble().size(), "told: " + told.trouble());
        assertTrue(told.isTrouble("the checkpoint cannot be used, it cannot be read: "));
        assertTrue(Files.isDirectory(directory.resolve("checkpoint.aside")));
        assertTrue(Files.isRegularFile(checkpoint));
    }

    @Test
    void saysWhenNoCheckpointIsThereAndTheRingHasGoneRound() throws Exception {
        writeMoreThanFits();
        Files.delete(checkpoint);
        told = new Told();
        open().close();
        assertEquals(
                List.of("there is no checkpoint: readings that the journal has not are gone"),
                told.trouble());
    }

    /** Nobody knows then that nothing had been written, so the first point comes after a jump. */
    @Test
    void aGatewayKilledBeforeItsFirstCheckpointHasLostNothing() throws Exception {
        byte[] empty;
        try (Store _ = open()) {
            empty = Files.readAllBytes(journal);
        }
        leaveAsKilled(empty);
        byte[] withPoints;
        try (Store store = open()) {
            PointWriter.writeNumbered(store, 0, 100);
            withPoints = Files.readAllBytes(journal);
        }
        leaveAsKilled(withPoints);
        try (Store store = open()) {
            assertEquals(PointWriter.numbered(0, 100), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store));
        }
        assertEquals(List.of(), told.trouble());
    }

    private void leaveAsKilled(byte[] journalInUse) throws IOException {
        Files.write(journal, journalInUse);
        Files.delete(checkpoint);
    }

    @Test
    void saysWhenTheCheckpointIsOlderThanTheRing() throws Exception {
        writeHundred();
        byte[] old = Files.readAllBytes(checkpoint);
        int left = writeMoreThanFits();
        Files.write(checkpoint, old);
        told = new Told();
        open().close();
        int gone = MORE_THAN_FITS - left - 100;
        assertEquals(
                List.of("the journal has gone round since the checkpoint: points=" + gone
                        + " between them are gone; readings that came with them are older than they"
                        + " were"),
                told.trouble());
    }

    // ---- other settings

    @Test
    void aLargerJournalKeepsEverythingAndItsCursors() throws Exception {
        int left = writeMoreThanFits();
        assertResized(4 * JOURNAL_BYTES, left);
    }

    @Test
    void aSmallerJournalKeepsTheNewestAndItsCursors() throws Exception {
        int left = writeMoreThanFits();
        try (Store store = open(JOURNAL_BYTES / 2)) {
            int fewer = PointWriter.lines(store).size();
            assertTrue(fewer > left / 3 && fewer < left, "left=" + fewer);
        }
        assertEquals(JOURNAL_BYTES / 2, Files.size(journal));
    }

    @Test
    void aJournalMadeLargerAndSmallerAgainKeepsWhatFits() throws Exception {
        writeHundred();
        assertResized(4 * JOURNAL_BYTES, 100);
        assertResized(JOURNAL_BYTES / 4, 100);
        assertResized(JOURNAL_BYTES, 100);
    }

    private void assertResized(int bytes, int left) throws Exception {
        int id;
        long next;
        List<String> before;
        try (Store store = open((int) Files.size(journal))) {
            id = store.journal().id();
            next = store.journal().nextSequence();
            before = PointWriter.lines(store);
        }
        told = new Told();
        try (Store store = open(bytes)) {
            assertEquals(bytes, Files.size(journal));
            assertEquals(id, store.journal().id());
            assertEquals(next, store.journal().nextSequence(), "no jump");
            assertEquals(left, before.size());
            assertEquals(before, PointWriter.lines(store));
            JournalReader reader = new JournalReader(store.journal());
            assertEquals(0, reader.begin(next - 3));
            assertTrue(reader.next());
            assertEquals(before.get(left - 3), PointWriter.line(reader));
            assertTrue(told.isRestored("the journal has " + bytes + " bytes now"));
            assertEquals(List.of(), told.trouble());
        }
    }

    @Test
    void aSmallerTableKeepsWhatFitsAndSaysSo() throws Exception {
        try (Store store = open()) {
            for (int i = 0; i < 10; i++) {
                PointWriter.write(store, "s" + i + " v=" + i + "i " + i);
            }
        }
        told = new Told();
        try (Store store = Store.open(
                settings(directory, JOURNAL_BYTES), 4, new TestDisk(), told)) {
            assertEquals(
                    Map.of("s0 v", "0i", "s1 v", "1i", "s2 v", "2i", "s3 v", "3i"),
                    PointWriter.values(store));
            assertEquals(10, PointWriter.lines(store).size());
            assertEquals(
                    List.of("series.max=4 has no room for all the readings there were:"
                            + " without=6"),
                    told.trouble());
        }
    }

    /** A clock that was set back to 1970 makes arrivals come out before it. */
    @Test
    void keepsTheAgeOfAReadingFromBefore1970() throws Exception {
        long arrivedNs = -TimeUnit.HOURS.toNanos(1);
        try (Store store = open()) {
            byte[] line = "m v=1 1".getBytes(StandardCharsets.US_ASCII);
            new Restorer(store.table()).restore(line, 0, line.length, arrivedNs);
            PointWriter.write(store, "other v=1 1");
        }
        try (Store store = open()) {
            assertEquals(arrivedNs, readRow(store, 0).arrivedWallNs(0, 0));
        }
    }

    @Test
    void anotherRingBeginsWhereTheJournalIsGone() throws Exception {
        int id;
        try (Store store = open()) {
            id = store.journal().id();
            PointWriter.writeNumbered(store, 0, 100);
        }
        Files.delete(journal);
        try (Store store = open()) {
            assertNotEquals(id, store.journal().id());
            assertTrue(told.isTrouble("there is a checkpoint but no journal"));
            assertEquals(List.of(), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store));
        }
    }

    // ---- tools

    private static Reading readRow(Store store, int row) {
        Reading reading = new Reading();
        store.table().read(row, reading);
        return reading;
    }

    private void writeHundred() throws StoreException {
        try (Store store = open()) {
            PointWriter.writeNumbered(store, 0, 100);
        }
    }

    /** Returns how many are left. */
    private int writeMoreThanFits() throws StoreException {
        try (Store store = open()) {
            int before = (int) store.journal().nextSequence() - 1;
            PointWriter.writeNumbered(store, before, MORE_THAN_FITS);
            List<String> lines = PointWriter.lines(store);
            assertEquals(newest(lines.size()), lines);
            return lines.size();
        }
    }

    private static List<String> newest(int count) {
        assertTrue(count > 500 && count < MORE_THAN_FITS, "count=" + count);
        return PointWriter.numbered(MORE_THAN_FITS - count, MORE_THAN_FITS);
    }

    private void assertCannotOpen(String words) {
        String message = assertThrows(StoreException.class, this::open).getMessage();
        assertTrue(message.contains(words), message);
    }

    private Store open() throws StoreException {
        return open(JOURNAL_BYTES);
    }

    private Store open(int journalBytes) throws StoreException {
        return Store.open(settings(directory, journalBytes), ROWS_MAX, new TestDisk(), told);
    }

    private static StoreSettings settings(Path path, int journalBytes) {
        return new StoreSettings(path, journalBytes, 1_000_000_000L, 600_000_000_000L);
    }
}
