package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sensorgate.count.Stat;

class StatusLineTest {

    private static final Set<String> NAMES = Set.of(
            "stored", "readings_stored", "readings_per_min", "reading_newest_age_ms", "uptime_s",
            "readings", "readings_max", "journal_in_memory", "clock_synchronised");

    /** The counters of a gateway that has received nothing. */
    static final List<Stat> NOTHING_YET = stats(Map.of());

    private final Map<String, Long> values = new TreeMap<>(
            Map.of("readings_max", 4096L, "clock_synchronised", 1L));
    private String controllers = "";
    private final StatusLine line = new StatusLine(stats(values), () -> controllers);

    @Test
    void saysThatNothingCameSinceTheStartThoughReadingsWereRestored() {
        values.put("readings", 50L);
        values.put("reading_newest_age_ms", 3_000L);
        values.put("uptime_s", 30L);
        assertEquals("no reading since the start, 50 readings of 4096", line.text());
    }

    @Test
    void countsReadingsNotPoints() {
        came(1, 4, 60);
        values.put("stored", 1L); // one point of four fields
        values.put("readings", 4L);
        assertEquals("0.07 readings/s, the last 1 s ago, 4 readings of 4096", line.text());
    }

    @Test
    void tellsRateAgeAndController() {
        came(3, 684, 7_200);
        values.put("readings", 50L);
        controllers = "controller 192.168.1.5";
        assertEquals(
                "11.4 readings/s, the last 3 s ago, 50 readings of 4096, controller 192.168.1.5",
                line.text());
    }

    @Test
    void saysThatTheJournalIsInMemoryOnly() {
        values.put("journal_in_memory", 1L);
        assertEquals(
                "no reading since the start, 0 readings of 4096, journal in memory only",
                line.text());
    }

    @Test
    void saysAfterSomeMinutesThatNoTimeServerHasSetTheClock() {
        values.put("clock_synchronised", 0L);
        values.put("uptime_s", 299L);
        assertEquals("no reading since the start, 0 readings of 4096", line.text());
        values.put("uptime_s", 300L);
        assertEquals(
                "no reading since the start, 0 readings of 4096, clock not synchronised",
                line.text());
    }

    @Test
    void dividesByTheTimeSinceTheStartInTheFirstMinute() {
        came(0, 5, 0);
        assertEquals("5.0 readings/s, the last 1 s ago, 1 reading of 4096", line.text());
        came(9, 5, 10);
        assertEquals("0.50 readings/s, the last 9 s ago, 1 reading of 4096", line.text());
    }

    @Test
    void tellsACoarserAgeTheLongerItIs() {
        came(59, 1, 60);
        assertEquals("0.02 readings/s, the last 59 s ago, 1 reading of 4096", line.text());
        came(121, 0, 200);
        assertEquals("0.00 readings/s, the last 2 min ago, 1 reading of 4096", line.text());
        came(7_321, 0, 8_000);
        assertEquals("0.00 readings/s, the last 2 h ago, 1 reading of 4096", line.text());
    }

    private void came(long newestAgeS, long inTheLastMinute, long uptimeS) {
        values.put("readings_stored", 1_000L);
        values.put("readings", 1L);
        values.put("readings_per_min", inTheLastMinute);
        values.put("reading_newest_age_ms", newestAgeS * 1_000 + 999);
        values.put("uptime_s", uptimeS);
    }

    private static List<Stat> stats(Map<String, Long> values) {
        return NAMES.stream()
                .map(name -> Stat.gauge(name, "", "", () -> values.getOrDefault(name, 0L)))
                .toList();
    }
}
