package sensorgate.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import sensorgate.count.Counter;
import sensorgate.count.Offenders;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;

/**
 * Counts the controllers' connections and requests. Each connection counted as
 * {@code controllers_accepted} is served, waits, or has ended in one of the counters behind it,
 * from {@code controllers_denied} to {@code tcp_foreign}. The TCP thread counts, any thread reads.
 */
public final class TcpLedger {

    final Counter accepted = new Counter();
    final Counter denied = new Counter();
    final Counter closed = new Counter();
    final Counter lost = new Counter();
    final Counter yielded = new Counter();
    final Counter replaced = new Counter();
    final Counter writeTimeouts = new Counter();
    final Counter requestTimeouts = new Counter();
    final Counter busy = new Counter();
    final Counter foreign = new Counter();
    final Counter acceptFailures = new Counter();
    private final RequestLedger requests = new RequestLedger("", "controllers");
    private final Offenders offenders = new Offenders(2);
    private final ControllerQueue queue;

    public TcpLedger() {
        this(System::nanoTime);
    }

    /** A ledger of a listener with this clock, nanoseconds. */
    TcpLedger(LongSupplier ticksNs) {
        queue = new ControllerQueue(ticksNs);
    }

    /** The connections that are served, and those that wait. */
    public ControllerQueue queue() {
        return queue;
    }

    /** The counters: the connections accepted, then those that ended, by cause. */
    public List<Stat> stats() {
        List<Stat> stats = new ArrayList<>(List.of(
                Stat.counter("controllers_accept_failed", "connections",
                        "Failed attempts to accept a controller's connection.",
                        acceptFailures::get),
                connections("accepted", "accepted from any address", accepted),
                connections("denied", "from addresses not in " + SettingKeys.TCP_ALLOW, denied)
                        .loss(SettingKeys.TCP_ALLOW + " says who may poll"),
                connections("closed", "ended by the controller or by the gateway's stop", closed),
                connections("lost", "broken by the network or by the controller", lost),
                connections("yielded", "closed while another waited, after "
                        + SettingKeys.TCP_TURN + ", or after " + SettingKeys.TCP_IDLE
                        + " without a request; " + SettingKeys.TCP_CONTROLLERS
                        + " says how many are served at once", yielded),
                connections("replaced", "closed after " + SettingKeys.TCP_IDLE
                        + " without a request because the controller connected again", replaced),
                connections("write_timeout",
                        "closed because a reply stayed unread for "
                                + SettingKeys.TCP_WRITE_TIMEOUT,
                        writeTimeouts),
                connections("request_timeout",
                        "closed because a request did not end within " + SettingKeys.TCP_IDLE
                                + ": a request ends with a newline", requestTimeouts),
                connections("busy",
                        "closed because too many waited; " + SettingKeys.TCP_CONTROLLERS
                                + " says how many are served at once", busy),
                Stat.counter("tcp_foreign", "connections",
                        "Connections closed because they spoke another protocol, such as HTTP, TLS"
                                + " or SSH: last_tcp_foreign shows which and from where.",
                        foreign::get),
                Stat.gauge("controllers_served", "connections",
                        "Connections of controllers served now.", queue::served),
                Stat.gauge("controllers_waiting", "connections",
                        "Connections of controllers that wait for their turn now.",
                        queue::waiting)));
        stats.addAll(requests.stats());
        return stats;
    }

    private static Stat connections(String name, String fate, Counter counter) {
        return Stat.counter("controllers_" + name, "connections",
                "Connections of controllers " + fate + ".", counter::get);
    }

    public RequestLedger requests() {
        return requests;
    }

    /** The counters that {@link #offenders()} keeps the last offender for. */
    public List<String> offenderNames() {
        return List.of("controllers_denied", "tcp_foreign");
    }

    /** The client that was denied last, and the last client of another protocol. */
    public Offenders offenders() {
        return offenders;
    }
}
