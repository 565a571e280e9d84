package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.LineScanner;
import sensorgate.support.TestTable;

/** Points in the gateway's own form become readings as the sensor sent them. */
final class RestorerTest {

    private final LatestTable table = TestTable.of(3);
    private final Restorer restorer = new Restorer(table);

    @Test
    void putsEveryReadingOfAPointBack() {
        assertTrue(restore("temp,room=attic value=21.5,state=\"a\\nb\",ok=t 7", 9));
        assertEquals("temp,room=attic value=21.5 7", reading(0));
        assertEquals("temp,room=attic state=\"a\\nb\" 7", reading(1));
        assertEquals("temp,room=attic ok=t 7", reading(2));
        assertEquals(0, restorer.withoutRoom());
    }

    @Test
    void restoresWhatTheStringWas() {
        restore("m s=\"a\\nb\\t\\\"\\\\n\" 7", 9);
        Reading reading = new Reading();
        table.read(0, reading);
        assertEquals("ms\"a\nb\t\\\"\\n\"", new String(
                reading.bytes(), 0, reading.valueTo(), StandardCharsets.UTF_8));
    }

    @Test
    void itsArrivalIsThatOfTheProcessBefore() {
        table.clocks(TestTable::trusted);
        restore("m f=1 7", 1_700_000_000_000_000_000L);
        Reading reading = new Reading();
        table.read(0, reading);
        assertEquals(5, reading.ageNs(0, 1_700_000_000_000_000_005L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "m f=1", "m f=x 7", "m 7", "m f=1 7 8"})
    void takesNothingElse(String text) {
        assertFalse(restore(text, 9));
        assertEquals(0, table.rows());
    }

    @Test
    void countsWhatFindsNoRoom() {
        assertTrue(restore("m a=1,b=2,c=3,d=4,e=5 7", 9));
        assertTrue(restore("m a=6,f=7 8", 9));
        assertEquals(3, restorer.withoutRoom());
        assertEquals("m a=6 8", reading(0));
    }

    /** Backslashes before newlines and letters are doubled on one line, and single in the table. */
    @ParameterizedTest
    @ValueSource(strings = {"\\\\\\n", "\\n", "\\\\\\t\\\\\\r"})
    void theLongestStringsFitInTheirRows(String written) {
        int room = LineScanner.LINE_MAX - "m a=\"\"".length();
        String longest = written.repeat(room / (written.length() / 2));
        for (String field : new String[] {"a", "b", "c"}) {
            assertTrue(restore("m " + field + "=\"" + longest + "\" 7", 9));
        }
        assertEquals("m a=\"" + longest + "\" 7", reading(0));
        assertEquals("m b=\"" + longest + "\" 7", reading(1));
        assertEquals("m c=\"" + longest + "\" 7", reading(2));
    }

    private boolean restore(String text, long arrivedNs) {
        byte[] line = ("??" + text + "??").getBytes(StandardCharsets.UTF_8);
        return restorer.replay(line, 2, line.length - 2, new Arrival().ofUnknownBoot(arrivedNs));
    }

    private String reading(int row) {
        Reading reading = new Reading();
        table.read(row, reading);
        byte[] into = new byte[4096];
        return new String(into, 0, reading.writeLine(into, 0), StandardCharsets.UTF_8);
    }
}
