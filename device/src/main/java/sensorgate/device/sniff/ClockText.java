package sensorgate.device.sniff;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as text for people. */
final class ClockText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

    /** A right clock of a sensor shows a year from 2010 to 2100. */
    private static final long PLAUSIBLE_FROM_NS = 1_262_304_000_000_000_000L;
    private static final long PLAUSIBLE_TO_NS = 4_102_444_800_000_000_000L;

    private static final String[] UNITS = {"s", "ms", "us", "ns"};
    private static final long[] NS_PER_UNIT = {1_000_000_000, 1_000_000, 1_000, 1};

    private ClockText() {}

    /** The time of day in this machine's time zone, to the microsecond. */
    static String timeOfDay(long ns) {
        return TIME.format(instant(ns).atZone(ZoneId.systemDefault()));
    }

    /** Date and time in UTC (RFC 3339). */
    static String date(long ns) {
        return instant(ns).toString();
    }

    /**
     * The unit that a timestamp is likely to have, if the configured unit gives a wrong year.
     * {@code null} if the configured unit gives a plausible year, or if no unit does.
     */
    static String likelyPrecision(long ticks, long nsPerTick) {
        if (isPlausible(ticks, nsPerTick)) {
            return null;
        }
        for (int i = 0; i < UNITS.length; i++) {
            if (isPlausible(ticks, NS_PER_UNIT[i])) {
                return UNITS[i];
            }
        }
        return null;
    }

    private static boolean isPlausible(long ticks, long nsPerTick) {
        return ticks >= PLAUSIBLE_FROM_NS / nsPerTick && ticks < PLAUSIBLE_TO_NS / nsPerTick;
    }

    private static Instant instant(long ns) {
        return Instant.ofEpochSecond(0, ns);
    }
}
