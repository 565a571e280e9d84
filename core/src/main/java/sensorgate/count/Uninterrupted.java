package sensorgate.count;

/** Waits that an interrupt puts off: it is noted, and left for whoever asks for it next. */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** Waits until a thread has ended; one that was never started has. */
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
