package sensorgate.journal;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a reader's thread wait until a {@link Journal} has the points it wants. One platform thread
 * waits; any thread may {@link #wake} that thread, or close the waiter to end all waits.
 *
 * <p>The reader publishes its target, fences, and looks at the journal once more before it parks.
 * The writer publishes the sequence, fences, and looks at the target. So at least one of them sees
 * the other, and no wake-up is lost. The writer wakes a reader only when its target is reached: a
 * reader that asks for many points is not woken by each of them.
 */
public final class JournalWaiter implements AutoCloseable {

    private static final long NOBODY = Long.MAX_VALUE;

    private final Journal journal;
    private volatile long target = NOBODY;
    private volatile Thread reader;
    private volatile boolean isWoken;
    private volatile boolean isClosed;

    JournalWaiter(Journal journal) {
        this.journal = journal;
    }

    /**
     * Waits until the point of this sequence is committed, or is known not to be written. Returns
     * early when {@link #wake} was called since the last wait, when the waiter is closed, and when
     * the thread is interrupted, which leaves the interrupt flag set.
     *
     * @param sequence {@link JournalReader#sequence()} to wait for the reader's next point, or more
     *         to wait for more points
     * @param timeoutNs how long to wait at most, nanoseconds
     * @return true if the journal is beyond the sequence
     */
    public boolean await(long sequence, long timeoutNs) {
        final long beganNs = System.nanoTime();
        reader = Thread.currentThread();
        target = sequence;
        VarHandle.fullFence(); // pairs with the fence in Journal.wakeWaiters()
        long leftNs = timeoutNs;
        while (journal.nextSequence() <= sequence && leftNs > 0 && !isOver()) {
            LockSupport.parkNanos(this, leftNs);
            leftNs = timeoutNs - (System.nanoTime() - beganNs);
        }
        target = NOBODY;
        isWoken = false;
        return journal.nextSequence() > sequence;
    }

    /** Ends the wait of the reader's thread, or its next wait. Any thread. */
    public void wake() {
        isWoken = true;
        LockSupport.unpark(reader);
    }

    /** Ends the reader's wait; later waits return at once. Any thread. */
    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(reader);
        journal.remove(this);
    }

    /** Wakes the reader's thread if it waits for a sequence before {@code next}. Writer only. */
    void wakeAt(long next) {
        if (target < next) {
            LockSupport.unpark(reader);
        }
    }

    private boolean isOver() {
        return isWoken || isClosed || Thread.currentThread().isInterrupted();
    }
}
