package sensorgate.device.cli;

/** Work that is done when a signal ends the process, unless the hook is removed before. */
public final class SignalHook {

    private final Thread thread;

    /** Runs {@code work} on a thread of its own once a signal has come. */
    public SignalHook(Runnable work) {
        thread = new Thread(work, "stop");
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** Removes the hook; false if a signal came first: then the work runs, or has run. */
    public boolean remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }
}
