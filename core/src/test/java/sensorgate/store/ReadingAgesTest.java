package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.FakeTicks;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;
import sensorgate.support.TestTable;

/** The ages of the newest and the oldest reading. */
final class ReadingAgesTest {

    private static final long WALL_MS = 1_700_000_000_000L;

    @TempDir
    private Path directory;
    private final FakeTicks ticks = new FakeTicks();
    private final LatestTable table = TestTable.of(8);
    private final ReadingAges ages = new ReadingAges(table, ticks, () -> 0);

    @Test
    void thereIsNoneWithoutAReading() {
        assertEquals(ReadingAges.NONE, ages.newestMs());
        assertEquals(ReadingAges.NONE, ages.oldestMs());
    }

    @Test
    void areThoseOfTheFirstAndTheLastToArrive() {
        put("a");
        ticks.advanceMs(1_000);
        put("b");
        ticks.advanceMs(500);
        put("c");
        ticks.advanceMs(20);
        assertEquals(20, ages.newestMs());
        assertEquals(1_520, ages.oldestMs());
        put("a");
        assertEquals(0, ages.newestMs());
        assertEquals(520, ages.oldestMs());
    }

    @Test
    void aRestoredReadingFromAheadOfTheClockIsLeftOut() throws IOException {
        leave("a v=1 1", WALL_MS + 1);
        try (Store store = TestStore.open(directory, 8)) {
            assertEquals(1, store.table().rows());
            assertAges(ReadingAges.NONE, ReadingAges.NONE, store);
        }
        leave("b v=1 1", WALL_MS - 700);
        try (Store store = TestStore.open(directory, 8)) {
            assertEquals(2, store.table().rows());
            assertAges(700, 700, store);
        }
    }

    private void assertAges(long newestMs, long oldestMs, Store store) {
        store.journal().tellClock(Long.MIN_VALUE, 0, false, true);
        ReadingAges restored = new ReadingAges(store.table(), ticks, () -> WALL_MS);
        assertEquals(newestMs, restored.newestMs());
        assertEquals(oldestMs, restored.oldestMs());
    }

    /** Leaves a point only in the journal, as a power cut does. */
    private void leave(String text, long arrivedMs) throws IOException {
        byte[] line = text.getBytes(StandardCharsets.US_ASCII);
        Point point = new Point();
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        try (Store store = TestStore.open(directory, 8, TestDisk.ofBoot("before"))) {
            store.journal().append(
                    line, point, point.timeNs(), arrivedMs * 1_000_000, System.nanoTime());
            store.journal().commit();
        }
        Files.deleteIfExists(directory.resolve("checkpoint"));
    }

    private void put(String series) {
        byte[] line = (series + " v=1").getBytes(StandardCharsets.US_ASCII);
        Point point = new Point();
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        TestTable.put(table, line, point, 0, ticks.getAsLong());
    }
}
