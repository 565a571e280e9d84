package sensorgate.line;

/**
 * Tells whether a sensor can have meant a timestamp. A sensor whose clock was never set sends times
 * of 1970 or of the day its program was compiled; a wrong unit gives times of other centuries. Pure
 * functions; they allocate nothing.
 */
public final class PlausibleTime {

    /** 2000-01-01T00:00:00Z, nanoseconds since 1970: earlier times are not plausible. */
    public static final long EARLIEST_NS = 946_684_800L * 1_000_000_000;

    /** How far ahead of the machine's clock a plausible time may be: one day, nanoseconds. */
    public static final long AHEAD_MAX_NS = 86_400L * 1_000_000_000;

    private PlausibleTime() {}

    /**
     * True if a sensor can have meant the time.
     *
     * @param timeNs the sensor's time, nanoseconds since 1970
     * @param nowNs the machine's clock, nanoseconds since 1970
     */
    public static boolean isPlausible(long timeNs, long nowNs) {
        return timeNs >= EARLIEST_NS && timeNs <= nowNs + AHEAD_MAX_NS;
    }
}
