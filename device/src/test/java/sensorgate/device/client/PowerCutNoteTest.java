package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PowerCutNoteTest {

    private static final String TO = " to 1764000060000000000, their number is not known";
    private static final String HEAD = "# power cut: points may be lost that arrived from ";

    @Test
    void readsTheTimesOfACut() {
        PowerCutNote cut = PowerCutNote.parse(HEAD + "1764000000000000001" + TO);
        assertEquals(new PowerCutNote(1_764_000_000_000_000_001L, 1_764_000_060_000_000_000L), cut);
        assertEquals("power cut: points may be lost that arrived between 2025-11-24 17:00:00"
                + " and 2025-11-24 17:01:00; their number is not known",
                cut.text(ZoneId.of("Europe/Berlin")));
    }

    @Test
    void knowsACutBeforeWhichNoPointIsKnown() {
        assertEquals("power cut: points may be lost that arrived before 2025-11-24 16:01:00;"
                + " their number is not known",
                PowerCutNote.parse(HEAD + "0" + TO).text(ZoneId.of("UTC")));
    }

    @Test
    void leavesOtherLinesAlone() {
        for (String other : List.of("", "# another comment", HEAD + "x" + TO,
                HEAD + "9764000000000000001" + TO, "a v=1 1")) {
            assertNull(PowerCutNote.parse(other), other);
        }
        assertTrue(PowerCutNote.isComment("# another comment"));
        assertFalse(PowerCutNote.isComment("a v=1 1"));
    }
}
