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
    final Counter foreign = new Counter();
    final Counter writeTimeouts = new Counter();
    final Counter denied = new Counter();
    final Counter idle = new Counter();
    final Counter replaced = new Counter();
    final Counter acceptFailures = new Counter();
    private final String prefix;
    private final String clients;
    private final Offenders offenders = new Offenders(1);

    /** An empty ledger: {@code prefix} begins its counters' names, {@code clients} connect. */
    public ConnectionLedger(String prefix, String clients) {
        this.prefix = prefix;
        this.clients = clients;
    }

    /** The counters of tools of this machine, and how many connections are open. */
    public List<Stat> localStats() {
        return List.of(
                Stat.counter(prefix + "accept_failed", "connections",
                        "Failed attempts to accept a connection of " + clients + ".",
                        acceptFailures::get),
                connections("connections", "accepted", accepted),
                Stat.gauge(prefix + "open", "connections",
                        "Connections of " + clients + " open now.", this::open),
                connections("closed", "ended by the other side or by the gateway's stop", closed),
                connections("lost", "broken by the other side", lost),
                connections("busy", "closed because too many were open", busy),
                connections("write_timeout",
                        "closed because a reply stayed unread for the write timeout",
                        writeTimeouts),
                connections("foreign", "closed because they spoke another protocol", foreign));
    }

    /** The counters of connections from a network: those that only an allow-list or silence end. */
    public List<Stat> networkStats() {
        List<Stat> stats = new ArrayList<>(localStats());
        stats.add(connections("denied", "closed because no allow-list names the address", denied)
                .loss("the allow-list says who may connect"));
        stats.add(connections("idle", "closed after a time of silence", idle));
        stats.add(connections("replaced", "closed to make room for another", replaced));
        return stats;
    }

    private Stat connections(String name, String fate, Counter counter) {
        return Stat.counter(prefix + name, "connections",
                "Connections of " + clients + " " + fate + ".", counter::get);
    }

    /** The counter that {@link #offenders()} keeps its only offender for. */
    public List<String> offenderNames() {
        return List.of(prefix + "denied");
    }

    /** The client that was denied last. */
    public Offenders offenders() {
        return offenders;
    }

    /** Reads the endings first: a connection may end meanwhile, and is then counted as open. */
    private long open() {
        long ended = closed.get() + lost.get() + busy.get() + writeTimeouts.get()
                + foreign.get() + denied.get() + idle.get() + replaced.get();
        return accepted.get() - ended;
    }
}
