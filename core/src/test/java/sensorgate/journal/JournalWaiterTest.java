package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.Allocation;
import sensorgate.support.Await;

/** A reader's thread that waits for points, and what ends its wait. */
@Timeout(30)
final class JournalWaiterTest {

    private static final int RING_BYTES = 64 * 1024;
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int STRESS_POINTS = 200_000;
    private static final int JITTER_NS = 2_000;

    private final TestRing ring = new TestRing(RING_BYTES);
    private final JournalWaiter waiter = ring.journal().waiter();
    private final AtomicBoolean result = new AtomicBoolean();

    @Test
    void returnsAtOnceWhereThePointIsThere() {
        ring.appendShort(1);
        assertTrue(waiter.await(1, HOUR_NS));
    }

    @Test
    void returnsWhenItsTimeIsOver() {
        assertFalse(waiter.await(1, 1));
        assertFalse(waiter.await(1, 0));
        assertFalse(waiter.await(1, -1));
    }

    @Test
    void isWokenByACommit() throws Exception {
        Thread reader = waiting(1);
        ring.appendShort(1);
        reader.join();
        assertTrue(result.get());
    }

    @Test
    void isNotWokenBeforeItHasAsManyPointsAsItWants() throws Exception {
        Thread reader = waiting(10);
        ring.appendShort(9);
        Await.until("waits on", () -> reader.getState() == Thread.State.TIMED_WAITING);
        ring.appendShort(1);
        reader.join();
        assertTrue(result.get());
    }

    @Test
    void isReleasedByClosingIt() throws Exception {
        Thread reader = waiting(1);
        waiter.close();
        reader.join();
        assertFalse(result.get());
        assertFalse(waiter.await(1, HOUR_NS), "and stays closed");
    }

    @Test
    void isReleasedByWakingItOnceEvenBeforeItWaits() throws Exception {
        Thread reader = waiting(1);
        waiter.wake();
        reader.join();
        waiter.wake();
        assertFalse(waiter.await(1, HOUR_NS));
        assertFalse(waiter.await(1, 1), "waits again");
    }

    @Test
    void isReleasedByAnInterruptWhichStaysSet() throws Exception {
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> {
            waiter.await(1, HOUR_NS);
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        reader.interrupt();
        reader.join();
        assertTrue(isInterrupted.get());
    }

    @Test
    void everyReaderIsWokenForItself() throws Exception {
        JournalWaiter other = ring.journal().waiter();
        Thread first = waiting(1);
        Thread second = waiting(other, 2);
        ring.appendShort(1);
        first.join();
        assertTrue(second.isAlive());
        other.close();
        second.join();
        Thread third = waiting(2);
        ring.appendShort(1);
        third.join();
        assertTrue(result.get());
    }

    /** Writer and reader take turns as fast as they can: a wake-up that is lost stops both. */
    @Test
    void noWakeUpIsLost() throws Exception {
        AtomicLong seen = new AtomicLong();
        Thread reader = Thread.ofPlatform().start(() -> {
            Random random = new Random(1);
            for (long next = 1; next <= STRESS_POINTS; next++) {
                long untilNs = System.nanoTime() + random.nextInt(JITTER_NS);
                while (System.nanoTime() < untilNs) {
                    Thread.onSpinWait(); // so that it begins to wait at any moment of the commit
                }
                if (!waiter.await(next, HOUR_NS)) {
                    return;
                }
                seen.set(next);
            }
        });
        for (long next = 1; next <= STRESS_POINTS; next++) {
            ring.appendShort(1);
            while (seen.get() < next && reader.isAlive()) {
                Thread.onSpinWait();
            }
        }
        reader.join();
        assertEquals(STRESS_POINTS, seen.get());
    }

    /** Short waits end by themselves while the next begins: neither takes the other's wake-up. */
    @Test
    void noWakeUpIsLostWhereWaitsTimeOut() throws Exception {
        AtomicLong seen = new AtomicLong();
        Thread reader = Thread.ofPlatform().start(() -> {
            for (long next = 1; next <= STRESS_POINTS / 10; next++) {
                boolean isThere = waiter.await(next, 1_000) || waiter.await(next, HOUR_NS);
                if (!isThere) {
                    return;
                }
                seen.set(next);
            }
        });
        for (long next = 1; next <= STRESS_POINTS / 10; next++) {
            ring.appendShort(1);
            while (seen.get() < next && reader.isAlive()) {
                Thread.onSpinWait();
            }
        }
        reader.join();
        assertEquals(STRESS_POINTS / 10, seen.get());
    }

    @Test
    void waitingAndWakingAllocateNothing() {
        for (int i = 0; i < 20_000; i++) {
            waiter.await(ring.journal().nextSequence(), 1);
            ring.journal().commit();
        }
        long before = Allocation.bytes();
        for (int i = 0; i < 1_000; i++) {
            waiter.await(ring.journal().nextSequence(), 1);
        }
        assertEquals(before, Allocation.bytes());
    }

    private Thread waiting(long sequence) {
        return waiting(waiter, sequence);
    }

    /** A thread that waits until there are points up to this one. */
    private Thread waiting(JournalWaiter own, long sequence) {
        Thread reader = Thread.ofPlatform().start(
                () -> result.set(own.await(sequence, HOUR_NS)));
        Await.until("waits", () -> reader.getState() == Thread.State.TIMED_WAITING);
        return reader;
    }
}
