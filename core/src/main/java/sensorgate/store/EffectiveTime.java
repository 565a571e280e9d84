package sensorgate.store;

import sensorgate.line.PlausibleTime;

/**
 * The time that a point stands for: its own time if that is plausible and older than its arrival,
 * else its arrival. A point is late if it stands for an older time than the reading does.
 *
 * <p>The answers follow from the times in the journal alone, so that a restart repeats the
 * decisions of the running gateway. Pure functions; they allocate nothing.
 */
final class EffectiveTime {

    /**
     * A reading that no point has updated for this long takes a late point all the same: a sensor
     * whose clock fell back must not freeze its reading. One hour, nanoseconds.
     */
    static final long FROZEN_NS = 3_600_000_000_000L;

    /** Arrivals go back by up to this much although nobody has set the clock, nanoseconds. */
    static final long CLOCK_JITTER_NS = 1_000_000_000;

    private EffectiveTime() {}

    /**
     * How much older than its arrival a point is, nanoseconds, never negative.
     *
     * @param timeNs its own time, nanoseconds since 1970; its arrival or later if it has none
     * @param arrivedNs its arrival, nanoseconds since 1970
     */
    static long lagNs(long timeNs, long arrivedNs) {
        boolean isOlder = timeNs < arrivedNs && PlausibleTime.isPlausible(timeNs, arrivedNs);
        return isOlder ? arrivedNs - timeNs : 0;
    }

    /**
     * True if a point must leave the reading alone. If the machine's clock was set back since the
     * reading arrived, the two times cannot be compared, and the point is not late.
     *
     * @param arrivedNs the point's arrival, nanoseconds since 1970
     * @param lagNs from {@link #lagNs} for the point
     * @param readingArrivedNs the arrival of the reading's point, nanoseconds since 1970
     * @param readingLagNs from {@link #lagNs} for the reading's point
     */
    static boolean isLate(
            long arrivedNs, long lagNs, long readingArrivedNs, long readingLagNs) {
        final long sinceNs = arrivedNs - readingArrivedNs;
        return lagNs > 0
                && arrivedNs - lagNs < readingArrivedNs - readingLagNs
                && sinceNs >= -CLOCK_JITTER_NS
                && sinceNs < FROZEN_NS;
    }
}
