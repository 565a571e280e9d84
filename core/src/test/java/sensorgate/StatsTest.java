package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.count.Stat;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;

/** The counters and gauges of a running gateway: names, order, help, and which count losses. */
@Timeout(20)
final class StatsTest {

    /** Dashboards and scripts depend on these names; a new one must stand at a section's end. */
    private static final List<String> NAMES = List.of((
            "received kernel_dropped kernel_dropped_before denied oversize lines blank stored"
            + " rejected_measurement rejected_tag rejected_duplicate_tag rejected_field"
            + " rejected_value rejected_range rejected_string rejected_timestamp rejected_utf8"
            + " rejected_oversize rejected_reserved rejected_table_full"
            + " rejected_per_sender rejected_length"
            + " readings_rejected oversize_bytes times_implausible points_late"
            + " time_answered time_not_set time_too_short time_too_often time_not_unicast"
            + " time_not_sent"
            + " readings readings_max reading_newest_age_ms reading_oldest_age_ms"
            + " readings_expired readings_forgotten"
            + " readings_stored datagrams_per_s datagrams_per_min readings_per_s readings_per_min"
            + " readings_late"
            + " journal_forces journal_pages_forced journal_force_failures journal_force_ms_max"
            + " checkpoints checkpoint_failures points_not_written replies_unsaved"
            + " journal_in_memory"
            + " controllers_accept_failed controllers_accepted controllers_denied"
            + " controllers_closed controllers_lost controllers_yielded controllers_replaced"
            + " controllers_write_timeout controllers_request_timeout controllers_busy tcp_foreign"
            + " controllers_served controllers_waiting requests requests_failed requests_too_long"
            + " points_told_lost control_accept_failed control_connections control_open"
            + " control_closed control_lost control_busy control_write_timeout control_foreign"
            + " control_requests"
            + " control_requests_failed control_requests_too_long control_points_told_lost"
            + " uptime_s memory_resident_bytes memory_heap_bytes memory_heap_used_bytes"
            + " memory_heap_max_bytes clock_synchronised clock_stepped_ms").split(" "));

    private static final Set<String> LOSSES = Set.of(
            "denied", "kernel_dropped", "readings_rejected", "controllers_denied",
            "points_not_written", "rejected_measurement", "rejected_tag", "rejected_duplicate_tag",
            "rejected_field", "rejected_value", "rejected_range", "rejected_string",
            "rejected_timestamp", "rejected_utf8", "rejected_oversize", "rejected_reserved",
            "rejected_table_full", "rejected_per_sender", "rejected_length", "oversize_bytes",
            "readings_expired");

    @Test
    void statsGivesTheNamesAlwaysGivenInTheirOrder() {
        try (TestGateway gateway = new TestGateway.Setup().start()) {
            TestController controller = gateway.controller("127.0.0.2");
            controller.send("STATS\n");
            assertEquals(NAMES, controller.readLinesToEnd().stream()
                    .filter(line -> !line.startsWith("controller "))
                    .map(line -> line.substring(0, line.indexOf(' '))).toList());
        }
    }

    @Test
    void everyStatHasANameOfItsOwnAndAHelpfulSentence() {
        try (TestGateway gateway = new TestGateway.Setup().start()) {
            List<Stat> stats = gateway.gateway().stats();
            assertEquals(stats.size(), stats.stream().map(Stat::name).distinct().count());
            assertEquals(stats.size(), stats.stream().map(Stat::help).distinct().count());
            for (Stat stat : stats) {
                assertTrue(stat.help().matches("[A-Z].{10,}\\."), stat.toString());
                assertFalse(stat.help().contains("\n"), stat.toString());
                assertTrue(stat.unit().matches("[a-z]+"), stat.toString());
            }
        }
    }

    @Test
    void aRunningGatewayAndToolsThatKnowNamesAgreeOnLosses() {
        try (TestGateway gateway = new TestGateway.Setup().start()) {
            assertEquals(new TreeSet<>(LOSSES), gateway.gateway().stats().stream()
                    .filter(Stat::isLoss)
                    .map(Stat::name)
                    .collect(Collectors.toCollection(TreeSet::new)));
            for (Stat stat : gateway.gateway().stats()) {
                assertEquals(stat.isLoss(), Losses.isLoss(stat.name()), stat.name());
                assertEquals(
                        stat.remedy(),
                        stat.isLoss() ? Losses.of(stat.name()).remedy() : null, stat.name());
            }
            assertFalse(Losses.isLoss("rejected_by_another_version"));
        }
    }
}
