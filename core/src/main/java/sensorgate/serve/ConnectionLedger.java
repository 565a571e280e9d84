package sensorgate.serve;

import java.util.ArrayList;
import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Offenders;
import sensorgate.count.Stat;

/**
 * What became of the connections of a {@link ManyListener}. Each connection that was accepted is
 * open, or has ended in one of the counters that follow. The listener's thread counts, any thread
 * reads.
 */
public final class ConnectionLedger {

    final Counter accepted = new Counter();
    final Counter closed = new Counter();
    final Counter lost = new Counter();
    final Counter busy = new Counter();
    final Counter writeTimeouts = new Counter();
    final Counter denied = new Counter();
    final Counter idle = new Counter();
    final Counter replaced = new Counter();
    final Counter acceptFailures = new Counter();
    private final String prefix;
    private final Offenders offenders = new Offenders(1);

    /** A ledger of nothing yet; the names of its counters begin with the prefix. */
    public ConnectionLedger(String prefix) {
        this.prefix = prefix;
    }

    /** The counters of tools of this machine, and how many connections are open. */
    public List<Stat> localStats() {
        return List.of(
                new Stat(prefix + "accept_failed", acceptFailures::get),
                new Stat(prefix + "connections", accepted::get),
                new Stat(prefix + "open", this::open),
                new Stat(prefix + "closed", closed::get),
                new Stat(prefix + "lost", lost::get),
                new Stat(prefix + "busy", busy::get),
                new Stat(prefix + "write_timeout", writeTimeouts::get));
    }

    /** The counters of connections from a network: those that only an allow-list or silence end. */
    public List<Stat> networkStats() {
        List<Stat> stats = new ArrayList<>(localStats());
        stats.add(new Stat(prefix + "denied", denied::get));
        stats.add(new Stat(prefix + "idle", idle::get));
        stats.add(new Stat(prefix + "replaced", replaced::get));
        return stats;
    }

    /** The name of the counter that an offender is kept for, number 0 in {@link #offenders()}. */
    public List<String> offenderNames() {
        return List.of(prefix + "denied");
    }

    /** Who was last turned away. */
    public Offenders offenders() {
        return offenders;
    }

    /** Reads the endings first: a connection may end meanwhile, and is then counted as open. */
    private long open() {
        long ended = closed.get() + lost.get() + busy.get() + writeTimeouts.get()
                + denied.get() + idle.get() + replaced.get();
        return accepted.get() - ended;
    }
}
