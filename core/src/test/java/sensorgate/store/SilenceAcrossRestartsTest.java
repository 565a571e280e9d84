package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreListener;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.Await;
import sensorgate.support.TestTable;

/**
 * What a restart keeps of usual intervals and of silence. The sensor "dead" sent its last point ten
 * minutes ago, "alive" a moment ago; both sent every 10 s.
 */
@Timeout(60)
final class SilenceAcrossRestartsTest {

    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long DEAD_NS = TimeUnit.MINUTES.toNanos(10);

    @TempDir
    private Path directory;

    private final Path copy = Path.of("copy");
    private final Reading reading = new Reading();
    private Path state;

    @BeforeEach
    void choose() throws Exception {
        state = Files.createDirectory(directory.resolve("state"));
    }

    @Test
    void theUsualIntervalIsThatOfBefore() throws Exception {
        try (Store store = open(state)) {
            send(store);
        }
        try (Store store = open(state)) {
            assertEquals(INTERVAL_NS, find(store, "alive").usualNs(), INTERVAL_NS / 100);
            assertEquals(INTERVAL_NS, find(store, "dead").usualNs(), INTERVAL_NS / 100);
        }
    }

    /** After a kill there is only the journal. */
    @Test
    void theJournalAloneGivesTheUsualInterval() throws Exception {
        Path killed = Files.createDirectory(directory.resolve(copy));
        try (Store store = open(state)) {
            store.start((_, failure) -> fail(failure));
            send(store);
            store.journal().awaitSaved();
            try (Stream<Path> files = Files.list(state)) {
                for (Path file : files.toList()) {
                    Files.copy(file, killed.resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        try (Store store = open(killed)) {
            assertEquals(INTERVAL_NS, find(store, "alive").usualNs(), INTERVAL_NS / 100);
            assertFalse(find(store, "alive").isLate(System.nanoTime()));
        }
    }

    /** The wall clock says that days have passed since the arrivals; nobody has listened. */
    @Test
    void theTimeBetweenTwoProcessesMakesNothingLate() throws Exception {
        try (Store store = open(state)) {
            send(store);
        }
        try (Store store = open(state)) {
            long nowNs = System.nanoTime();
            assertFalse(find(store, "alive").isLate(nowNs + 2 * INTERVAL_NS));
            assertTrue(find(store, "alive").isLate(nowNs + 4 * INTERVAL_NS));
        }
    }

    @Test
    void aReadingThatWasLateIsLateAtOnce() throws Exception {
        try (Store store = open(state)) {
            send(store);
        }
        for (int restart = 0; restart < 3; restart++) {
            try (Store store = open(state)) {
                long listenedNs = find(store, "dead").listenedNs(System.nanoTime());
                assertEquals(DEAD_NS, listenedNs, TimeUnit.SECONDS.toNanos(50));
                assertTrue(reading.isLate(System.nanoTime()));
                assertFalse(find(store, "alive").isLate(System.nanoTime()));
            }
        }
    }

    /** Although no point came since the last checkpoint. */
    @Test
    void theSilenceOfAllSensorsIsKept() throws Exception {
        String before;
        try (Store store = open(state)) {
            send(store);
            store.start((_, failure) -> { });
            ForgetRequest request = ForgetRequest.ofSilentFor(TimeUnit.DAYS.toNanos(40_000));
            store.forget(request);
            store.table().arrive(System.nanoTime(), 0);
            Await.until("a checkpoint",
                    () -> store.outcome(request) == ForgetRequest.Outcome.FORGOTTEN);
            before = Files.readString(state.resolve("checkpoint"));
        }
        assertNotEquals(before, Files.readString(state.resolve("checkpoint")));
    }

    /** The gap that the restart made is no interval, and no pause. */
    @Test
    void theFirstIntervalAfterTheRestartDoesNotCount() throws Exception {
        try (Store store = open(state)) {
            send(store);
        }
        try (Store store = open(state)) {
            long usualNs = find(store, "alive").usualNs();
            long nowNs = System.nanoTime();
            for (int i = 1; i < 9; i++) {
                put(store, "alive v=1", nowNs + i * 10 * INTERVAL_NS, nowNs);
                assertEquals(
                        i < 3 ? INTERVAL_NS : 10 * INTERVAL_NS, find(store, "alive").usualNs(),
                        INTERVAL_NS / 100, "point " + i);
            }
            assertTrue(usualNs > 0);
        }
    }

    private static void send(Store store) {
        long nowNs = System.nanoTime();
        long wallNs = TimeUnit.DAYS.toNanos(20_000);
        for (int i = 20; i > 0; i--) {
            long deadNs = DEAD_NS + i * INTERVAL_NS;
            put(store, "dead v=1", nowNs - deadNs, wallNs - deadNs);
        }
        for (int i = 20; i > 0; i--) {
            put(store, "alive v=1", nowNs - i * INTERVAL_NS, wallNs - i * INTERVAL_NS);
        }
        put(store, "alive v=1", nowNs, wallNs);
    }

    private static void put(Store store, String text, long ticksNs, long wallNs) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        Point point = new Point();
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        store.journal().append(line, point, wallNs, wallNs, ticksNs);
        TestTable.put(store.table(), line, point, wallNs, ticksNs, wallNs);
        store.journal().commit();
    }

    private Reading find(Store store, String series) {
        byte[] key = (series + "v").getBytes(StandardCharsets.UTF_8);
        assertTrue(store.table().find(
                key, 0, key.length - 1, key.length - 1, key.length, reading));
        return reading;
    }

    private static Store open(Path state) throws Exception {
        StoreSettings settings = new StoreSettings(
                state, 256 * 1024, TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.HOURS.toNanos(1));
        return new Store(settings, TestTable.settings(8), Disk.system(), new StoreListener() {});
    }
}
