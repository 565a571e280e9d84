package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How much a counter rose in the last second and minute. */
final class RateTest {

    private final Counter counter = new Counter();
    private final Rate rate = new Rate(counter);

    @Test
    void isNothingBeforeASecondHasEnded() {
        counter.add(5);
        assertRate(0, 0);
    }

    @Test
    void countsFromTheBeginningInTheFirstMinute() {
        second(3);
        assertRate(3, 3);
        second(4);
        assertRate(4, 7);
        second(0);
        assertRate(0, 7);
    }

    @Test
    void forgetsWhatCameMoreThanAMinuteAgo() {
        second(100);
        for (int i = 0; i < 59; i++) {
            second(1);
        }
        assertRate(1, 159);
        second(1);
        assertRate(1, 60);
    }

    @Test
    void countsWhatCameForTheFirstOfSeveralSecondsThatEnd() {
        second(1);
        counter.add(10);
        rate.seconds(3);
        assertRate(0, 11);
        for (int i = 0; i < 57; i++) {
            second(0);
        }
        assertRate(0, 10);
        second(0);
        assertRate(0, 0);
    }

    @Test
    void isNothingAfterALongSilence() {
        second(10);
        counter.add(10);
        rate.seconds(Long.MAX_VALUE);
        assertRate(0, 0);
        second(2);
        assertRate(2, 2);
    }

    private void second(int count) {
        counter.add(count);
        rate.seconds(1);
    }

    private void assertRate(long perSecond, long perMinute) {
        assertEquals(perSecond, rate.perSecond(), "per second");
        assertEquals(perMinute, rate.perMinute(), "per minute");
    }
}
