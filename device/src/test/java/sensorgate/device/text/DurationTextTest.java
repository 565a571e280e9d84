package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0", "1ns, 1", "2us, 2000", "3ms, 3000000", "4s, 4000000000", "5m, 300000000000",
        "24h, 86400000000000", "7d, 604800000000000", "106751d, 9223286400000000000",
    })
    void readsANumberAndAUnit(String text, long ns) {
        assertEquals(ns, DurationText.parseNs(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "5", "m", "-5m", "1.5h", "5 m", "5M", "5min", "1h30m", "106752d",
        "9999999999999999999s"})
    void refusesOtherTexts(String text) {
        assertEquals(-1, DurationText.parseNs(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s", "119s, 119 s", "120s, 2 min", "119m, 119 min", "2h, 2 h", "47h, 47 h",
        "2d, 2 d", "400d, 400 d"})
    void writesAboutHowLong(String text, String about) {
        assertEquals(about, DurationText.about(DurationText.parseNs(text)));
    }

    @Test
    void writesTheLongestUnitThatIsExact() {
        for (String text : new String[] {"1ns", "1500us", "90s", "90m", "2h", "7d", "36500d"}) {
            assertEquals(text, DurationText.of(DurationText.parseNs(text)));
        }
        assertEquals("1d", DurationText.of(DurationText.parseNs("24h")));
        assertEquals("0s", DurationText.of(0));
    }
}
