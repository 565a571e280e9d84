package sensorgate.device.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TimeTextTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long S = 1_000_000_000;
    private static final long MINUTE = 60 * S;
    private static final long DAY = 1_440 * MINUTE;

    @Test
    void hasADateOnlyWhereItMatters() {
        long noon = ns("2026-07-01T10:00:00Z");
        assertEquals("12:00", text(noon, noon + 60 * MINUTE, MINUTE).row(noon));
        assertEquals("07-01 12:00", text(noon, noon + DAY, MINUTE).row(noon));
        assertEquals("2026-07-01 12:00", text(noon, noon + 365 * DAY, MINUTE).row(noon));
        assertEquals("2026-07-01", text(noon, noon + DAY, DAY).row(noon));
        assertEquals("2026-07-01 12:00", text(noon, noon, DAY).whole(noon));
    }

    @Test
    void hasSecondsOnlyWhereTheyMatter() {
        long noon = ns("2026-07-01T10:00:07.0895Z");
        assertEquals("12:00:07", text(noon, noon, S).row(noon));
        assertEquals("12:00:07.089", text(noon, noon, S / 10).row(noon));
    }

    @Test
    void followsSummerTime() {
        long before = ns("2026-10-25T00:30:00Z");
        TimeText text = text(before, before + 120 * MINUTE, MINUTE);
        assertEquals("02:30", text.row(before));
        assertEquals("02:30", text.row(before + 60 * MINUTE));
        assertEquals("03:30", text.row(before + 120 * MINUTE));
        assertEquals(120 * MINUTE, TimeText.offsetNs(BERLIN, before));
        assertEquals(60 * MINUTE, TimeText.offsetNs(BERLIN, before + 60 * MINUTE));
    }

    /** Seen from summer, a day of the winter before begins at 23:00. */
    @Test
    void givesADayOfWinterItsDateInSummer() {
        long early = ns("2026-01-14T22:00:00Z");
        TimeText text = text(early, early + 365 * DAY, DAY);
        assertEquals("2026-01-15", text.row(early));
        assertEquals("01-15", text.mark(early, 7 * DAY));
    }

    @Test
    void marksANewDayByItsDate() {
        long midnight = ns("2026-06-30T22:00:00Z");
        TimeText text = text(midnight, midnight, MINUTE);
        assertEquals("07-01", text.mark(midnight, 60 * MINUTE));
        assertEquals("01:00", text.mark(midnight + 60 * MINUTE, 60 * MINUTE));
        assertEquals("07-01", text.mark(midnight + 60 * MINUTE, DAY));
    }

    @Test
    void givesProgramsUtc() {
        assertEquals(
                "2026-07-01T10:00:07.089Z", TimeText.iso(ns("2026-07-01T10:00:07.0895Z")));
        assertEquals("1969-12-31T23:59:59.999Z", TimeText.iso(-1));
    }

    private static TimeText text(long fromNs, long toNs, long widthNs) {
        return new TimeText(BERLIN, fromNs, toNs, widthNs);
    }

    private static long ns(String instant) {
        Instant at = Instant.parse(instant);
        return at.getEpochSecond() * S + at.getNano();
    }
}
