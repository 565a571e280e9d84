package sensorgate.net;

import java.util.List;
import sensorgate.store.Counter;
import sensorgate.store.Stat;

/**
 * What became of the connections of local tools and of their requests. Each connection counted as
 * {@code control_connections} is open, or has ended in one of the counters that follow. The control
 * thread counts, any thread reads.
 */
public final class ControlLedger {

    final Counter accepted = new Counter();
    final Counter closed = new Counter();
    final Counter lost = new Counter();
    final Counter busy = new Counter();
    final Counter writeTimeouts = new Counter();
    final Counter acceptFailures = new Counter();
    final Counter requests = new Counter();
    final Counter tooLong = new Counter();
    private final Counter failed = new Counter();
    private final Counter pointsLost = new Counter();

    /** A ledger of nothing yet. */
    public ControlLedger() {
        // everything begins at zero
    }

    /** The counters, and how many connections are open. */
    public List<Stat> stats() {
        return List.of(
                new Stat("control_accept_failed", acceptFailures::get),
                new Stat("control_connections", accepted::get),
                new Stat("control_open", this::open),
                new Stat("control_closed", closed::get),
                new Stat("control_lost", lost::get),
                new Stat("control_busy", busy::get),
                new Stat("control_write_timeout", writeTimeouts::get),
                new Stat("control_requests", requests::get),
                new Stat("control_requests_failed", failed::get),
                new Stat("control_requests_too_long", tooLong::get),
                new Stat("control_points_told_lost", pointsLost::get));
    }

    /** Counts the requests that were answered with ERR. */
    public Counter failed() {
        return failed;
    }

    /** Counts the points that tools were told LOST. */
    public Counter pointsLost() {
        return pointsLost;
    }

    /** Reads the endings first: a connection may end meanwhile, and is then counted as open. */
    private long open() {
        long ended = closed.get() + lost.get() + busy.get() + writeTimeouts.get();
        return accepted.get() - ended;
    }
}
