package sensorgate.net;

import java.util.List;
import sensorgate.store.Counter;
import sensorgate.store.Offenders;
import sensorgate.store.Stat;

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
    final Counter requests = new Counter();
    final Counter tooLong = new Counter();
    private final Counter failed = new Counter();
    private final Counter pointsLost = new Counter();
    private final Offenders offenders = new Offenders(1);

    /** A ledger of nothing yet. */
    public TcpLedger() {
        // everything begins at zero
    }

    /** The counters, each cause for which a connection ended after the number of all. */
    public List<Stat> stats() {
        return List.of(
                new Stat("controllers_accept_failed", acceptFailures::get),
                new Stat("controllers_accepted", accepted::get),
                new Stat("controllers_denied", denied::get),
                new Stat("controllers_closed", closed::get),
                new Stat("controllers_lost", lost::get),
                new Stat("controllers_yielded", yielded::get),
                new Stat("controllers_replaced", replaced::get),
                new Stat("controllers_write_timeout", writeTimeouts::get),
                new Stat("requests", requests::get),
                new Stat("requests_failed", failed::get),
                new Stat("requests_too_long", tooLong::get),
                new Stat("points_told_lost", pointsLost::get));
    }

    /** Counts the requests that were answered with ERR. */
    public Counter failed() {
        return failed;
    }

    /** Counts the points that controllers were told LOST, again for a cursor asked for again. */
    public Counter pointsLost() {
        return pointsLost;
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
