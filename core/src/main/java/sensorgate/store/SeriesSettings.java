package sensorgate.store;

/**
 * How many readings the latest table holds, and who gives way.
 *
 * @param max the most readings (one for each field of a series), 1 to {@value #LIMIT}
 * @param expireNs a full table gives up a reading that was silent for this long, nanoseconds;
 *         {@link #NEVER} to keep every reading
 * @param perSender the most readings that one sender may hold, 1 or more; {@code max} or more for
 *         no limit of its own
 */
public record SeriesSettings(int max, long expireNs, int perSender) {

    /** The most readings that one table, which is one array, can hold. */
    public static final int LIMIT = 1 << 20;

    public static final long NEVER = Long.MAX_VALUE;

    private static final long DAY_NS = 86_400_000_000_000L;

    /** The defaults for this many readings: one day, and half of the readings for one sender. */
    public static SeriesSettings of(int max) {
        return new SeriesSettings(max, DAY_NS, halfOf(max));
    }

    /** The default of {@code perSender}. */
    public static int halfOf(int max) {
        return Math.max(1, max / 2);
    }
}
