package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerLogTest {

    private static final int DAY_MINUTES = 1_440;

    private final List<String> lines = new ArrayList<>();
    private final ControllerLog log = new ControllerLog(lines::add);

    @Test
    void logsWhoComesAndWhyHeLeaves() {
        log.connected("192.168.1.9:40123");
        log.left("192.168.1.9:40123", "it closed the connection");
        assertEquals(
                List.of("controller connected: 192.168.1.9:40123",
                        "controller left: 192.168.1.9:40123, it closed the connection"),
                lines);
    }

    @Test
    void logsTheFirstConnectionOfTheDayAndCountsTheRest() {
        flap("192.168.1.9", 23_000);
        assertEquals(2, lines.size(), lines::toString);
        endDay();
        assertEquals(3, lines.size(), lines::toString);
        assertEquals(
                "controllers connected 23000 times in the last day; last event: controller left:"
                + " 192.168.1.9:22999, gone", lines.getLast());
    }

    @Test
    void logsAnotherControllerAndAnotherReasonAtOnce() {
        flap("192.168.1.9", 5);
        lines.clear();
        flap("fd00::7", 2);
        log.connected("192.168.1.9:5");
        log.left("192.168.1.9:5", "it did not read its reply");
        assertEquals(
                List.of("controller connected: fd00::7:0", "controller left: fd00::7:0, gone",
                        "controller left: 192.168.1.9:5, it did not read its reply"),
                lines);
    }

    @Test
    void logsWhoWaitsForWhomOnce() {
        log.waits("192.168.1.9:1", "192.168.1.5:7");
        log.waits("192.168.1.9:2", "192.168.1.5:8");
        assertEquals(
                List.of("controller waits: 192.168.1.9:1, until 192.168.1.5 yields"), lines);
    }

    @Test
    void beginsAnewEachDay() {
        flap("pi", 1);
        lines.clear();
        endDay();
        assertEquals(List.of(), lines); // everything was logged
        flap("pi", 1);
        assertEquals(
                List.of("controller connected: pi:0", "controller left: pi:0, gone"), lines);
    }

    @Test
    void limitsTheLinesOfADayWithManyAddresses() {
        for (int i = 0; i < 5_000; i++) {
            flap("10.0." + i / 250 + "." + i % 250, 1);
        }
        assertTrue(lines.size() <= 100, lines::toString);
    }

    private void flap(String host, int times) {
        for (int i = 0; i < times; i++) {
            log.connected(host + ":" + i);
            log.left(host + ":" + i, "gone");
        }
    }

    private void endDay() {
        for (int i = 0; i < DAY_MINUTES; i++) {
            log.run();
        }
    }
}
