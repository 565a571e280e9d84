package sensorgate.count;

/** Waits that ignore interrupts until done, then restore the interrupt flag. */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** Waits until a thread has ended. Returns at once if the thread was never started. */
    public static void join(Thread thread) {
        join(thread, Long.MAX_VALUE);
    }

    /** Waits until a thread has ended, or until the time is over. True if the thread has ended. */
    public static boolean join(Thread thread, long timeoutMs) {
        boolean interrupted = false;
        long beganNs = System.nanoTime();
        long leftMs = timeoutMs;
        while (thread.isAlive() && leftMs > 0) {
            try {
                thread.join(leftMs);
            } catch (InterruptedException _) {
                interrupted = true;
            }
            leftMs = timeoutMs - (System.nanoTime() - beganNs) / 1_000_000;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
