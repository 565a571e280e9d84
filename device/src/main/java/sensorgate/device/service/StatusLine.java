package sensorgate.device.service;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.count.Stat;
import sensorgate.device.client.Counters;

/**
 * How the gateway fares, in one line for {@code systemctl status}. Looks at the counters once a
 * second, so that nobody else need note when the last reading came. Belongs to the thread that runs
 * it.
 */
public final class StatusLine {

    /** Rates are those of the last minute. */
    private static final int WINDOW_S = 60;

    private final LongSupplier stored;
    private final LongSupplier readings;
    private final LongSupplier readingsMax;
    private final Supplier<String> controller;
    private final long[] storedBySecond = new long[WINDOW_S + 1];
    private long seconds;
    private long lastStored;
    private long lastStoredSecond;

    /**
     * A line about a gateway that has just begun.
     *
     * @param controller the controller's address, or {@code null}
     */
    public StatusLine(List<Stat> stats, Supplier<String> controller) {
        this.stored = Counters.value(stats, "stored");
        this.readings = Counters.value(stats, "readings");
        this.readingsMax = Counters.value(stats, "readings_max");
        this.controller = controller;
    }

    /** A second has passed. */
    void second() {
        seconds++;
        long now = stored.getAsLong();
        storedBySecond[index(seconds)] = now;
        if (now != lastStored) {
            lastStored = now;
            lastStoredSecond = seconds;
        }
    }

    /** The line as of the last second. */
    String text() {
        String table = readings.getAsLong() + " readings of " + readingsMax.getAsLong();
        String from = controller.get();
        return (lastStored == 0
                ? "no reading yet, " + table
                : rate() + " readings/s, the last " + age(seconds - lastStoredSecond) + " ago, "
                        + table)
                + (from == null ? "" : ", controller " + from);
    }

    private String rate() {
        long windowS = Math.min(seconds, WINDOW_S);
        long inWindow = lastStored - storedBySecond[index(seconds - windowS)];
        double rate = (double) inWindow / windowS;
        return String.format(Locale.ROOT, rate < 1 ? "%.2f" : "%.1f", rate);
    }

    /** Coarser the longer it is, so that the line changes seldom once nothing comes. */
    private static String age(long ageS) {
        if (ageS < 60) {
            return Math.max(1, ageS) + " s";
        }
        return ageS < TimeUnit.HOURS.toSeconds(2)
                ? ageS / 60 + " min"
                : TimeUnit.SECONDS.toHours(ageS) + " h";
    }

    private int index(long second) {
        return (int) (second % storedBySecond.length);
    }
}
