package sensorgate.device.hint;

/** Finds the unit that a sensor's timestamps are likely to have. Pure functions. */
final class TimeUnit {

    /** A right clock of a sensor shows a year from 2010 to 2100. */
    private static final long PLAUSIBLE_FROM_NS = 1_262_304_000_000_000_000L;
    private static final long PLAUSIBLE_TO_NS = 4_102_444_800_000_000_000L;

    private static final String[] UNITS = {"s", "ms", "us", "ns"};
    private static final long[] NS_PER_UNIT = {1_000_000_000, 1_000_000, 1_000, 1};

    private TimeUnit() {}

    /** What to say of a timestamp; {@code null} if its year is plausible, or in no unit. */
    static String hint(long ticks, long nsPerTick) {
        String precision = likely(ticks, nsPerTick);
        return precision == null ? null : "the timestamp seems to be in another unit: set"
                + " udp.precision=" + precision + ", or have the sensor send no timestamp";
    }

    private static String likely(long ticks, long nsPerTick) {
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
}
