package sensorgate.disk;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a thread going after failures that nobody has foreseen: reports each failure once, and
 * pauses, since the next one may come at once. Belongs to that thread.
 */
public final class Unforeseen {

    private static final long PAUSE_NS = 1_000_000_000L;

    private final String who;
    private final StoreListener listener;
    private String told;

    /** Failures of {@code who}, for example "the journal's writer". */
    public Unforeseen(String who, StoreListener listener) {
        this.who = who;
        this.listener = listener;
    }

    /** Reports the failure, unless the failure before was the same, and pauses. */
    public void survive(Throwable failure) {
        if (!failure.toString().equals(told)) {
            told = failure.toString();
            listener.onTrouble(who + " failed and goes on: " + failure);
        }
        LockSupport.parkNanos(this, PAUSE_NS);
    }
}
