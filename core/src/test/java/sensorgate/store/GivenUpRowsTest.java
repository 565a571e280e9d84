package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.TableFeed;

/**
 * Readers while rows are given up and taken again: none reads the wrong reading, and none misses a
 * reading or a series that is there all the time.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a faulty lock may never end
final class GivenUpRowsTest {

    private static final long HAMMER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int ROWS_MAX = 28;
    private static final int KEPT = 6;

    private final TableLedger ledger = new TableLedger();
    private final LatestTable table = new LatestTable(
            new SeriesSettings(ROWS_MAX, TimeUnit.SECONDS.toNanos(70), ROWS_MAX), ledger);
    private volatile boolean isOver;

    /** Reads something, and checks what was read. */
    private interface Reader {
        void read(Reading reading, int round);
    }

    /**
     * The writer updates some readings that stay, and replaces all others again and again with
     * readings of other names. Each value repeats the name of its reading.
     */
    @Test
    void noReaderEverReadsTheWrongReading() throws Exception {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(5, Thread.ofPlatform().daemon().factory())) {
            TableFeed feed = new TableFeed(table);
            for (int i = 0; i < KEPT; i++) {
                sendKept(feed, i);
            }
            Future<?> writer = threads.submit(() -> write(feed));
            List<Future<Long>> readers = List.of(
                    threads.submit(() -> read(this::readRow)),
                    threads.submit(() -> read(this::findKept)),
                    threads.submit(() -> read(this::listSeries)),
                    threads.submit(() -> read(this::dump)));
            writer.get();
            for (Future<Long> reader : readers) {
                assertTrue(reader.get() > 0, "a reader has read");
            }
        }
        assertTrue(ledger.expired.get() > 500, "rows were given up: " + ledger.expired.get());
        assertTrue(ledger.forgotten.get() > 0, "readings were forgotten while others read");
    }

    private void write(TableFeed feed) {
        long untilNs = System.nanoTime() + HAMMER_NS;
        try {
            for (int round = 0; System.nanoTime() - untilNs < 0; round++) {
                sendKept(feed, round % KEPT);
                feed.pass(10, TimeUnit.SECONDS); // KEPT rounds are shorter than the expiry
                String name = "gone" + "x".repeat(round % 300) + ",id=" + round;
                feed.send(name + " f=\"" + name + "\",g=\"" + name + "\"");
                if (round % 64 == 0) {
                    // the first reading of a series that stays
                    table.forget(ForgetRequest.ofField(kept(round / 64 % KEPT), bytes("f")));
                }
            }
        } finally {
            isOver = true;
        }
    }

    private long read(Reader reader) {
        Reading reading = new Reading();
        long count = 0;
        for (int round = 0; !isOver; round++) {
            reader.read(reading, round);
            count++;
        }
        return count;
    }

    /** A kept series has two fields; one of them, g, is never forgotten. */
    private static void sendKept(TableFeed feed, int i) {
        String name = new String(kept(i), StandardCharsets.UTF_8);
        feed.send(name + " f=\"" + name + "\"");
        feed.send(name + " g=\"" + name + "\"");
    }

    private void readRow(Reading reading, int round) {
        if (table.read(2 * KEPT + round % 4, reading)) {
            assertNull(fault(reading));
        }
    }

    private void findKept(Reading reading, int round) {
        byte[] series = kept(round % KEPT);
        byte[] key = Arrays.copyOf(series, series.length + 1);
        key[series.length] = 'g';
        assertTrue(table.find(key, 0, series.length, series.length, key.length, reading));
        assertNull(fault(reading));
        assertTrue(reading.isOf(key, 0, series.length, series.length, key.length));
    }

    private void listSeries(Reading reading, int round) {
        List<String> kept = new ArrayList<>();
        for (int number = 0; number < table.seriesLimit(); number++) {
            if (table.readSeries(number, reading)) {
                assertNull(fault(reading));
                addKept(reading, kept);
            }
        }
        assertEquals(KEPT, kept.size(), "each series once");
        assertEquals(KEPT, kept.stream().distinct().count());
    }

    private void dump(Reading reading, int round) {
        List<String> kept = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            if (table.read(row, reading) && reading.bytes()[reading.seriesTo()] == 'g') {
                assertNull(fault(reading));
                addKept(reading, kept);
            }
        }
        assertEquals(KEPT, kept.size(), "each reading once");
        assertEquals(KEPT, kept.stream().distinct().count());
        byte[] series = kept(round % KEPT);
        long hash = table.seriesHash(series, 0, series.length);
        int found = 0;
        for (int row = 0; row < table.rows(); row++) {
            if (table.readOfSeries(row, series, 0, series.length, hash, reading)) {
                assertNull(fault(reading));
                found += reading.bytes()[reading.seriesTo()] == 'g' ? 1 : 0;
            }
        }
        assertEquals(1, found);
    }

    private static void addKept(Reading reading, List<String> kept) {
        String series = new String(reading.bytes(), 0, reading.seriesTo(), StandardCharsets.UTF_8);
        if (series.startsWith("kept")) {
            kept.add(series);
        }
    }

    /** Describes a reading whose value is not the name of its series; {@code null} if it is. */
    private static String fault(Reading reading) {
        int valueFrom = reading.fieldTo() + 1;
        int valueTo = reading.valueTo() - 1;
        return reading.fieldTo() == reading.seriesTo() + 1 && Arrays.equals(
                        reading.bytes(), 0, reading.seriesTo(), reading.bytes(), valueFrom, valueTo)
                ? null
                : new String(reading.bytes(), 0, reading.valueTo(), StandardCharsets.UTF_8);
    }

    private static byte[] kept(int i) {
        return bytes("kept" + "y".repeat(i * 40) + ",id=" + i);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
