package sensorgate.serve;

import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Stat;

/** Counts the requests of one listener. The listener's thread counts, any thread reads. */
public final class RequestLedger {

    final Counter begun = new Counter();
    final Counter tooLong = new Counter();
    private final Counter failed = new Counter();
    private final Counter pointsLost = new Counter();
    private final String prefix;
    private final String clients;

    /** An empty ledger: {@code prefix} begins the counters' names, {@code clients} ask. */
    public RequestLedger(String prefix, String clients) {
        this.prefix = prefix;
        this.clients = clients;
    }

    public List<Stat> stats() {
        return List.of(
                Stat.counter(prefix + "requests", "requests",
                        "Requests from " + clients + ".", begun::get),
                Stat.counter(prefix + "requests_failed", "requests",
                        "Requests from " + clients + " answered with ERR.", failed::get),
                Stat.counter(prefix + "requests_too_long", "requests",
                        "Requests from " + clients + " that exceeded the longest request line.",
                        tooLong::get),
                Stat.counter(prefix + "points_told_lost", "points",
                        "Points reported as LOST to " + clients
                        + ", counted again each time a cursor is repeated.", pointsLost::get));
    }

    /** Counts the requests that were answered with ERR. */
    public Counter failed() {
        return failed;
    }

    /** Counts the points that were reported LOST, again for each repeated cursor. */
    public Counter pointsLost() {
        return pointsLost;
    }
}
