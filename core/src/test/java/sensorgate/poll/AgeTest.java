package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgeTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S", "90s, PT90S", "5m, PT5M", "2h, PT2H", "1d, P1D",
        "0ms, PT0S", "0s, PT0S", "0d, PT0S", "1ms, PT0.001S", "007s, PT7S",
        "999999999ms, PT999999.999S", "999999999s, PT999999999S", "153722867m, PT153722867M",
        "2562047h, PT2562047H", "106751d, P106751D",
    })
    void isANumberAndItsUnit(String text, Duration age) {
        assertEquals(age.toNanos(), parseNs(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "5", "s", "ms", "d", "5x", "5us", "5ns", "5sec", "5mss", "5m5", "5ss", "5S", "5MS",
        "-5s", "+5s", "1.5s", "1,5s", "5 s", " 5s", "5s ", "s5", "0x5s", "5\0", "5\u00b5s",
        "\u0665s"})
    void isNothingElse(String text) {
        assertEquals(Age.NONE, parseNs(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "106752d", "2562048h", "153722868m", "9223372037s", "999999999d", "999999999h",
        "18446744073709551617s", "18446744073709551616ms", "99999999999999999999999999s"})
    void isNotLongerThan64BitsOfNanoseconds(String text) {
        assertEquals(Age.NONE, parseNs(text));
    }

    @Test
    void isReadWhereItStands() {
        byte[] bytes = "VALUE temp value 90s5m".getBytes(StandardCharsets.US_ASCII);
        assertEquals(Duration.ofSeconds(90).toNanos(), Age.parseNs(bytes, 17, 20));
        assertEquals(Duration.ofMinutes(5).toNanos(), Age.parseNs(bytes, 20, 22));
        assertEquals(Age.NONE, Age.parseNs(bytes, 17, 19));
        assertEquals(Age.NONE, Age.parseNs(bytes, 17, 17));
    }

    private static long parseNs(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Age.parseNs(bytes, 0, bytes.length);
    }
}
