package sensorgate.udp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import sensorgate.count.Counter;
import sensorgate.count.Offenders;
import sensorgate.count.Rate;
import sensorgate.count.Senders;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;

/**
 * Counts what becomes of datagrams and lines. Every datagram ends in {@code received},
 * {@code denied} or {@code kernel_dropped}. Every line of a received datagram ends in
 * {@code blank}, {@code stored} or one {@code rejected_<cause>}. A received datagram that asks for
 * the time has no lines, and ends in one {@code time_<fate>}. The UDP thread counts, any thread
 * reads.
 */
public final class UdpLedger {

    private static final long SECOND_NS = 1_000_000_000;
    private static final Cause[] CAUSES = Cause.values();
    private static final Fate[] FATES = Fate.values();

    /** There is one offender for each {@link Cause}, by its ordinal, and for these. */
    static final int OFFENDER_DENIED = CAUSES.length;
    static final int OFFENDER_OF_READINGS = CAUSES.length + 1;
    static final int OFFENDER_OF_TIMES = CAUSES.length + 2;

    final Counter received = new Counter();
    final Counter denied = new Counter();
    final Counter oversize = new Counter();
    final Counter oversizeBytes = new Counter();
    final Counter lines = new Counter();
    final Counter blank = new Counter();
    final Counter stored = new Counter();
    final Counter pointsLate = new Counter();
    final Counter timesImplausible = new Counter();
    final Counter readingsStored = new Counter();
    final Counter readingsLate = new Counter();
    final Counter readingsRejected = new Counter();
    private final Counter[] rejected = new Counter[CAUSES.length];
    private final Counter[] times = new Counter[FATES.length];
    private final Offenders offenders = new Offenders(CAUSES.length + 3);
    private final Senders senders = new Senders();
    private final Rate datagrams = new Rate(received);
    private final Rate readings = new Rate(readingsStored);
    private long secondNs;

    public UdpLedger() {
        Arrays.setAll(rejected, _ -> new Counter());
        Arrays.setAll(times, _ -> new Counter());
    }

    /** The counters, in the order in which they add up. */
    public List<Stat> stats() {
        List<Stat> stats = new ArrayList<>(List.of(
                Stat.counter("received", "datagrams",
                        "Datagrams received from senders in " + SettingKeys.UDP_ALLOW + ".",
                        received::get),
                Stat.counter("denied", "datagrams",
                        "Datagrams from senders not in " + SettingKeys.UDP_ALLOW + ".",
                        denied::get).loss(SettingKeys.UDP_ALLOW + " says who may send"),
                Stat.counter("oversize", "datagrams",
                        "Received datagrams of more than 2048 bytes: their end is cut off.",
                        oversize::get),
                Stat.counter("lines", "lines",
                        "Lines of received datagrams, without blank lines and comments.",
                        lines::get),
                Stat.counter("blank", "lines",
                        "Blank lines and comments of received datagrams.", blank::get),
                Stat.counter("stored", "lines",
                        "Lines stored as points in the journal.", stored::get)));
        for (Cause cause : CAUSES) {
            stats.add(rejected(cause));
        }
        stats.add(Stat.counter("readings_rejected", "readings",
                "Fields of stored lines that found no room among the readings.",
                readingsRejected::get).loss(Cause.TABLE_FULL.remedy()));
        stats.add(Stat.counter("oversize_bytes", "bytes",
                "Bytes cut off from datagrams of more than 2048 bytes, with all lines in them.",
                oversizeBytes::get).loss(Cause.OVERSIZE.remedy()));
        stats.add(Stat.counter("times_implausible", "lines",
                "Stored lines with a timestamp before 2000 or over a day ahead of this clock.",
                timesImplausible::get));
        stats.add(Stat.counter("points_late", "lines",
                "Stored lines with a field older than its reading: it went to the journal only.",
                pointsLate::get));
        for (Fate fate : FATES) {
            if (fate.isOfTime()) {
                stats.add(time(fate));
            }
        }
        return stats;
    }

