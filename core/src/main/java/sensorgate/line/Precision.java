package sensorgate.line;

import java.util.Arrays;
import java.util.Locale;

/** The unit of timestamps. Pure functions; only {@link #of} allocates. */
public enum Precision {
    /**
     * Each timestamp shows its own unit by its magnitude: below 10^11 seconds, below 10^14
     * milliseconds, below 10^17 microseconds, else nanoseconds. For every unit that covers at least
     * the years 1973 to 2200.
     */
    AUTO(0),
    NS(1),
    US(1_000),
    MS(1_000_000),
    S(1_000_000_000);

    private static final long SECONDS_BELOW = 100_000_000_000L;
    private static final long MS_BELOW = 100_000_000_000_000L;
    private static final long US_BELOW = 100_000_000_000_000_000L;

    private final long nsPerTick;
    private final String word = name().toLowerCase(Locale.ROOT);

    Precision(long nsPerTick) {
        this.nsPerTick = nsPerTick;
    }

    /** The word in the configuration and in a reply to SNIFF: {@code auto}, {@code ms}. */
    public String word() {
        return word;
    }

    /** The precision of this word, {@code null} if there is none. */
    public static Precision of(String word) {
        return Arrays.stream(values())
                .filter(precision -> precision.word.equals(word))
                .findFirst()
                .orElse(null);
    }

    /**
     * The unit of a timestamp, nanoseconds.
     *
     * @param ticks the timestamp as the sensor sent it
     */
    public long nsPerTick(long ticks) {
        return this == AUTO ? byMagnitude(ticks).nsPerTick : nsPerTick;
    }

    private static Precision byMagnitude(long ticks) {
        long negative = ticks < 0 ? ticks : -ticks; // Long.MIN_VALUE has no positive twin
        if (negative > -SECONDS_BELOW) {
            return S;
        }
        if (negative > -MS_BELOW) {
            return MS;
        }
        return negative > -US_BELOW ? US : NS;
    }
}
