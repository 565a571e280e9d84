package sensorgate.device.cli;

/** Runs work when a signal ends the process, until the hook is removed. */
public final class SignalHook {

    private final Thread thread;

    /** Installs the hook: a signal runs {@code work} on a thread of its own. */
    public SignalHook(Runnable work) {
        thread = new Thread(work, "stop");
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** Removes the hook; false if a signal came first, so that the work is running or done. */
    public boolean remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }
}
