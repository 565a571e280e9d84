package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Times in the past, with a date where one is needed. */
final class PastTimeTest {

    private static final long S = 1_000_000_000;
    private static final long NOW_NS = 1_764_000_000L * S; // 2025-11-24 16:00:00 UTC
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void hasADateIfItIsNotToday() {
        assertEquals("17:00:00", PastTime.of(0, NOW_NS, BERLIN));
        assertEquals("00:00:00", PastTime.of(17 * 3_600 * S, NOW_NS, BERLIN));
        assertEquals("2025-11-23 23:59", PastTime.of(17 * 3_600 * S + 1, NOW_NS, BERLIN));
        assertEquals("1969-12-31 01:00", PastTime.of(NOW_NS + 24 * 3_600 * S, NOW_NS, BERLIN));
    }
}
