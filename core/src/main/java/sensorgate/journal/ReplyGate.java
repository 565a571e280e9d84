package sensorgate.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import sensorgate.disk.StoreListener;

/**
 * Holds replies back until the points that they tell are in the file, so that they outlive the
 * process. A reply waits for a bounded time. Once the disk has made one reply wait in vain, replies
 * go out at once until the disk has caught up. Any thread; allocates nothing.
 */
final class ReplyGate {

    /** How long a reply waits for the disk, milliseconds. */
    static final long PATIENCE_MS = 200;

    private static final long PATIENCE_NS = PATIENCE_MS * 1_000_000;

    /** More threads than answer polls and tools. */
    private static final int THREADS_MAX = 16;

    /** A thread that finds no slot looks this often, nanoseconds. */
    private static final long LOOK_NS = 1_000_000;

    private final AtomicReferenceArray<Thread> waiting = new AtomicReferenceArray<>(THREADS_MAX);
    private final AtomicLong unsaved = new AtomicLong();
    private final StoreListener listener;
    private volatile Thread writer;
    private volatile boolean isStuck;

    ReplyGate(StoreListener listener) {
        this.listener = listener;
    }

    /** The number of replies that went out before the disk had their points. */
    long unsaved() {
        return unsaved.get();
    }

    /** Waits until the file has everything before a place, if the disk is quick enough. */
    void await(Journal journal, long place) {
        if (journal.written() >= place) {
            return;
        }
        if (!isStuck && writer != null) {
            int slot = enter();
            LockSupport.unpark(writer);
            park(journal, place, slot);
            if (slot >= 0) {
                waiting.set(slot, null);
            }
        }
        if (journal.written() < place) {
            unsaved.incrementAndGet();
            if (!isStuck && writer != null) {
                isStuck = true;
                listener.onTrouble("the disk is slow: it has not taken the newest points for "
                        + PATIENCE_MS + " ms; replies no longer wait for it, so a crash may lose"
                        + " points that a poll has seen");
            }
        }
    }

    /** The thread to wake when a reply waits; {@code null} while no thread writes. */
    void writer(Thread thread) {
        writer = thread;
    }

    /** True if a reply waits. Writer only. */
    boolean isAwaited() {
        for (int i = 0; i < THREADS_MAX; i++) {
            if (waiting.get(i) != null) {
                return true;
            }
        }
        return false;
    }

    /** Lets replies look again at what is written. Writer only. */
    void wake() {
        for (int i = 0; i < THREADS_MAX; i++) {
            Thread thread = waiting.get(i);
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** From now on replies do not wait. Writer only. */
    void giveUp() {
        isStuck = true;
        wake();
    }

    /** The file has everything: from now on replies wait again. Writer only. */
    void caughtUp() {
        isStuck = false;
        wake();
    }

    private int enter() {
        Thread self = Thread.currentThread();
        for (int i = 0; i < THREADS_MAX; i++) {
            if (waiting.compareAndSet(i, null, self)) {
                return i;
            }
        }
        return -1;
    }

    private void park(Journal journal, long place, int slot) {
        final long beganNs = System.nanoTime();
        long leftNs = PATIENCE_NS;
        while (journal.written() < place && leftNs > 0 && !isStuck) {
            LockSupport.parkNanos(this, slot < 0 ? Math.min(LOOK_NS, leftNs) : leftNs);
            leftNs = PATIENCE_NS - (System.nanoTime() - beganNs);
        }
    }
}
