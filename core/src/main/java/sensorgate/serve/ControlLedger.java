package sensorgate.serve;

import java.util.ArrayList;
import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Stat;

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
    private final RequestLedger requests = new RequestLedger("control_");

    /** A ledger of nothing yet. */
    public ControlLedger() {
        // everything begins at zero
    }

    /** The counters, and how many connections are open. */
    public List<Stat> stats() {
        List<Stat> stats = new ArrayList<>(List.of(
                new Stat("control_accept_failed", acceptFailures::get),
                new Stat("control_connections", accepted::get),
                new Stat("control_open", this::open),
                new Stat("control_closed", closed::get),
                new Stat("control_lost", lost::get),
                new Stat("control_busy", busy::get),
                new Stat("control_write_timeout", writeTimeouts::get)));
        stats.addAll(requests.stats());
        return stats;
    }

    /** What became of the requests. */
    public RequestLedger requests() {
        return requests;
    }

    /** Reads the endings first: a connection may end meanwhile, and is then counted as open. */
    private long open() {
        long ended = closed.get() + lost.get() + busy.get() + writeTimeouts.get();
        return accepted.get() - ended;
    }
}
