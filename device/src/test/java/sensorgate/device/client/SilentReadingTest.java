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
                        10_000_000_000L, false),
                SilentReading.parse("t,room=living\\ room my\\ field 3605 10"));
        assertEquals(new SilentReading("t v", 0, 0, false), SilentReading.parse("t v 0 -"));
        assertEquals(new SilentReading("t v", 0, 0, true), SilentReading.parse("t v 0 - least"));
        assertEquals(
                new SilentReading("t least", 7_000_000_000L, 10_000_000_000L, true),
                SilentReading.parse("t least 7 10 least"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "t v", "t 5 10", "t v 5", "t v -5 10", "t v 5 x", "t v=1 7", "t v 5 least",
        "t v 5 10 most"})
    void takesNothingElse(String line) {
        assertNull(SilentReading.parse(line));
    }
}
