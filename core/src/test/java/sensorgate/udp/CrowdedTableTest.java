package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.address.SourceFilter;
import sensorgate.count.Stat;
import sensorgate.disk.StoreListener;
import sensorgate.line.Precision;
import sensorgate.store.ForgetRequest;
import sensorgate.store.SeriesSettings;
import sensorgate.store.Store;
import sensorgate.support.FakeTicks;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;
import sensorgate.udp.ScriptedSource.Sent;
import sensorgate.udp.UdpSettings.SourceKind;

/**
 * Every line and every field ends in one counter while the table is full, senders are at their
 * share, readings give way, points are late and readings are forgotten.
 */
@Timeout(60)
final class CrowdedTableTest {

    private static final int DATAGRAMS = 20_000;
    private static final long WALL_MS = 1_700_000_000_000L;
    private static final int ROWS_MAX = 16;
    private static final long EXPIRE_NS = 600_000_000_000L;
    private static final int PER_SENDER = 6;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final FakeTicks ticks = new FakeTicks();
    private final long beganNs = ticks.getAsLong();
    private final UdpLedger ledger = new UdpLedger();
    private final ScriptedSource source = new ScriptedSource(() -> {}, () -> {});
    private int fields;

    @Test
    void everyLineAndEveryFieldIsCountedOnce() throws Exception {
        try (Store store = new Store(
                TestStore.settings(null), new SeriesSettings(ROWS_MAX, EXPIRE_NS, PER_SENDER),
                new TestDisk(), new StoreListener() {})) {
            UdpReceiver receiver = receiver(store);
            long storedFields = 0;
            for (int i = 0; i < DATAGRAMS; i++) {
                long before = count(store, "stored");
                source.add(Sent.from("127.0.0." + (2 + random.nextInt(5)), 7, line()));
                receiver.poll();
                storedFields += count(store, "stored") > before ? fields : 0;
                if (random.nextInt(500) == 0) {
                    store.forget(ForgetRequest.ofSilentFor(EXPIRE_NS / 4));
                }
                ticks.advanceMs(random.nextInt(20_000));
            }
            assertEquals(DATAGRAMS, count(store, "lines"), "seed=" + seed);
            assertSum(store, DATAGRAMS, "stored", "rejected_table_full", "rejected_per_sender");
            assertSum(store, storedFields,
                    "readings_stored", "readings_late", "readings_rejected");
            for (String other : List.of(
                    "points_late", "times_implausible", "readings_expired", "readings_forgotten")) {
                assertTrue(count(store, other) > 0, other + " was part of it, seed=" + seed);
            }
            assertTrue(count(store, "readings") <= ROWS_MAX);
        }
    }

    private UdpReceiver receiver(Store store) {
        UdpSettings settings = new UdpSettings(
                null, 0, SourceFilter.LOCAL, SourceKind.AUTO, 0, 4096, Precision.NS);
        return new UdpReceiver(
                source, settings, store.journal(), store.table(), ledger,
                new ArrivalClock(1, this::wallMs, ticks, () -> false));
    }

    private long wallMs() {
        return WALL_MS + (ticks.getAsLong() - beganNs) / 1_000_000;
    }

    /** A line of some fields, now and then with a field given twice. */
    private String line() {
        fields = 1 + random.nextInt(4);
        StringBuilder line = new StringBuilder("m,id=" + random.nextInt(8));
        for (int i = 0; i < fields; i++) {
            line.append(i == 0 ? ' ' : ',').append('f').append(random.nextInt(6)).append("=1");
        }
        return line + switch (random.nextInt(4)) {
            case 0 -> " " + (wallMs() - random.nextInt(60_000)) * 1_000_000;
            case 1 -> " 1";
            default -> "";
        };
    }

    private void assertSum(Store store, long expected, String... counters) {
        long sum = 0;
        for (String counter : counters) {
            assertTrue(count(store, counter) > 0, counter + " was part of it, seed=" + seed);
            sum += count(store, counter);
        }
        assertEquals(expected, sum, String.join(" + ", counters) + ", seed=" + seed);
    }

    private long count(Store store, String name) {
        return Stream.of(
                        ledger.stats(), ledger.flowStats(), store.tableStats(), store.goneStats())
                .flatMap(List::stream)
                .filter(stat -> stat.name().equals(name))
                .map(Stat::value)
                .findFirst().orElseThrow()
                .getAsLong();
    }
}
