package sensorgate.store;

import java.util.List;
import java.util.function.LongSupplier;
import sensorgate.count.Stat;

/**
 * How long ago the newest and the oldest of the latest readings arrived. A reading of an earlier
 * process whose arrival this machine's clock has not reached has no age that is known, and is left
 * out. Any thread; allocates nothing, and looks at every row.
 */
public final class ReadingAges {

    /** What is told while there is no reading, or none whose age is known. */
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
        final long nowNs = ticksNs.getAsLong();
        final long wallNs = wallMs.getAsLong() * NS_PER_MS;
        long newestNs = Long.MAX_VALUE;
        for (int row = table.rows() - 1; row >= 0; row--) {
            newestNs = Math.min(newestNs, table.ageNs(row, nowNs, wallNs));
        }
        return newestNs == Long.MAX_VALUE ? NONE : ms(newestNs);
    }

    long oldestMs() {
        final long nowNs = ticksNs.getAsLong();
        final long wallNs = wallMs.getAsLong() * NS_PER_MS;
        long oldestNs = Long.MIN_VALUE;
        for (int row = table.rows() - 1; row >= 0; row--) {
            long ageNs = table.ageNs(row, nowNs, wallNs);
            oldestNs = ageNs == Long.MAX_VALUE ? oldestNs : Math.max(oldestNs, ageNs);
        }
        return oldestNs == Long.MIN_VALUE ? NONE : ms(oldestNs);
    }

    /** One that arrived after the clock was read is new, not from the future. */
    private static long ms(long ageNs) {
        return Math.max(0, ageNs) / NS_PER_MS;
    }
}
