package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreListener;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.TableFeed;

/**
 * A restart comes to the table that the running gateway had: from the journal alone, or from a
 * checkpoint and the journal behind it.
 */
@Timeout(60)
final class RestartTest {

    private static final int ROUNDS = 30;
    private static final int POINTS = 300;
    private static final SeriesSettings SERIES =
            new SeriesSettings(12, TimeUnit.HOURS.toNanos(2), 12);

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("sensorgate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Point point = new Point();
    private long ticksNs = 1;
    private long wallNs = TableFeed.BEGIN_NS;
    private long late;
    private long expired;

    /** Late points, clocks that are wrong, a full table; cut off at any point, as by a kill. */
    @Test
    void aRandomHistoryEndsInTheSameTable() throws Exception {
        System.out.println("RestartTest: sensorgate.seed=" + seed);
        for (int round = 0; round < ROUNDS; round++) {
            Path state = directory.resolve("state" + round);
            Files.createDirectory(state);
            for (int life = 0; life < 3; life++) {
                check(state, life > 0);
            }
        }
        assertTrue(late > 100, "late points were part of it");
        assertTrue(expired > 100, "readings that gave way were part of it");
    }

    /** The files of a running store are what a kill leaves. */
    private void check(Path state, boolean hasCheckpoint) throws Exception {
        Path copy = directory.resolve("copy");
        Map<String, String> running;
        try (Store store = open(state)) {
            LatestTable table = store.table();
            for (int i = 0; i < POINTS; i++) {
                send(store, table);
            }
            running = TableFeed.dump(table);
            store.start((thread, failure) -> {
                throw new AssertionError(thread.getName(), failure);
            });
            store.journal().awaitSaved();
            expired += store.goneStats().getFirst().value().getAsLong();
            copy(state, copy);
        }
        assertEquals(hasCheckpoint, Files.exists(copy.resolve("checkpoint")));
        try (Store store = open(copy)) {
            assertEquals(running, TableFeed.dump(store.table()), "killed, seed=" + seed);
        }
        Files.deleteIfExists(copy.resolve("checkpoint"));
        try (Store store = open(state)) {
            assertEquals(running, TableFeed.dump(store.table()), "stopped, seed=" + seed);
        }
    }

    /** Stores one point as the UDP thread does. */
    private void send(Store store, LatestTable table) {
        long passedNs = 1 + random.nextLong(TimeUnit.MINUTES.toNanos(5));
        ticksNs += passedNs;
        wallNs += passedNs;
        byte[] line = text().getBytes(StandardCharsets.UTF_8);
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        table.arrive(ticksNs, wallNs);
        long hash = table.seriesHash(line, point.from(), point.seriesTo());
        if (table.admit(line, point, hash) == LatestTable.Room.ROOM) {
            long timeNs = point.isTimed() ? point.timeNs() : wallNs;
            store.journal().append(line, point, timeNs, wallNs, ticksNs);
            table.put(line, point, hash, timeNs, ticksNs);
            store.journal().commit();
            late += table.late();
        }
    }

    private String text() {
        String fields = switch (random.nextInt(4)) {
            case 0 -> "a=" + random.nextInt(1000);
            case 1 -> "b=" + random.nextInt(1000) + ",a=1";
            case 2 -> "c=\"\n" + random.nextInt(1000) + "\",c=2,b=3";
            default -> "b=t";
        };
        String time = switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> " " + random.nextInt(1000);
            case 2 -> " " + (wallNs - TimeUnit.DAYS.toNanos(200));
            case 3 -> " " + (wallNs + random.nextInt(1_000_000_000));
            default -> " " + (wallNs - random.nextLong(TimeUnit.MINUTES.toNanos(30)));
        };
        return "m,id=" + (random.nextInt(10) == 0 ? random.nextInt(100) : random.nextInt(3)) + ' '
                + fields + time;
    }

    private static Store open(Path state) throws Exception {
        return new Store(
                new StoreSettings(state, 384 * 1024, 3_600_000_000_000L, 600_000_000_000L), SERIES,
                Disk.system(), new StoreListener() {});
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, to.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
