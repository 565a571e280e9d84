package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sensorgate.count.LossHour;
import sensorgate.count.Stat;
import sensorgate.udp.Cause;

class LossReportTest {

    private final Map<String, Long> counters = new HashMap<>();
    private final Map<String, String> offenders = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private LossReport report;

    @BeforeEach
    void watch() {
        counters.put("denied", 7L); // before the report began
        report = new LossReport(
                List.of(loss("denied", "udp.allow says who may send"),
                        loss("kernel_dropped", ""),
                        loss("rejected_value", Cause.VALUE.remedy()),
                        loss("readings_rejected", "raise series.max")),
                offenders::get, log::add);
    }

    @Test
    void saysNothingWhereNothingWasLost() {
        report.run();
        assertEquals(List.of(), log);
    }

    @Test
    void saysOnceAMinuteWhatWasLostAndWhoSentItLast() {
        counters.put("rejected_value", 120L);
        counters.put("kernel_dropped", 3L);
        offenders.put("rejected_value", "192.168.1.7:4210 \"temp value=abc\"");
        report.run();
        report.run();
        assertEquals(
                List.of("lost in the last minute: 3 kernel_dropped, 120 rejected_value"
                        + " (last 192.168.1.7:4210 \"temp value=abc\"; "
                        + Cause.VALUE.remedy() + ")"),
                log);
    }

    @Test
    void countsFromOneMinuteToTheNext() {
        counters.put("denied", 8L);
        report.run();
        counters.put("denied", 10L);
        report.run();
        assertEquals(
                List.of("lost in the last minute: 1 denied (udp.allow says who may send)",
                        "lost in the last minute: 2 denied (udp.allow says who may send)"),
                log);
    }

    @Test
    void letsNobodyForgeALineOfTheLog() {
        counters.put("readings_rejected", 1L);
        offenders.put("readings_rejected", "10.0.0.9:1 \"x\n<3>forged\"");
        report.run();
        assertEquals(
                List.of("lost in the last minute: 1 readings_rejected"
                        + " (last 10.0.0.9:1 \"x\\n<3>forged\"; raise series.max)"),
                log);
    }

    private LossHour loss(String name, String remedy) {
        return new LossHour(Stat.counter(
                name, "", "", () -> counters.getOrDefault(name, 0L)).loss(remedy));
    }
}
