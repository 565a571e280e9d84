package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sensorgate.line.PlausibleTime;

/** The time that a point stands for, and which points are late. */
final class EffectiveTimeTest {

    private static final long NOW_NS = 1_764_000_000_000_000_000L;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aPointStandsForItsOwnTimeIfThatIsOlderThanItsArrival() {
        assertEquals(0, EffectiveTime.lagNs(NOW_NS, NOW_NS));
        assertEquals(1, EffectiveTime.lagNs(NOW_NS - 1, NOW_NS));
        assertEquals(600 * SECOND_NS, EffectiveTime.lagNs(NOW_NS - 600 * SECOND_NS, NOW_NS));
        assertEquals(
                NOW_NS - PlausibleTime.EARLIEST_NS,
                EffectiveTime.lagNs(PlausibleTime.EARLIEST_NS, NOW_NS));
    }

    @Test
    void aPointStandsForItsArrivalIfItsOwnTimeIsAheadOrNotPlausible() {
        assertEquals(0, EffectiveTime.lagNs(NOW_NS + 3600 * SECOND_NS, NOW_NS));
        assertEquals(0, EffectiveTime.lagNs(0, NOW_NS));
        assertEquals(0, EffectiveTime.lagNs(PlausibleTime.EARLIEST_NS - 1, NOW_NS));
        assertEquals(0, EffectiveTime.lagNs(Long.MIN_VALUE, NOW_NS));
        assertEquals(0, EffectiveTime.lagNs(NOW_NS, 0), "the machine's clock says 1970");
    }

    @Test
    void aPointIsLateIfItStandsForAnOlderTime() {
        assertTrue(EffectiveTime.isLate(NOW_NS, 11, NOW_NS - 5, 5));
        assertFalse(EffectiveTime.isLate(NOW_NS, 10, NOW_NS - 5, 5), "the same time");
        assertFalse(EffectiveTime.isLate(NOW_NS, 9, NOW_NS - 5, 5));
    }

    @Test
    void aPointWithoutATimeOfItsOwnIsNeverLate() {
        assertFalse(EffectiveTime.isLate(NOW_NS, 0, NOW_NS + SECOND_NS / 2, 0));
        assertFalse(EffectiveTime.isLate(NOW_NS, 0, NOW_NS + 7200 * SECOND_NS, 0));
    }

    @Test
    void aReadingWithoutAnUpdateForAnHourTakesALatePoint() {
        long lagNs = 86_400 * SECOND_NS;
        long hourNs = EffectiveTime.FROZEN_NS;
        assertTrue(EffectiveTime.isLate(NOW_NS, lagNs, NOW_NS - hourNs + 1, 0));
        assertFalse(EffectiveTime.isLate(NOW_NS, lagNs, NOW_NS - hourNs, 0));
    }

    @Test
    void noPointIsLateAfterTheMachinesClockWasSetBack() {
        long jitterNs = EffectiveTime.CLOCK_JITTER_NS;
        assertFalse(EffectiveTime.isLate(NOW_NS, SECOND_NS, NOW_NS + jitterNs + 1, 0));
        assertTrue(EffectiveTime.isLate(NOW_NS, SECOND_NS, NOW_NS + jitterNs, 0));
    }
}
