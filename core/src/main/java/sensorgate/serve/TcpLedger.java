package sensorgate.serve;

import java.util.ArrayList;
import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Offenders;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;

/**
 * Counts the controllers' connections and requests. Each connection counted as
 * {@code controllers_accepted} ends in one of the {@code controllers_…} counters behind it. The TCP
 * thread counts, any thread reads.
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
    private final RequestLedger requests = new RequestLedger("", "controllers");
    private final Offenders offenders = new Offenders(1);

    public TcpLedger() {}

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
                connections("yielded", "closed after " + SettingKeys.TCP_IDLE
                        + " without a request while another waited", yielded),
                connections("replaced", "closed because the controller connected again", replaced),
                connections("write_timeout",
                        "closed because a reply stayed unread for "
                                + SettingKeys.TCP_WRITE_TIMEOUT,
                        writeTimeouts)));
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

    /** The counter that {@link #offenders()} keeps its only offender for. */
    public List<String> offenderNames() {
        return List.of("controllers_denied");
    }

    /** The controller that was denied last. */
    public Offenders offenders() {
        return offenders;
    }
}
