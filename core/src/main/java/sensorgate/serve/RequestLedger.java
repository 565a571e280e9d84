package sensorgate.serve;

import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Stat;

/** What became of the requests of one listener, whose thread counts; any thread reads. */
public final class RequestLedger {

    final Counter begun = new Counter();
    final Counter tooLong = new Counter();
    private final Counter failed = new Counter();
    private final Counter pointsLost = new Counter();
    private final String prefix;

    /** A ledger of nothing yet; the names of its counters begin with the prefix. */
    public RequestLedger(String prefix) {
        this.prefix = prefix;
    }

    /** The counters. */
    public List<Stat> stats() {
        return List.of(
                new Stat(prefix + "requests", begun::get),
                new Stat(prefix + "requests_failed", failed::get),
                new Stat(prefix + "requests_too_long", tooLong::get),
                new Stat(prefix + "points_told_lost", pointsLost::get));
    }

    /** Counts the requests that were answered with ERR. */
    public Counter failed() {
        return failed;
    }

    /** Counts the points that were told LOST, again for a cursor asked for again. */
    public Counter pointsLost() {
        return pointsLost;
    }
}
