package sensorgate.serve;

import java.util.ArrayList;
import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Offenders;
import sensorgate.count.Stat;

/**
 * What became of every connection and every request. Each connection counted as
 * {@code controllers_accepted} ends in one of the {@code controllers_…} counters that STATS gives
 * after it. The TCP thread counts, any thread reads.
 */
public final class TcpLedger {

    final Counter accepted = new Counter();
    final Counter denied = new Counter();
    final Counter closed = new Counter();
    final Counter lost = new Counter();
    final Counter yielded = new Counter();
    final Counter replaced = new Counter();
    final Counter writeTimeouts = new Counter();
    final Counter acceptFailures = new Counter();
    private final RequestLedger requests = new RequestLedger("");
    private final Offenders offenders = new Offenders(1);

    /** A ledger of nothing yet. */
    public TcpLedger() {
        // everything begins at zero
    }

    /** The counters, each cause for which a connection ended after the number of all. */
    public List<Stat> stats() {
        List<Stat> stats = new ArrayList<>(List.of(
                new Stat("controllers_accept_failed", acceptFailures::get),
                new Stat("controllers_accepted", accepted::get),
                new Stat("controllers_denied", denied::get),
                new Stat("controllers_closed", closed::get),
                new Stat("controllers_lost", lost::get),
                new Stat("controllers_yielded", yielded::get),
                new Stat("controllers_replaced", replaced::get),
                new Stat("controllers_write_timeout", writeTimeouts::get)));
        stats.addAll(requests.stats());
        return stats;
    }

    /** What became of the requests. */
    public RequestLedger requests() {
        return requests;
    }

    /** The name of the counter that an offender is kept for, number 0 in {@link #offenders()}. */
    public List<String> offenderNames() {
        return List.of("controllers_denied");
    }

    /** Who was last turned away. */
    public Offenders offenders() {
        return offenders;
    }
}
