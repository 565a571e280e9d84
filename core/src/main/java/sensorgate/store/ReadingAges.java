package sensorgate.store;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;
import sensorgate.count.Stat;

/**
 * The ages of the newest and of the oldest reading. A reading of an earlier process has no known
 * age while the machine's clock is before its arrival; such a reading is left out. Any thread;
 * allocates nothing, and reads every row.
 */
public final class ReadingAges {

    /** The value while no reading has a known age. */
    static final long NONE = -1;

    private static final long NS_PER_MS = 1_000_000;

    private final LatestTable table;
    private final LongSupplier ticksNs;
    private final LongSupplier wallMs;

    public ReadingAges(LatestTable table, LongSupplier ticksNs, LongSupplier wallMs) {
        this.table = table;
        this.ticksNs = ticksNs;
        this.wallMs = wallMs;
    }

    /** Gauges. */
    public List<Stat> stats() {
        return List.of(
                Stat.gauge("reading_newest_age_ms", "ms",
                        "Time since the newest reading arrived, -1 if there is none.",
                        this::newestMs),
                Stat.gauge("reading_oldest_age_ms", "ms",
                        "Time since the longest silent reading arrived, -1 if there is none.",
                        this::oldestMs));
    }

    long newestMs() {
        return ageMs(Math::min);
    }

    long oldestMs() {
        return ageMs(Math::max);
    }

    private long ageMs(LongBinaryOperator choice) {
        final long nowNs = ticksNs.getAsLong();
        final long wallNs = wallMs.getAsLong() * NS_PER_MS;
        long chosenNs = Long.MAX_VALUE;
        for (int row = table.rows() - 1; row >= 0; row--) {
            long ageNs = table.silentNs(row, nowNs, wallNs);
            if (ageNs != Long.MAX_VALUE) {
                chosenNs = chosenNs == Long.MAX_VALUE
                        ? ageNs
                        : choice.applyAsLong(chosenNs, ageNs);
            }
        }
        // a reading may arrive after the clock was read: then its age is 0
        return chosenNs == Long.MAX_VALUE ? NONE : Math.max(0, chosenNs) / NS_PER_MS;
    }
}
