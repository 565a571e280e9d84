package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.tinylog.Level;

class LogFormatTest {

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 23, 5, 0);

    @Test
    void tellsAPersonTimeAndLevel() {
        assertEquals(
                "2026-11-23 05:00:00 INFO ready\n",
                LogFormat.PLAIN.event(Level.INFO, TIME, "ready"));
        assertEquals("wrong\n", LogFormat.PLAIN.notice(Level.ERROR, "wrong"));
    }

    @Test
    void tellsTheJournalTheLevelOfEachLine() {
        assertEquals("<6>ready\n", LogFormat.JOURNAL.event(Level.INFO, TIME, "ready"));
        assertEquals("<4>capped\n", LogFormat.JOURNAL.event(Level.WARN, TIME, "capped"));
        assertEquals("<3>a\n<3>b\n", LogFormat.JOURNAL.event(Level.ERROR, TIME, "a\nb"));
        assertEquals("<3>wrong\n", LogFormat.JOURNAL.notice(Level.ERROR, "wrong"));
    }

    @Test
    void writesForTheJournalOnlyWhereItListens() {
        assertEquals(LogFormat.JOURNAL, LogFormat.choose("8:1234", "8:1234"));
        assertEquals(LogFormat.PLAIN, LogFormat.choose("8:1234", "24:3")); // inherited
        assertEquals(LogFormat.PLAIN, LogFormat.choose("8:1234", ""));
        assertEquals(LogFormat.PLAIN, LogFormat.choose(null, "8:1234"));
    }

    @Test
    void addsTheStackOfWhatWasThrown() {
        assertEquals("ready", LogFormat.text("ready", null));
        String text = LogFormat.text("it failed", new IllegalStateException("full"));
        assertTrue(
                text.startsWith("it failed\njava.lang.IllegalStateException: full\n\tat "), text);
        assertTrue(!text.endsWith("\n"), text);
    }
}
