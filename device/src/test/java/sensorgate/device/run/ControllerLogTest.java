package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerLogTest {

    private final List<String> lines = new ArrayList<>();
    private final ControllerLog log = new ControllerLog(lines::add);

    @Test
    void logsWhoComesAndWhyHeLeaves() {
        log.connected("192.168.1.9:40123");
        log.left("192.168.1.9:40123", "it closed the connection");
        log.run();
        assertEquals(
                List.of("controller connected: 192.168.1.9:40123",
                        "controller left: 192.168.1.9:40123, it closed the connection"),
                lines);
    }

    @Test
    void sumsUpAControllerThatFlaps() {
        flap(46);
        assertEquals(10, lines.size());
        log.run();
        assertEquals(11, lines.size());
        assertTrue(lines.getLast().startsWith("controller connected 41 "), lines.getLast());
        assertTrue(lines.getLast().endsWith(": controller left: pi:45, gone"), lines.getLast());
    }

    @Test
    void beginsAnewEachMinute() {
        flap(46);
        log.run();
        lines.clear();
        log.run();
        assertEquals(List.of(), lines);
        flap(1);
        assertEquals(
                List.of("controller connected: pi:0", "controller left: pi:0, gone"), lines);
    }

    private void flap(int times) {
        for (int i = 0; i < times; i++) {
            log.connected("pi:" + i);
            log.left("pi:" + i, "gone");
        }
    }
}
