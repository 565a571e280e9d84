package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.journal.Clocks;
import sensorgate.journal.Journal;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.TestTable;

/** The age of a reading, and its text. */
final class ReadingTest {

    private static final long WALL_NS = 1_700_000_000_000_000_000L;
    private static final long TICKS_NS = Long.MAX_VALUE - 5; // ticks begin anywhere, and wrap

    private static final int BOOT = 7;
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final Journal journal = Journal.inMemory(1 << 14);

    // ---- readings of this boot

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 6, 1_000_000_000, 86_400_000_000_000L})
    void isAsOldAsTicksSayWhateverTheMachinesClock(long ageNs) {
        Reading reading = reading(journal.clocks().boot(), TICKS_NS);
        for (long wallNs : new long[] {0, WALL_NS, Long.MAX_VALUE}) {
            assertEquals(ageNs, reading.ageNs(TICKS_NS + ageNs, wallNs));
            assertTrue(reading.isAgeKnown(wallNs));
        }
    }

    @Test
    void itsTimeAndArrivalAreCorrectedOnceTheClockIsRight() {
        Reading reading = reading(journal.clocks().boot(), 1_000);
        reading.isArrivalTime = true;
        reading.timeNs = WALL_NS + 1;
        assertEquals(WALL_NS + 1, reading.timeNs());
        assertEquals(WALL_NS, reading.arrivedNs());
        journal.tellClock(2_000, 8 * HOUR_NS, true, true);
        reading.clocks = journal.clocks();
        long offsetNs = 8 * HOUR_NS & -256;
        assertEquals(offsetNs + 1_000, reading.timeNs());
        assertEquals(offsetNs + 1_000, reading.arrivedNs());
        reading.isArrivalTime = false;
        assertEquals(WALL_NS + 1, reading.timeNs(), "a time of its own");
    }

    /** A point with its own time is as much older than its arrival as the right clock says. */
    @Test
    void itsLagIsByTheCorrectedArrival() {
        Reading reading = reading(journal.clocks().boot(), 1_000);
        journal.tellClock(2_000, WALL_NS + 8 * HOUR_NS, true, true);
        reading.clocks = journal.clocks();
        reading.timeNs = WALL_NS + 7 * HOUR_NS;
        assertTrue(Math.abs(reading.ageNs(1_005, 0) - HOUR_NS) <= 2_000);
    }

    // ---- readings of another boot

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3600000000000, 3600000000000"})
    void oneOfAnotherBootIsAsOldAsATrustedClockSaysWhateverTheTicks(long since, long ageNs) {
        Reading reading = reading(BOOT, WALL_NS);
        reading.clocks = TestTable.trusted();
        for (long ticksNs : new long[] {Long.MIN_VALUE, 0, WALL_NS, Long.MAX_VALUE}) {
            reading.heardNs = ticksNs;
            assertEquals(ageNs, reading.ageNs(ticksNs, WALL_NS + since));
            assertTrue(reading.isAgeKnown(WALL_NS + since));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, WALL_NS - 1, WALL_NS, WALL_NS + HOUR_NS, Long.MAX_VALUE})
    void itIsAtLeastAsOldAsGatewaysListenedUntilTheClockIsTrusted(long wallNs) {
        Reading reading = reading(BOOT, 3);
        reading.heardNs = 1_000;
        assertFalse(reading.isAgeKnown(wallNs));
        assertEquals(77, reading.silentNs(1_077, wallNs));
        assertEquals(77, reading.ageNs(1_077, wallNs));
    }

    /** Somebody has set the clock back, or a point came while the clock was ahead. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, WALL_NS - 1_000_000_000, WALL_NS - 1})
    void aClockBehindItsArrivalTellsNoAge(long wallNs) {
        Reading reading = reading(BOOT, 3);
        reading.clocks = TestTable.trusted();
        assertFalse(reading.isAgeKnown(wallNs));
        assertEquals(2, reading.ageNs(5, wallNs), "since tick 3");
    }

    /** The clock was ahead when the point came. */
    @Test
    void itIsNoYoungerThanGatewaysListened() {
        Reading reading = reading(BOOT, 3);
        reading.clocks = TestTable.trusted();
        reading.heardNs = 1_000;
        assertEquals(77, reading.ageNs(1_077, WALL_NS + 5));
    }

    /** Its clock may have been ahead: then an old reading would look fresh. */
    @Test
    void aBootThatNeverWasRightTellsNoAgeOnceThisOneIs() {
        journal.tellClock(Long.MIN_VALUE, 0, true, true);
        assertFalse(reading(BOOT, 3).isAgeKnown(WALL_NS + 5));
        assertTrue(reading(Clocks.NO_BOOT, 3).isAgeKnown(WALL_NS + 5), "of an earlier version");
    }

    @Test
    void aBootThatIsNotKnownIsNotThisOne() {
        assertFalse(reading(Clocks.NO_BOOT, 3).isAgeKnown(WALL_NS + 5));
    }

    // ---- lines

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "21.5, 7, `temp,room=attic value=21.5 7`",
        "\"a\\\"b\", -7, `temp,room=attic value=\"a\\\"b\" -7`",
        "t, -9223372036854775808, `temp,room=attic value=t -9223372036854775808`",
    })
    void isWrittenAsALineWithItsTime(String value, long timeNs, String line) {
        assertEquals(line, line(value, timeNs));
    }

    @Test
    void isWrittenOnOneLine() {
        assertEquals(
                "temp,room=attic value=\"a\\n\\r\\tb\" 0", line("\"a\n\r\tb\"", 0));
    }

    private static String line(String value, long timeNs) {
        LatestTable table = TestTable.of(1);
        byte[] line = ("temp,room=attic value=" + value).getBytes(StandardCharsets.UTF_8);
        Point point = new Point();
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        TestTable.put(table, line, point, timeNs, 0);
        Reading reading = new Reading();
        table.read(0, reading);
        byte[] into = new byte[200];
        int to = reading.writeLine(into, 9);
        return new String(into, 9, to - 9, StandardCharsets.UTF_8);
    }

    private Reading reading(int boot, long ticksNs) {
        Reading reading = new Reading();
        reading.heardNs = ticksNs;
        reading.clocks = journal.clocks();
        reading.boot = boot;
        reading.ticksNs = ticksNs;
        reading.stampedNs = WALL_NS;
        reading.timeNs = WALL_NS;
        return reading;
    }
}
