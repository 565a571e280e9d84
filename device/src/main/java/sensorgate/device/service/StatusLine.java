package sensorgate.device.service;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.count.Stat;
import sensorgate.device.client.Counters;
import sensorgate.device.text.Counted;

/** The gateway's state in one line, for {@code systemctl status}. Any thread. */
public final class StatusLine {

    private static final long MINUTE_S = 60;

    private final LongSupplier stored;
    private final LongSupplier perMinute;
    private final LongSupplier newestAgeMs;
    private final LongSupplier uptimeS;
    private final LongSupplier readings;
    private final LongSupplier readingsMax;
    private final Supplier<String> controller;

    /**
     * A line about a gateway.
     *
     * @param controller the controller's address, or {@code null}
     */
    public StatusLine(List<Stat> stats, Supplier<String> controller) {
        this.stored = Counters.value(stats, "readings_stored");
        this.perMinute = Counters.value(stats, "readings_per_min");
        this.newestAgeMs = Counters.value(stats, "reading_newest_age_ms");
        this.uptimeS = Counters.value(stats, "uptime_s");
        this.readings = Counters.value(stats, "readings");
        this.readingsMax = Counters.value(stats, "readings_max");
        this.controller = controller;
    }

    /** The line as of now. */
    String text() {
        String address = controller.get();
        return flow() + ", " + Counted.of(readings.getAsLong(), "reading") + " of "
                + readingsMax.getAsLong() + (address == null ? "" : ", controller " + address);
    }

    private String flow() {
        return stored.getAsLong() == 0
                ? "no reading since the start"
                : rate() + " readings/s, the last "
                        + age(TimeUnit.MILLISECONDS.toSeconds(newestAgeMs.getAsLong())) + " ago";
    }

    /** The average of the last minute, or of the time since the start. */
    private String rate() {
        double rate = (double) perMinute.getAsLong() / Math.clamp(uptimeS.getAsLong(), 1, MINUTE_S);
        return String.format(Locale.ROOT, rate < 1 ? "%.2f" : "%.1f", rate);
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
