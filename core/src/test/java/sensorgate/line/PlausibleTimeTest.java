package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlausibleTimeTest {

    private static final long NOW_NS = 1_764_000_000L * 1_000_000_000;
    private static final long DAY_NS = 86_400L * 1_000_000_000;

    @Test
    void acceptsTimesFromTheYear2000ToOneDayAhead() {
        assertTrue(PlausibleTime.isPlausible(NOW_NS, NOW_NS));
        assertTrue(PlausibleTime.isPlausible(PlausibleTime.EARLIEST_NS, NOW_NS));
        assertTrue(PlausibleTime.isPlausible(NOW_NS + DAY_NS, NOW_NS));
    }

    @Test
    void doubtsTimesOfClocksThatWereNeverSetAndOfWrongUnits() {
        assertFalse(PlausibleTime.isPlausible(0, NOW_NS));
        assertFalse(PlausibleTime.isPlausible(-1, NOW_NS));
        assertFalse(PlausibleTime.isPlausible(PlausibleTime.EARLIEST_NS - 1, NOW_NS));
        assertFalse(PlausibleTime.isPlausible(NOW_NS + DAY_NS + 1, NOW_NS));
        assertFalse(PlausibleTime.isPlausible(NOW_NS / 1000, NOW_NS), "nanoseconds of 1970");
        assertFalse(PlausibleTime.isPlausible(Long.MAX_VALUE, NOW_NS));
        assertFalse(PlausibleTime.isPlausible(Long.MIN_VALUE, NOW_NS));
    }
}
