package sensorgate.device.hint;

import java.util.List;
import sensorgate.line.Precision;

/** Finds the unit that a sensor's timestamps are likely to have. Pure functions. */
final class TimeUnit {

    /** A right clock of a sensor shows a year from 2010 to 2100. */
    private static final long PLAUSIBLE_FROM_NS = 1_262_304_000_000_000_000L;
    private static final long PLAUSIBLE_TO_NS = 4_102_444_800_000_000_000L;

    private static final List<Precision> UNITS =
            List.of(Precision.S, Precision.MS, Precision.US, Precision.NS);

    private TimeUnit() {}

    /** What to say of a timestamp; {@code null} if its year is plausible, or in no unit. */
    static String hint(long ticks, Precision precision) {
        Precision likely = likely(ticks, precision);
        return likely == null ? null : "the timestamp seems to be in another unit: set"
                + " udp.precision=" + likely.word() + ", or have the sensor send no timestamp";
    }

    private static Precision likely(long ticks, Precision precision) {
        return precision == Precision.AUTO || isPlausible(ticks, precision)
                ? null
                : UNITS.stream().filter(unit -> isPlausible(ticks, unit)).findFirst().orElse(null);
    }

    private static boolean isPlausible(long ticks, Precision precision) {
        long nsPerTick = precision.nsPerTick(ticks);
        return ticks >= PLAUSIBLE_FROM_NS / nsPerTick && ticks < PLAUSIBLE_TO_NS / nsPerTick;
    }
}
