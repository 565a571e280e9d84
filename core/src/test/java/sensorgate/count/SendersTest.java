package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counts for the 256 senders heard last. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a faulty lock may never end
final class SendersTest {

    private static final long HAMMER_NS = TimeUnit.SECONDS.toNanos(1);

    private final Senders senders = new Senders();
    private final Sender sender = new Sender();

    @Test
    void knowsNobodyAtFirst() {
        assertEquals(Map.of(), all());
    }

    @Test
    void countsWhatCameOfEach() {
        senders.received(1, 10, 100);
        senders.stored();
        senders.stored();
        senders.received(2, 10, 200);
        senders.rejected();
        senders.received(1, 10, 300);
        senders.received(1, 10, 400);
        senders.rejected();
        assertEquals(
                Map.of("1/10", "received=3 stored=2 rejected=1 last_seen=400",
                        "2/10", "received=1 stored=0 rejected=1 last_seen=200"),
                all());
    }

    @Test
    void tellsApartAddressesThatDifferInOneHalf() {
        senders.received(0, 0, 1);
        senders.received(0, 1, 2);
        senders.received(1, 0, 3);
        senders.received(-1, 0, 4);
        senders.received(0, -1, 5);
        assertEquals(5, all().size());
    }

    @Test
    void keepsTheOnesThatWereHeardLast() {
        for (int i = 0; i < Senders.MAX; i++) {
            senders.received(7, i, i);
        }
        senders.received(7, 0, 1_000); // sender 1 has now been silent longest
        senders.received(7, 9_999, 1_001);
        Map<String, String> all = all();
        assertEquals(Senders.MAX, all.size());
        assertTrue(all.containsKey("7/0") && !all.containsKey("7/1"), all::toString);
        assertEquals("received=2 stored=0 rejected=0 last_seen=1000", all.get("7/0"));
    }

    @Test
    void beginsAtNothingWithOneThatWasForgotten() {
        senders.received(7, 0, 1);
        senders.stored();
        for (int i = 1; i <= Senders.MAX; i++) {
            senders.received(7, i, i);
        }
        senders.received(7, 0, 999);
        assertEquals("received=1 stored=0 rejected=0 last_seen=999", all().get("7/0"));
    }

    @Test
    void doesAsAMapInOrderOfAccessDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> expected = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > Senders.MAX;
            }
        };
        for (int i = 1; i <= 100_000; i++) {
            long high = random.nextInt(4);
            long low = (long) (random.nextGaussian() * 60);
            senders.received(high, low, i);
            String key = high + "/" + low;
            String before = expected.get(key);
            int received = before == null ? 1 : received(before) + 1;
            expected.put(key, "received=" + received + " stored=0 rejected=0 last_seen=" + i);
            if (i % 10_000 == 0) {
                assertEquals(Map.copyOf(expected), all(), "seed=" + seed);
            }
        }
    }

    /** A copy never mixes the counts of two senders, even if a row changes hands meanwhile. */
    @Test
    void readersSeeNoSenderWithTheCountersOfAnother() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            long endNs = System.nanoTime() + HAMMER_NS;
            Future<?> writer = threads.submit(() -> writeUntil(endNs));
            Future<Long> reader = threads.submit(() -> readUntil(endNs));
            writer.get();
            assertTrue(reader.get() > 0, "nothing was read");
        }
    }

    /** Hears sender n at the time n. */
    private void writeUntil(long endNs) {
        for (long n = 1; System.nanoTime() - endNs < 0; n++) {
            senders.received(n, ~n, n);
            senders.stored();
        }
    }

    private long readUntil(long endNs) {
        Sender own = new Sender();
        long reads = 0;
        while (System.nanoTime() - endNs < 0) {
            for (int row = 0; row < Senders.MAX; row++) {
                if (senders.read(row, own)) {
                    reads++;
                    assertEquals(~own.addressHigh(), own.addressLow());
                    // the count changes just before the time
                    assertTrue(own.lastSeenNs() == own.addressHigh() || own.lastSeenNs() == 0);
                    assertEquals(1, own.received());
                    assertTrue(own.stored() <= 1);
                }
            }
        }
        return reads;
    }

    private Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (int row = 0; row < Senders.MAX; row++) {
            if (senders.read(row, sender)) {
                all.put(sender.addressHigh() + "/" + sender.addressLow(),
                        "received=" + sender.received() + " stored=" + sender.stored()
                        + " rejected=" + sender.rejected() + " last_seen=" + sender.lastSeenNs());
            }
        }
        return all;
    }

    private static int received(String text) {
        return Integer.parseInt(text.replaceFirst("received=(\\d+) .*", "$1"));
    }
}
