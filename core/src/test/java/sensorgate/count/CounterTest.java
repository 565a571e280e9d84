package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One thread counts while another reads. */
final class CounterTest {

    /** Adds the same number to both halves of a long: the halves of a torn value differ. */
    private static final long ONE_IN_EACH_HALF = 1L << 32 | 1;

    private static final int RISES = 10_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(10);

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
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Long> writer = threads.submit(() -> countUntil(enough));
            Future<?> reader = threads.submit(() -> readUntilEnough(enough));
            assertEquals(writer.get() * ONE_IN_EACH_HALF, counter.get());
            reader.get();
        }
    }

    /** Returns the number of additions. */
    private long countUntil(AtomicBoolean enough) {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        long count = 0;
        while (!enough.get() && System.nanoTime() - deadlineNs < 0) {
            counter.add(ONE_IN_EACH_HALF);
            count++;
        }
        return count;
    }

    private void readUntilEnough(AtomicBoolean enough) {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        long last = 0;
        for (int rises = 0; rises < RISES; ) {
            long now = counter.get();
            assertEquals(now >>> 32, now & 0xFFFF_FFFFL, "the halves are of one number");
            assertTrue(now >= last, "it never falls");
            assertTrue(System.nanoTime() - deadlineNs < 0, "it has stopped rising");
            if (now > last) {
                rises++;
            } else {
                Thread.yield(); // on a busy machine the writer may wait for this core
            }
            last = now;
        }
        enough.set(true);
    }
}
