package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.device.client.SilentReading;

/** Value, silence and pace of a reading. */
final class WatchedReadingTest {

    private static final long S = 1_000_000_000;

    private final WatchedReading reading = new WatchedReading("temp value");
    private long number;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "21.50,           21.50",
        "42i,             42",
        "7u,              7",
        "-1.5e-3,         -1.5e-3",
        "true,            true",
        "'\"open\"',      open",
        "'\"a \\\"b\\\" \\\\c\"', 'a \"b\" \\c'",
        "'\"\u001B[31m\"',   '\\u001b[31m'",
    })
    void showsTheValueAsAPersonReadsIt(String sent, String shown) {
        reading.hear(sent, 1, 1);
        assertEquals(shown, reading.value());
    }

    @Test
    void keepsTheLastNumbers() {
        reading.hear("t", 1, 1);
        reading.hear("\"open\"", 2, 2);
        reading.hear("3i", 3, 3);
        reading.hear("FALSE", 4, 4);
        assertArrayEquals(new double[] {1, 3, 0}, reading.values());
        IntStream.range(0, 100).forEach(i -> reading.hear(i + "u", 5 + i, 5 + i));
        assertArrayEquals(
                IntStream.range(60, 100).asDoubleStream().toArray(), reading.values());
    }

    @Test
    void isAsSilentAsTheGatewaySays() {
        reading.latest("1", 59 * S);
        assertEquals(
                WatchedReading.UNKNOWN, reading.ageNs(60 * S), "the point's time tells no age");
        hearAt(0, 10, 20, 30);
        reading.silent(silence(25 * S), true, 60 * S);
        assertEquals(25 * S, reading.ageNs(60 * S));
        assertEquals(30 * S, reading.ageNs(65 * S));
        assertTrue(reading.isLate());
        assertEquals(10 * S, reading.usualNs());
        reading.silent(silence(0), false, 70 * S);
        assertEquals(0, reading.ageNs(70 * S));
        assertFalse(reading.isLate());
    }

    @Test
    void takesAPauseForNoInterval() {
        hearAt(0, 10, 20, 30, 5_000, 5_010);
        assertEquals(0.1, reading.perSecond(), 1e-9);
    }

    @Test
    void knowsThePaceOfAFastOne() {
        for (int i = 0; i < 100; i++) {
            hear(i * 10_000_000L);
        }
        assertEquals(100, reading.perSecond(), 1e-9);
    }

    @Test
    void comesAsOftenAsOnTheAverage() {
        hearAt(0, 10, 30);
        assertEquals(2 / 30.0, reading.perSecond(), 1e-9);
        hearAt(40, 60);
        assertEquals(3 / 40.0, reading.perSecond(), 1e-9, "the longest one is left out");
        hearAt(5_000);
        assertEquals(4 / 60.0, reading.perSecond(), 1e-9);
    }

    @Test
    void countsValuesThatCameAtOnceInThePace() {
        for (int i = 0; i < 9; i++) {
            hear(i / 3 * 10 * S + i % 3);
        }
        assertEquals(0.3, reading.perSecond(), 1e-9);
    }

    @Test
    void findsItsPaceAgainAfterTheClockWasSetBack() {
        hearAt(5_000, 5_001, 5_002);
        for (int i = 0; i < 100; i++) {
            hear(i * 200_000_000L);
        }
        assertEquals(5, reading.perSecond(), 1e-9);
    }

    @Test
    void isNotFasterBecauseManyValuesHadToWait() {
        hearAt(0, 1, 2);
        for (int i = 0; i < 1_000; i++) {
            hear(10 * S + i);
        }
        hearAt(11, 12, 13, 14, 15, 16, 17, 18, 19);
        assertEquals(1, reading.perSecond(), 1e-9);
    }

    @Test
    void takesTheLatestOnlyIfItIsNews() {
        reading.latest("1", 10);
        reading.latest("1", 10);
        assertArrayEquals(new double[] {1}, reading.values());
        reading.hear("2", 20, 20 * S);
        reading.latest("2", 20);
        assertArrayEquals(new double[] {1, 2}, reading.values());
        reading.latest("3", 500);
        assertArrayEquals(new double[] {1, 2, 3}, reading.values());
        assertEquals("3", reading.value());
    }

    @Test
    void countsNoIntervalAcrossWhatItHasNotSeen() {
        hearAt(0, 10, 20);
        reading.gap();
        hearAt(900, 910, 920);
        assertEquals(0.1, reading.perSecond(), 1e-9);
    }

    @Test
    void isAtLeastAsOldAsTheGatewaySaysUntilAPointArrives() {
        reading.silent(new SilentReading("temp value", 3 * S, 0, true), false, 60 * S);
        assertTrue(reading.isLeast());
        hearAt(61);
        assertFalse(reading.isLeast());
        assertEquals(S, reading.ageNs(62 * S));
    }

    private static SilentReading silence(long silentNs) {
        return new SilentReading("temp value", silentNs, 10 * S, false);
    }

    private void hearAt(long... seconds) {
        for (long second : seconds) {
            hear(second * S);
        }
    }

    private void hear(long atNs) {
        reading.hear("1", ++number, atNs);
    }
}
