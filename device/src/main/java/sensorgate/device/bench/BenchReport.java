package sensorgate.device.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sensorgate.count.Counted;
import sensorgate.device.cli.Version;
import sensorgate.device.text.Json;
import sensorgate.udp.ReceiveBuffer;

/** The results of a bench, as a table for people or a JSON object for programs. */
final class BenchReport {

    private static final String NOT_KNOWN = "-";

    private final int seconds;
    private final int senders;
    private final int bufferBytes;
    private final List<BenchStep> steps = new ArrayList<>();

    BenchReport(int seconds, int senders, int bufferBytes) {
        this.seconds = seconds;
        this.senders = senders;
        this.bufferBytes = bufferBytes;
    }

    void add(BenchStep step) {
        steps.add(step);
    }

    /** The machine, the receive buffer and the head of the table. */
    String head() {
        ReceiveBuffer buffer = new ReceiveBuffer(bufferBytes, bufferBytes);
        return "sensorgate " + Version.sensorgate() + ", " + Version.platform() + ", "
                + Counted.of(Runtime.getRuntime().availableProcessors(), "processor") + "\n"
                + Counted.of(senders, "sender") + " take turns, " + seconds
                + " s at each rate; receive buffer " + bufferBytes + " bytes, about "
                + Counted.of(buffer.datagrams(), "datagram") + "\n\n"
                + row("", "", "kernel", "lost on", "CPU", "heap", "poll", "poll", "mem.")
                + row("offered/s", "stored/s", "drops", "the way", "ns", "B", "p50 µs", "p99 µs",
                        "MB");
    }

    static String row(BenchStep step) {
        double allocated = step.allocatedBytesPerDatagram();
        return row(
                grouped(Math.round(step.offeredPerSecond())),
                grouped(Math.round(step.storedPerSecond())),
                grouped(step.account().dropped()),
                grouped(step.lostOnTheWay()),
                grouped(step.cpuNsPerDatagram()),
                Double.isNaN(allocated) ? NOT_KNOWN : String.format(Locale.ROOT, "%.1f", allocated),
                microseconds(step.polls().percentileNs(50)),
                microseconds(step.polls().percentileNs(99)),
                grouped(Math.round(step.cost().memoryBytes() / 1e6)));
    }

    String tail() {
        long best = bestRate();
        if (best == 0) {
            return "datagrams were lost at every rate: this machine is busy, or the receive"
                    + " buffer is too small: run 'sensorgate doctor'\n";
        }
        return "nothing was lost at " + grouped(best) + " datagrams a second" + whyNoMore() + "\n";
    }

    /** If no rate had losses, the gateway is not the limit: says what is. */
    private String whyNoMore() {
        if (!steps.stream().allMatch(BenchStep::isLossless)) {
            return "";
        }
        return steps.stream().allMatch(BenchStep::isRateReached)
                ? ", the highest rate that bench tries"
                : "; the sender cannot send faster";
    }

    /** The highest rate without losses, in datagrams a second; 0 if every rate had losses. */
    long bestRate() {
        return steps.stream()
                .filter(BenchStep::isLossless)
                .mapToLong(step -> Math.round(step.offeredPerSecond()))
                .max()
                .orElse(0);
    }

    Json json() {
        return new Json()
                .put("version", Version.sensorgate())
                .put("platform", Version.platform())
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("seconds", seconds)
                .put("senders", senders)
                .put("receive_buffer_bytes", bufferBytes)
                .put("steps", steps.stream().map(BenchReport::json).toList())
                .put("lossless_per_second", bestRate());
    }

    private static Json json(BenchStep step) {
        return new Json()
                .put("rate", step.rate())
                .put("offered_per_second", step.offeredPerSecond())
                .put("offered", step.offered())
                .put("received", step.account().received())
                .put("denied", step.account().denied())
                .put("kernel_dropped", step.account().dropped())
                .put("lost_on_the_way", step.lostOnTheWay())
                .put("stored", step.account().stored())
                .put("cpu_ns_per_datagram", step.cpuNsPerDatagram())
                .put("allocated_bytes_per_datagram", step.allocatedBytesPerDatagram())
                .put("polls", step.polls().count())
                .put("poll_p50_ns", step.polls().percentileNs(50))
                .put("poll_p99_ns", step.polls().percentileNs(99))
                .put("memory_bytes", step.cost().memoryBytes());
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%9s %10s %9s %9s %7s %7s %7s %8s %5s%n", cells);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String microseconds(long ns) {
        return ns == 0 ? NOT_KNOWN : grouped(Math.round(ns / 1e3));
    }
}
