package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One thread counts while another reads. */
final class CounterTest {

    /** Adds the same number to both halves of a long: the halves of a torn value differ. */
    private static final long ONE_IN_EACH_HALF = 1L << 32 | 1;

    private static final int ADDITIONS = 10_000_000;
    private static final long LAST = ADDITIONS * ONE_IN_EACH_HALF;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private final Counter counter = new Counter();

    @Test
    void beginsAtZero() {
        assertEquals(0, counter.get());
    }

    @Test
    void addsUp() {
        counter.increment();
        counter.add(41);
        counter.add(0);
        assertEquals(42, counter.get());
    }

    @Test
    void aReaderSeesItRiseWholeAndToTheEnd() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> reader = threads.submit(this::readToTheEnd);
            threads.submit(this::count).get();
            reader.get();
        }
        assertEquals(LAST, counter.get());
    }

    private void count() {
        for (int i = 0; i < ADDITIONS; i++) {
            counter.add(ONE_IN_EACH_HALF);
        }
    }

    /** How often it sees a rise is not told: on one core, as often as the threads switch. */
    private void readToTheEnd() {
        long roseNs = System.nanoTime();
        long last = 0;
        while (last < LAST) {
            long now = counter.get();
            assertEquals(now >>> 32, now & 0xFFFF_FFFFL, "the halves are of one number");
            assertTrue(now >= last, "it never falls");
            if (now > last) {
                roseNs = System.nanoTime();
            } else {
                assertTrue(System.nanoTime() - roseNs < PATIENCE_NS, "it has stopped rising");
                Thread.yield(); // on a busy machine the writer may wait for this core
            }
            last = now;
        }
    }
}
