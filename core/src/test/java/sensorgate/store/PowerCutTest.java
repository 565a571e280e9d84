package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Cursor;
import sensorgate.journal.Journal;
import sensorgate.journal.JournalReader;
import sensorgate.journal.KeptJournal;
import sensorgate.journal.SkippedSequences;
import sensorgate.store.PowerCutModel.Stored;
import sensorgate.support.PointWriter;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestTable;

/**
 * Histories of points, forces, checkpoints and restarts on a disk that loses power at or between
 * its calls, and what a start finds in the files that could be left.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class PowerCutTest {

    private static final int RING_BYTES = 56 * 1024;
    private static final int JOURNAL_BYTES = Wreck.RING_FROM + RING_BYTES;
    private static final int BLOCK_BYTES = 4096;
    private static final int RECORD_HEAD = 40;
    private static final int ROWS_MAX = 64;
    private static final int SERIES = 12;
    private static final int WRECKS = 2_000;
    private static final int GENERATIONS_MAX = 6;

    private final long seed = Long.getLong("sensorgate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TemporaryDirectory directory = new TemporaryDirectory();
    private final StoreListener nobody = new StoreListener() {};
    private PowerCutModel model;
    private PowerCutDisk disk;
    private Path live;
    private Journal journal;
    private LatestTable table;
    private Keeper keeper;
    private byte[] oldCheckpoint;
    private String moment;
    private int wrecks;

    @AfterEach
    void removeFiles() {
        directory.close();
    }

    @Test
    void findsWhatWasForcedAndNothingElseWhateverAPowerCutLeaves() throws Exception {
        System.out.println("PowerCutTest: sensorgate.seed=" + seed);
        int histories = 0;
        while (wrecks < WRECKS) {
            runHistory();
            histories++;
        }
        System.out.println("PowerCutTest: wrecks=" + wrecks + ", histories=" + histories);
    }

    /** The control: on this disk a store that forces too little loses points. */
    @Test
    void theDiskLosesWhatWasNotForced() throws Exception {
        live = emptyDirectory("live");
        disk = new PowerCutDisk(live, random, () -> {});
        try (StateDirectory state = StateDirectory.open(live, disk, new Told());
                KeptJournal file =
                        KeptJournal.open(state, JOURNAL_BYTES, Cursor.NONE, nobody)) {
            table = TestTable.of(ROWS_MAX);
            long sequence = PointWriter.write(file.journal(), table, "m n=1i 1", 1);
            boolean isLost = false;
            for (int i = 0; i < 100; i++) {
                isLost |= !isServed(sequence);
            }
            assertTrue(isLost, "a point that was not forced may be gone");
            file.force();
            for (int i = 0; i < 100; i++) {
                assertTrue(isServed(sequence), "a point that was forced may not");
            }
        }
    }

    /** Points arrive while a checkpoint is written: those in the checkpoint must be forced too. */
    @Test
    void aCheckpointHoldsNothingThatTheJournalMayLose() throws Exception {
        live = emptyDirectory("live");
        disk = new PowerCutDisk(live, random, () -> {
            if (keeper != null && !disk.isAppending) {
                disk.isAppending = true;
                PointWriter.write(journal, table, "m n=" + journal.nextSequence() + "i 1", 1);
                disk.isAppending = false;
            }
        });
        try (StateDirectory state = StateDirectory.open(live, disk, new Told());
                KeptJournal file =
                        KeptJournal.open(state, JOURNAL_BYTES, Cursor.NONE, nobody)) {
            table = TestTable.of(ROWS_MAX);
            journal = file.journal();
            PointWriter.write(journal, table, "m n=1i 1", 1);
            keeper = new Keeper(
                    table, file, new Checkpoint(state), 0, settings(live), new StoreLedger(),
                    nobody);
            assertTrue(keeper.finish());
            for (int i = 0; i < 100; i++) {
                assertTableIsOfTheJournal(new Wreck(disk.cut()));
            }
        }
    }

    private void assertTableIsOfTheJournal(Wreck wreck) throws Exception {
        Path path = emptyDirectory("wreck");
        wreck.writeTo(path);
        try (Store store = open(path, nobody)) {
            String last = places(store.journal()).lastKey() + "i";
            assertEquals(last, PointWriter.values(store).get("m n"), "sensorgate.seed=" + seed);
        }
    }

    private boolean isServed(long sequence) throws Exception {
        Path path = emptyDirectory("wreck");
        new Wreck(disk.cut()).writeTo(path);
        try (Store store = open(path, new Told())) {
            return places(store.journal()).containsKey(sequence);
        }
    }

    // ---- histories

    /** A gateway starts, runs, and ends without warning, several times. */
    private void runHistory() throws Exception {
        model = new PowerCutModel();
        oldCheckpoint = null;
        Wreck left = new Wreck(new TreeMap<>());
        int generations = 1 + random.nextInt(GENERATIONS_MAX);
        for (int i = 0; i < generations; i++) {
            left = runGeneration(left);
        }
    }

    private Wreck runGeneration(Wreck from) throws Exception {
        live = emptyDirectory("live");
        from.writeTo(live);
        moment = "start";
        journal = null;
        try (Store trial = open(killed(live), nobody)) {
            started(trial.journal(), from.checkpointed());
        }
        disk = new PowerCutDisk(live, random, this::maybeCheck);
        try (StateDirectory state = StateDirectory.open(live, disk, new Told())) {
            table = TestTable.of(ROWS_MAX);
            Checkpoint checkpoint = new Checkpoint(state);
            Restorer restorer = new Restorer(table);
            Cursor mark = checkpoint.read(restorer::restore);
            try (KeptJournal file = KeptJournal.open(state, JOURNAL_BYTES, mark, nobody)) {
                started(file.journal(), mark, restorer);
                keeper = new Keeper(
                        table, file, checkpoint, file.journal().oldest(), settings(live),
                        new StoreLedger(), nobody);
                run(file);
                moment = "end";
                return new Wreck(disk.cut());
            }
        }
    }

    /** The points found now are safe: a start has read them from the disk. */
    private void started(Journal opened, long checkpointed) throws IOException {
        model.started(opened.id(), places(opened), jumpFrom(opened), checkpointed);
    }

    private void started(Journal opened, Cursor mark, Restorer restorer)
            throws IOException {
        started(opened, mark.sequence());
        journal = opened;
        JournalReader reader = JournalReader.ofStamps(opened);
        reader.begin(mark.sequence());
        do {
            while (reader.next()) {
                restorer.restore(
                        reader.bytes(), reader.lineFrom(), reader.lineTo(),
                        new Arrival().ofUnknownBoot(reader.arrivedNs()), 0, new Rhythm());
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
    }

    private void run(KeptJournal file) throws IOException {
        int steps = 5 + random.nextInt(25);
        for (int step = 0; step < steps; step++) {
            moment = "running";
            int what = random.nextInt(10);
            if (what < 6) {
                append(1 + random.nextInt(random.nextInt(4) == 0 ? 400 : 40));
            } else if (what < 9) {
                moment = "keep";
                keeper.keep();
                model.forced();
            } else {
                moment = "finish";
                rememberCheckpoint();
                assertTrue(keeper.finish());
                model.forced();
            }
            maybeCheck();
        }
        if (random.nextInt(3) == 0) {
            moment = "stop";
            file.stop();
            assertTrue(keeper.finish());
            model.forced();
            file.markClean();
            moment = "stopped";
            maybeCheck();
        }
    }

    private void rememberCheckpoint() throws IOException {
        Path file = live.resolve(StateDirectory.CHECKPOINT);
        if (Files.exists(file) && random.nextBoolean()) {
            oldCheckpoint = Files.readAllBytes(file);
        }
    }

    private void append(int points) {
        disk.isAppending = true;
        for (int i = 0; i < points; i++) {
            long sequence = journal.nextSequence();
            String series = series(random.nextInt(SERIES));
            int padBytes = random.nextInt(random.nextInt(8) == 0 ? 900 : 60);
            String text = text(series, sequence, padBytes);
            long arrivedNs = random.nextLong(1L << 61);
            PointWriter.write(journal, table, text.replace("\\n", "\n"), arrivedNs);
            int stride = strideOf(text);
            model.stored(sequence, new Stored(
                    series, text, arrivedNs, journal.head() - stride, stride));
            if (random.nextInt(40) == 0) {
                disk.note(StateDirectory.JOURNAL);
            }
        }
        disk.isAppending = false;
    }

    /** The size of a record, whose line has no time. */
    private static int strideOf(String text) {
        return RECORD_HEAD + text.lastIndexOf(' ');
    }

    private static String series(int number) {
        return number % 2 == 0 ? "s" + number : "s" + number + ",room=attic";
    }

    /** A line whose string has a newline, written {@code \n}. */
    private static String text(String series, long sequence, int padBytes) {
        return series + " n=" + sequence + "i,pad=\"\\n" + "x".repeat(padBytes) + "\" " + sequence;
    }

    // ---- wrecks

    private void maybeCheck() {
        if (random.nextInt(3) == 0) {
            disk.note(StateDirectory.JOURNAL);
        }
        int checks = Math.max(0, random.nextInt(6) - 3);
        for (int i = 0; i < checks; i++) {
            Wreck wreck = new Wreck(disk.cut());
            int harms = random.nextInt(4) - 1;
            for (int harm = 0; harm < harms; harm++) {
                wreck.harm(random, oldCheckpoint);
            }
            checkOrTell(wreck);
        }
    }

    private void checkOrTell(Wreck wreck) {
        wrecks++;
        try {
            check(wreck);
        } catch (Exception | Error e) {
            throw new AssertionError(
                    "sensorgate.seed=" + seed + ", wreck=" + wrecks + " at " + moment + ": "
                            + wreck + ": " + e, e);
        }
    }

    private void check(Wreck wreck) throws Exception {
        Path path = emptyDirectory("wreck");
        wreck.writeTo(path);
        Told told = new Told();
        NavigableMap<Long, Long> served;
        long next;
        boolean isKilled = random.nextBoolean();
        try (Store store = open(path, told)) {
            Journal opened = store.journal();
            served = checkPoints(opened);
            next = opened.nextSequence();
            checkReadings(store, wreck, served);
            if (opened.id() == model.ringId()) {
                assertTrue(next > model.lastHandedOut(), "handed out before: " + next);
                checkNothingSafeIsGone(wreck, served, told);
                checkCursors(opened, served);
            } else {
                assertTrue(wreck.hasNoHeader() || model.handedOut().isEmpty(), "another ring");
                assertEquals(Map.of(), served);
            }
            checkTold(wreck, served, told);
            if (isKilled) {
                checkAgain(killed(path), served, 0);
            }
        }
        if (!isKilled) {
            checkAgain(path, served, next);
        }
        assertFalse(Files.exists(path.resolve("journal.new")));
        assertFalse(Files.exists(path.resolve("checkpoint.new")));
    }

    /** Each point is whole and was stored; sequences rise. Returns places by sequence. */
    private NavigableMap<Long, Long> checkPoints(Journal opened) throws IOException {
        JournalReader reader = JournalReader.ofStamps(opened);
        long last = 0;
        reader.begin(0);
        do {
            while (reader.next()) {
                long sequence = reader.sequence() - 1;
                assertTrue(sequence > last, sequence + " after " + last);
                Stored stored = model.handedOut().get(sequence);
                assertNotNull(stored, "never stored: sequence=" + sequence);
                assertEquals(stored.text(), PointWriter.line(reader));
                assertEquals(stored.arrivedNs(), reader.arrivedNs());
                last = sequence;
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return places(opened);
    }

    /** A record needs the head of its block and the records before it. */
    private static boolean isHarmed(Wreck wreck, Stored stored) {
        long blockFrom = stored.place() / BLOCK_BYTES * BLOCK_BYTES;
        return wreck.isHarmed(
                blockFrom % RING_BYTES, (int) (stored.place() - blockFrom) + stored.stride());
    }

    /** Only what was damaged is gone. What is gone between points that are served is told. */
    private void checkNothingSafeIsGone(
            Wreck wreck, NavigableMap<Long, Long> served, Told told) {
        NavigableMap<Long, Stored> gone =
                model.safe(journal == null ? 0 : journal.oldest());
        gone.keySet().removeAll(served.keySet());
        gone.forEach((sequence, stored) -> assertTrue(
                isHarmed(wreck, stored),
                () -> "gone: sequence=" + sequence + ", place="
                        + stored.place() + ", stride=" + stored.stride()));
        if (!served.isEmpty()
                && !gone.subMap(served.firstKey(), served.lastKey()).isEmpty()) {
            assertTrue(told.isTrouble("points="), "told: " + told.trouble());
        }
    }

    /** From any cursor each known point is either read or told lost. */
    private void checkCursors(Journal opened, NavigableMap<Long, Long> served) {
        long jumpFrom = jumpFrom(opened);
        long lastServed = served.isEmpty() ? 0 : served.lastKey();
        assertTrue(jumpFrom > lastServed, "jumped over what is there: " + jumpFrom);
        for (int i = 0; i < 3; i++) {
            long from = randomCursor(opened);
            long read = 0;
            JournalReader reader = JournalReader.ofStamps(opened);
            long lost = reader.begin(from);
            long more;
            do {
                while (reader.next()) {
                    read++;
                }
                more = reader.begin(reader.sequence());
                lost += more;
            } while (more > 0 || reader.isCut());
            assertEquals(served.tailMap(from, true).size(), read, "read from " + from);
            long knownFrom = jumpFrom > from
                    ? model.known().subMap(from, true, jumpFrom, false).size()
                    : 0;
            assertEquals(knownFrom - read, lost, "lost from " + from);
            assertEquals(opened.nextSequence(), reader.sequence());
        }
    }

    private long randomCursor(Journal opened) {
        NavigableMap<Long, Stored> all = model.handedOut();
        if (all.isEmpty() || random.nextInt(10) == 0) {
            return opened.nextSequence();
        }
        Long at = all.floorKey(random.nextLong(all.firstKey(), all.lastKey() + 1));
        return at + random.nextInt(2);
    }

    /** The table equals the checkpoint plus the journal after it. */
    private void checkReadings(Store store, Wreck wreck, Map<Long, Long> served) {
        Map<String, Long> latest = model.latest(wreck.checkpointed(), served);
        Map<String, String> values = PointWriter.values(store);
        assertEquals(2 * latest.size(), values.size(), "readings");
        latest.forEach((series, sequence) -> {
            String text = model.handedOut().get(sequence).text();
            String pad = text.substring(text.indexOf('"'), text.lastIndexOf('"') + 1);
            assertEquals(sequence + "i", values.get(series + " n"), series);
            assertEquals(pad.replace("\\n", "\n"), values.get(series + " pad"), series);
        });
    }

    private void checkTold(Wreck wreck, NavigableMap<Long, Long> served, Told told) {
        long firstServed = served.isEmpty() ? 0 : served.firstKey();
        long checkpointed = Math.max(1, wreck.checkpointed());
        if (firstServed > checkpointed
                && !model.known().subMap(checkpointed, firstServed).isEmpty()) {
            assertTrue(
                    told.isTrouble("gone round since the checkpoint")
                            || told.isTrouble("there is no checkpoint")
                            || told.isTrouble("the checkpoint cannot be used"),
                    "" + told.trouble());
        }
        if (wreck.isCheckpointDamaged()) {
            assertTrue(told.isTrouble("the checkpoint cannot be used"), "" + told.trouble());
        }
    }

    /** A second start finds the same as the first. */
    private void checkAgain(Path path, Map<Long, Long> served, long next) throws Exception {
        try (Store store = open(path, nobody)) {
            Set<Long> now = checkPoints(store.journal()).keySet();
            assertEquals(List.of(), without(served.keySet(), now), "gone at the second start");
            assertEquals(List.of(), without(now, served.keySet()), "new at the second start");
            if (next > 0) {
                assertEquals(next, store.journal().nextSequence(), "a clean stop, and a jump");
            }
        }
    }

    private static List<Long> without(Set<Long> all, Set<Long> some) {
        return all.stream().filter(sequence -> !some.contains(sequence)).toList();
    }

    /** The files as a process killed now leaves them. */
    private Path killed(Path path) throws IOException {
        Path copy = emptyDirectory("killed");
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return copy;
    }

    // ---- tools

    /** The place of each point by sequence. */
    private static NavigableMap<Long, Long> places(Journal opened) {
        NavigableMap<Long, Long> places = new TreeMap<>();
        JournalReader reader = JournalReader.ofStamps(opened);
        reader.begin(0);
        do {
            while (reader.next()) {
                places.put(
                        reader.sequence() - 1, reader.place() - strideOf(PointWriter.line(reader)));
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return places;
    }

    /** The first sequence of the latest start's jump, if the start jumped. */
    private static long jumpFrom(Journal opened) {
        List<SkippedSequences.Gap> gaps = opened.skipped().gaps();
        return gaps.isEmpty() || gaps.getLast().to() != opened.nextSequence()
                ? Long.MAX_VALUE
                : gaps.getLast().from();
    }

    private static Store open(Path path, StoreListener listener) throws StoreException {
        return new Store(
                settings(path), TestTable.settings(ROWS_MAX), new NextBoot(), listener);
    }

    /** A disk of a machine that has just started. */
    private static final class NextBoot extends TestDisk {

        private final String bootId = UUID.randomUUID().toString();

        @Override
        public String bootId() {
            return bootId;
        }
    }

    private static StoreSettings settings(Path path) {
        return new StoreSettings(path, JOURNAL_BYTES, 1_000_000_000L, 600_000_000_000L);
    }

    private Path emptyDirectory(String name) throws IOException {
        Path path = Files.createDirectories(directory.path().resolve(name));
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return path;
    }
}
