package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text that changes a screen. */
final class ScreenTest {

    private final Screen screen = new Screen(true);

    @Test
    void clearsAndWritesEverythingAtFirst() {
        assertEquals(
                "\033[2J\033[1;1Ha\033[K\033[2;1Hb\033[K", screen.change(lines("a", "b")));
    }

    @Test
    void writesOnlyWhatHasChanged() {
        screen.change(lines("a", "b", "c"));
        assertEquals("", screen.change(lines("a", "b", "c")));
        assertEquals("\033[2;1HB\033[K", screen.change(lines("a", "B", "c")));
    }

    @Test
    void takesAwayLinesThatAreGone() {
        screen.change(lines("a", "b", "c"));
        assertEquals("\033[2;1H\033[K\033[3;1H\033[K", screen.change(lines("a")));
        assertEquals("\033[2;1Hb\033[K", screen.change(lines("a", "b")));
    }

    @Test
    void writesEverythingOnceMoreWhenItHasForgotten() {
        screen.change(lines("a"));
        screen.forget();
        assertEquals("\033[2J\033[1;1Ha\033[K", screen.change(lines("a")));
    }

    @Test
    void leavesOutColoursForWhoWantsNone() {
        StyledLine line = new StyledLine(80)
                .add(StyledLine.Style.RED, "late").add(StyledLine.Style.ALARM, "lost");
        assertEquals(
                "\033[2J\033[1;1H\033[31mlate\033[0m\033[1;31mlost\033[0m\033[K",
                screen.change(List.of(line)));
        assertEquals(
                "\033[2J\033[1;1Hlate\033[0m\033[1mlost\033[0m\033[K",
                new Screen(false).change(List.of(line)));
    }

    private static List<StyledLine> lines(String... texts) {
        return Arrays.stream(texts).map(text -> new StyledLine(80).add(text)).toList();
    }
}
