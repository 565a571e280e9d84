package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How much a counter of losses rose in the last hour. */
final class LossHourTest {

    private final Counter counter = new Counter();
    private LossHour hour = newHour();

    @Test
    void countsFromTheStartInTheFirstHour() {
        counter.add(5);
        assertEquals(5, hour.count());
        assertEquals(5, hour.endMinute());
        assertEquals(0, hour.endMinute());
        counter.add(2);
        assertEquals(2, hour.endMinute());
        assertEquals(7, hour.count());
    }

    @Test
    void forgetsWhatWasLostAnHourAgo() {
        counter.add(100);
        for (int i = 0; i < 60; i++) {
            assertEquals(i == 0 ? 100 : 1, hour.endMinute(), "minute " + i);
            counter.increment();
        }
        assertEquals(60, hour.count(), "the first minute is over an hour ago");
        for (int i = 0; i < 60; i++) {
            hour.endMinute();
        }
        assertEquals(0, hour.count());
        counter.add(3);
        assertEquals(3, hour.count(), "the minute has not ended");
    }

    @Test
    void leavesOutWhatWasLostBeforeItBegan() {
        counter.add(7);
        hour = newHour();
        assertEquals(0, hour.count());
        assertEquals(0, hour.endMinute());
        for (int i = 0; i < 200; i++) {
            hour.endMinute();
        }
        assertEquals(0, hour.count());
    }

    private LossHour newHour() {
        return new LossHour(Stat.counter("denied", "datagrams", "", counter::get).loss(""));
    }
}
