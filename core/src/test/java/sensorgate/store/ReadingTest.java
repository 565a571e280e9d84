package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.TestTable;

/** The age of a reading, and its text. */
final class ReadingTest {

    private static final long WALL_NS = 1_700_000_000_000_000_000L;
    private static final long TICKS_NS = Long.MAX_VALUE - 5; // ticks begin anywhere, and wrap

    // ---- readings of this process

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 6, 1_000_000_000, 86_400_000_000_000L})
    void isAsOldAsTicksSayWhateverTheMachinesClock(long ageNs) {
        Reading reading = reading(TICKS_NS, false);
        for (long wallNs : new long[] {0, WALL_NS, Long.MAX_VALUE}) {
            assertEquals(ageNs, reading.ageNs(TICKS_NS + ageNs, wallNs));
        }
    }

    @Test
    void itsArrivalIsToldBackFromNow() {
        Reading reading = reading(TICKS_NS, false);
        assertEquals(WALL_NS, reading.arrivedWallNs(TICKS_NS, WALL_NS));
        assertEquals(WALL_NS - 100, reading.arrivedWallNs(TICKS_NS + 100, WALL_NS));
    }

    // ---- readings of an earlier process

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3600000000000, 3600000000000"})
    void aRestoredOneIsAsOldAsTheMachinesClockSaysWhateverTheTicks(long since, long ageNs) {
        Reading reading = reading(WALL_NS, true);
        for (long ticksNs : new long[] {Long.MIN_VALUE, 0, WALL_NS, Long.MAX_VALUE}) {
            assertEquals(ageNs, reading.ageNs(ticksNs, WALL_NS + since));
        }
    }

    /** As on a Pi before its time server has answered. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, WALL_NS - 1_000_000_000, WALL_NS - 1})
    void aRestoredOneIsOlderThanAnythingWhereTheClockIsBehindItsArrival(long wallNs) {
        assertEquals(Long.MAX_VALUE, reading(WALL_NS, true).ageNs(TICKS_NS, wallNs));
    }

    @Test
    void aRestoredOnesArrivalStaysWhatItWas() {
        Reading reading = reading(WALL_NS, true);
        assertEquals(WALL_NS, reading.arrivedWallNs(TICKS_NS, 0));
        assertEquals(WALL_NS, reading.arrivedWallNs(0, WALL_NS + 5));
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

    private static Reading reading(long arrivedNs, boolean restored) {
        Reading reading = new Reading();
        reading.ticksNs = arrivedNs;
        reading.stampedNs = restored ? arrivedNs : 0;
        reading.restored = restored;
        return reading;
    }
}
