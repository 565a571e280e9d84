package sensorgate.count;

/** Waits that ignore interrupts until done, then restore the interrupt flag. */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** Waits until a thread has ended. Returns at once if the thread was never started. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
