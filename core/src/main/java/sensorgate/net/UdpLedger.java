package sensorgate.net;

import java.util.List;
import java.util.ArrayList;
import sensorgate.line.Rejection;
import sensorgate.store.Counter;
import sensorgate.store.Offenders;
import sensorgate.store.Stat;

/**
 * What became of everything that was sent. Every datagram ends in one of {@code received},
 * {@code denied} and {@code kernel_dropped}, every line of a received one in {@code blank},
 * {@code stored} or one {@code rejected_<cause>}. The UDP thread counts, any thread reads.
 */
public final class UdpLedger {

    private static final Rejection[] CAUSES = Rejection.values();

    /** Offenders are kept for each {@link Rejection}, by its ordinal, and for these two. */
    private static final int DENIED = CAUSES.length;
    private static final int READINGS = CAUSES.length + 1;

    final Counter received = new Counter();
    final Counter denied = new Counter();
    final Counter oversize = new Counter();
    final Counter lines = new Counter();
    final Counter blank = new Counter();
    final Counter stored = new Counter();
    final Counter readingsRejected = new Counter();
    private final Counter[] rejected = new Counter[CAUSES.length];
    private final Offenders offenders = new Offenders(CAUSES.length + 2);

    /** A ledger of nothing yet. */
    public UdpLedger() {
        for (Rejection cause : CAUSES) {
            rejected[cause.ordinal()] = new Counter();
        }
    }

    /** The counters, in the order in which they add up. */
    public List<Stat> stats() {
        List<Stat> stats = new ArrayList<>(List.of(
                new Stat("received", received::get),
                new Stat("denied", denied::get),
                new Stat("oversize", oversize::get),
                new Stat("lines", lines::get),
                new Stat("blank", blank::get),
                new Stat("stored", stored::get)));
        for (Rejection cause : CAUSES) {
            stats.add(new Stat(cause.counterName(), rejected[cause.ordinal()]::get));
        }
        stats.add(new Stat("readings_rejected", readingsRejected::get));
        return stats;
    }

    /**
     * The names of the counters that an offender is kept for, by their number in
     * {@link #offenders()}.
     */
    public List<String> offenderNames() {
        List<String> names = new ArrayList<>();
        for (Rejection cause : CAUSES) {
            names.add(cause.counterName());
        }
        names.add("denied");
        names.add("readings_rejected");
        return names;
    }

    /** Who was last turned away, for each cause. */
    public Offenders offenders() {
        return offenders;
    }

    void countRejected(Rejection cause) {
        rejected[cause.ordinal()].increment();
    }

    static int offenderOf(Rejection cause) {
        return cause.ordinal();
    }

    static int offenderDenied() {
        return DENIED;
    }

    static int offenderOfReadings() {
        return READINGS;
    }
}
