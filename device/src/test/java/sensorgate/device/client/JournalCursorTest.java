package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.NobodyThereException;

class JournalCursorTest {

    @Test
    void readsAndWritesACursor() throws Exception {
        JournalCursor cursor = JournalCursor.parse("5d0c41e7.1843", "here");
        assertEquals(new JournalCursor("5d0c41e7", 1_843), cursor);
        assertEquals("5d0c41e7.1843", cursor.toString());
    }

    @Test
    void goesBackToTheOldestPointAtMost() throws Exception {
        JournalCursor cursor = JournalCursor.parse("5d0c41e7.1843", "here");
        assertEquals("5d0c41e7.1", cursor.back(1_842));
        assertEquals("0", cursor.back(1_843));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0", "x", "5d0c41e7.", "5D0C41E7.1", "5d0c41e7.1\033"})
    void refusesWhatNoGatewaySends(String text) {
        NobodyThereException e = assertThrows(
                NobodyThereException.class, () -> JournalCursor.parse(text, "here"));
        assertTrue(e.getMessage().startsWith("here is not a gateway"), e.getMessage());
    }
}