    private Stat time(Fate fate) {
        return Stat.counter(
                fate.counterName(), "datagrams",
                "Received questions for the time: " + fate.meaning() + ".",
                times[fate.ordinal()]::get);
    }

    private Stat rejected(Cause cause) {
        String help = "Lines rejected, cause " + cause + ": " + cause.remedy() + ".";
        return Stat.counter(cause.counterName(), "lines", help, rejected[cause.ordinal()]::get)
                .loss(cause.remedy());
    }

    /** The kernel's drops: since this process began, and before at an inherited socket. */
    public static List<Stat> kernelStats(LongSupplier dropped, LongSupplier droppedBefore) {
        return List.of(
                Stat.counter("kernel_dropped", "datagrams",
                        "Datagrams the kernel dropped because the receive buffer was full.",
                        dropped).loss("for longer bursts raise "
                        + SettingKeys.UDP_RECEIVE_BUFFER),
                Stat.counter("kernel_dropped_before", "datagrams",
                        "Datagrams the kernel dropped at the inherited socket before this start.",
                        droppedBefore));
    }

    /**
     * The rates: readings and received datagrams of the latest whole second and of the latest 60
     * seconds; and {@code readings_stored} and {@code readings_late}. All fields of stored points
     * are {@code readings_stored} plus {@code readings_late} plus {@code readings_rejected}.
     */
    public List<Stat> flowStats() {
        return List.of(
                Stat.counter("readings_stored", "readings",
                        "Fields of stored lines that became readings.", readingsStored::get),
                Stat.gauge("datagrams_per_s", "datagrams",
                        "Datagrams received in the last whole second.", datagrams::perSecond),
                Stat.gauge("datagrams_per_min", "datagrams",
                        "Datagrams received in the last 60 whole seconds.", datagrams::perMinute),
                Stat.gauge("readings_per_s", "readings",
                        "Readings stored in the last whole second.", readings::perSecond),
                Stat.gauge("readings_per_min", "readings",
                        "Readings stored in the last 60 whole seconds.", readings::perMinute),
                Stat.counter("readings_late", "readings",
                        "Fields of stored lines that were older than their reading.",
                        readingsLate::get));
    }

    /** The names of the counters that have an offender, in the order of {@link #offenders()}. */
    public List<String> offenderNames() {
        List<String> names = new ArrayList<>();
        for (Cause cause : CAUSES) {
            names.add(cause.counterName());
        }
        names.add("denied");
        names.add("readings_rejected");
        names.add("times_implausible");
        return names;
    }

    public Offenders offenders() {
        return offenders;
    }

    public Senders senders() {
        return senders;
    }

    /**
     * Ends the seconds that have passed, so that rates count in the right second. Call it for each
     * batch before the batch is counted, and when no batch came.
     *
     * @param nowNs on the clock of {@link System#nanoTime()}
     */
    void tick(long nowNs) {
        if (Long.compareUnsigned(nowNs - secondNs, SECOND_NS) >= 0) {
            // the first call ends many empty seconds, since the clock may begin anywhere
            final long ended = Long.divideUnsigned(nowNs - secondNs, SECOND_NS);
            secondNs += ended * SECOND_NS;
            datagrams.seconds(ended);
            readings.seconds(ended);
        }
    }

    void countReceived(long high, long low, long timeNs) {
        received.increment();
        senders.received(high, low, timeNs);
    }

    /** Counts a stored line: the fields that found room, and how many of them were late. */
    void countStored(int readings, int late) {
        lines.increment();
        stored.increment();
        readingsStored.add(readings - late);
        if (late > 0) {
            pointsLate.increment();
            readingsLate.add(late);
        }
        senders.stored();
    }

    /** Counts a received datagram that asks for the time. */
    void countTime(Fate fate) {
        times[fate.ordinal()].increment();
    }

    void countRejected(Cause cause) {
        lines.increment();
        rejected[cause.ordinal()].increment();
        senders.rejected();
    }
}
