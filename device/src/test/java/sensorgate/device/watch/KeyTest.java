package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a terminal, as keys. */
final class KeyTest {

    private final Key.Decoder decoder = new Key.Decoder();

    @Test
    void knowsLetters() {
        assertEquals(
                List.of(Key.QUIT, Key.QUIT, Key.UP, Key.DOWN, Key.PAGE_DOWN, Key.PAGE_UP,
                        Key.HOME, Key.REDRAW, Key.SUSPEND, Key.QUIT, Key.OTHER),
                keys("qQkj bg\f\u001A\u0003x"));
    }

    @Test
    void knowsWhatArrowsSend() {
        assertEquals(
                List.of(Key.UP, Key.DOWN, Key.UP, Key.PAGE_UP, Key.PAGE_DOWN, Key.HOME, Key.UP,
                        Key.OTHER, Key.OTHER, Key.QUIT),
                keys("\033[A\033[B\033OA\033[5~\033[6~\033[H\033[1;5A\033[15~\033[C" + "q"));
    }

    @Test
    void anEscapeAloneTakesNothingAway() {
        assertEquals(List.of(Key.QUIT), keys("\033q"));
        assertEquals(List.of(Key.UP), keys("\033\033[A"));
    }

    @Test
    void theEndOfTheTerminalIsTheEnd() {
        assertEquals(Key.QUIT, decoder.take(-1));
        keys("\033[");
        assertEquals(Key.QUIT, decoder.take(-1));
    }

    private List<Key> keys(String sent) {
        List<Key> keys = new ArrayList<>();
        for (byte b : sent.getBytes(StandardCharsets.US_ASCII)) {
            Key key = decoder.take(b);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }
}
