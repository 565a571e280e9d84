package sensorgate.device.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stty says of a terminal's size. */
final class TerminalSizeTest {

    @Test
    void readsLinesAndColumns() {
        assertEquals(new TerminalSize(50, 132), TerminalSize.parse("50 132\n"));
    }

    @Test
    void assumesTheUsualSizeIfTheTerminalDoesNotTell() {
        for (String unknown : List.of("0 0\n", "", "x y", "24", "24 80 1", "99999 80")) {
            assertEquals(TerminalSize.USUAL, TerminalSize.parse(unknown));
        }
    }
}
