package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of LATE as a client reads them. */
final class SilentReadingTest {

    @Test
    void readsNameSilenceAndInterval() {
        assertEquals(
                new SilentReading("t,room=living\\ room my\\ field", 3_605_000_000_000L,
                        10_000_000_000L),
                SilentReading.parse("t,room=living\\ room my\\ field 3605 10"));
        assertEquals(new SilentReading("t v", 0, 0), SilentReading.parse("t v 0 -"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t v", "t 5 10", "t v 5", "t v -5 10", "t v 5 x", "t v=1 7"})
    void takesNothingElse(String line) {
        assertNull(SilentReading.parse(line));
    }
}
