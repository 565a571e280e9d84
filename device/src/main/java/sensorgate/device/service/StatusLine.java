package sensorgate.device.service;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import sensorgate.count.Counted;
import sensorgate.count.Stat;
import sensorgate.device.client.Counters;

/** The gateway's state in one line, for {@code systemctl status}. Any thread. */
public final class StatusLine {

    private static final long MINUTE_S = 60;

    /** The gateway itself waits as long before it says so in the log. */
    private static final long TIME_SERVER_S = 300;

    private final List<Stat> stats;
    private final Supplier<String> controllers;
    private final boolean hasDirectory;
    private volatile String note = "";

    /** A line about a gateway with a state directory. */
    StatusLine(List<Stat> stats, Supplier<String> controllers) {
        this(stats, controllers, true);
    }

    /**
     * A line about a gateway.
     *
     * @param controllers names its controllers, empty for none
     * @param hasDirectory false if its configuration wants the journal in memory
     */
    public StatusLine(List<Stat> stats, Supplier<String> controllers, boolean hasDirectory) {
        this.stats = stats;
        this.hasDirectory = hasDirectory;
        this.controllers = controllers;
    }

    /** Adds a note to the end of the line, instead of the note before; empty for none. */
    public void note(String text) {
        note = text.isEmpty() ? "" : "; " + text;
    }

    /** The line, with the note at its end. */
    public String text() {
        String names = controllers.get();
        return flow() + ", " + Counted.of(count("readings"), "reading") + " of "
                + count("readings_max") + (names.isEmpty() ? "" : ", " + names)
                + (hasDirectory && count("journal_in_memory") > 0
                        ? ", journal in memory only" : "")
                + (isWithoutTimeServer() ? ", clock not synchronised" : "") + note;
    }

    /** Silent at first: after a boot, a time server takes its time. */
    private boolean isWithoutTimeServer() {
        return count("clock_synchronised") == 0 && count("uptime_s") >= TIME_SERVER_S;
    }

    private String flow() {
        return count("readings_stored") == 0
                ? "no reading since the start"
                : rate() + " readings/s, the last "
                        + age(count("reading_newest_age_ms") / 1_000) + " ago";
    }

    /** The average of the last minute, or of the time since the start. */
    private String rate() {
        double rate = (double) count("readings_per_min")
                / Math.clamp(count("uptime_s"), 1, MINUTE_S);
        return String.format(Locale.ROOT, rate < 1 ? "%.2f" : "%.1f", rate);
    }

    private long count(String name) {
        return Counters.count(stats, name);
    }

    /** Coarse for a long time, so that the line rarely changes while nothing arrives. */
    private static String age(long ageS) {
        if (ageS < 60) {
            return Math.max(1, ageS) + " s";
        }
        return ageS < TimeUnit.HOURS.toSeconds(2)
                ? ageS / 60 + " min"
                : TimeUnit.SECONDS.toHours(ageS) + " h";
    }
}
