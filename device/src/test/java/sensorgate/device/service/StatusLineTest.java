package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.count.Stat;

class StatusLineTest {

    private long stored;
    private long readings;
    private String controller;

    private final StatusLine line = new StatusLine(
            List.of(
                    Stat.counter("stored", "", "", () -> stored),
                    Stat.gauge("readings", "", "", () -> readings),
                    Stat.gauge("readings_max", "", "", () -> 4096)),
            () -> controller);

    @Test
    void saysThatNothingCameYet() {
        readings = 50; // of the process before
        assertEquals("no reading yet, 50 readings of 4096", line.text());
        pass(10);
        assertEquals("no reading yet, 50 readings of 4096", line.text());
    }

    @Test
    void tellsRateAgeAndController() {
        readings = 50;
        controller = "192.168.1.5";
        for (int i = 0; i < 120; i++) {
            stored += i < 60 ? 1 : 12;
            pass(1);
        }
        pass(3);
        assertEquals(
                "11.4 readings/s, the last 3 s ago, 50 readings of 4096, controller 192.168.1.5",
                line.text());
    }

    @Test
    void tellsTheRateOfTheFirstSeconds() {
        stored = 5;
        pass(1);
        assertEquals("5.0 readings/s, the last 1 s ago, 0 readings of 4096", line.text());
        pass(9);
        assertEquals("0.50 readings/s, the last 9 s ago, 0 readings of 4096", line.text());
    }

    @Test
    void tellsACoarserAgeTheLongerItIs() {
        stored = 1;
        pass(1);
        pass(59);
        assertEquals("0.02 readings/s, the last 59 s ago, 0 readings of 4096", line.text());
        pass(61);
        assertEquals("0.00 readings/s, the last 2 min ago, 0 readings of 4096", line.text());
        pass(7_200);
        assertEquals("0.00 readings/s, the last 2 h ago, 0 readings of 4096", line.text());
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            line.second();
        }
    }
}
