package sensorgate.device.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.JsonReader;
import sensorgate.device.support.Program;
import sensorgate.linux.Libc;
import sensorgate.support.Requires;

/** A whole bench, as short as possible; the measured numbers do not matter. */
@Timeout(120)
class BenchCommandTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--seconds=0     | --seconds; '0'; from 1 to 600",
        "--seconds=1.5   | --seconds; '1.5'; from 1 to 600",
        "--senders=901   | --senders; '901'; from 1 to 900",
        "--senders=-1    | --senders; '-1'; from 1 to 900",
        "--sender=1      | --sender; did you mean --senders?",
        "--json=yes      | --json; no value",
        "now             | now",
    })
    void saysWhatIsWrongWithACall(String argument, String words) {
        Called.with("bench", argument).assertUsage(words.split("; "));
    }

    @Test
    void accountsForEveryDatagramAndLeavesNothingBehind() throws Exception {
        needsLinux();
        try (Program program = bench("--seconds=1", "--senders=300", "--json")) {
            Map<String, Object> object = JsonReader.object(program.awaitLine("^\\{.*$") + "\n");
            assertEquals(ExitCode.GOOD, program.awaitExit());
            assertEquals(1, program.seen().size(), program.seen().toString());
            assertEquals(300.0, object.get("senders"));
            List<Map<String, Object>> steps = JsonReader.objects(object.get("steps"));
            assertFalse(steps.isEmpty());
            steps.forEach(BenchCommandTest::assertAddsUp);
        }
        assertEquals(List.of(), left());
    }

    private static void assertAddsUp(Map<String, Object> step) {
        assertEquals(
                number(step, "offered"),
                number(step, "received") + number(step, "denied") + number(step, "kernel_dropped")
                        + number(step, "lost_on_the_way"),
                step.toString());
        assertEquals(number(step, "received"), number(step, "stored"), step.toString());
        assertEquals(0, number(step, "denied"), step.toString());
        assertTrue(number(step, "offered") > 0, step.toString());
        assertTrue(number(step, "polls") > 0, step.toString());
        assertTrue(number(step, "memory_bytes") > 0, step.toString());
        assertTrue(number(step, "cpu_ns_per_datagram") > 0, step.toString());
        assertTrue(number(step, "poll_p50_ns") <= number(step, "poll_p99_ns"), step.toString());
        assertTrue(step.containsKey("allocated_bytes_per_datagram"), step.toString());
    }

    @Test
    void endsItsGatewayAndRemovesItsStateWhenItIsEnded() throws Exception {
        needsLinux();
        try (Program program = bench("--seconds=600")) {
            program.awaitLine("^offered/s ");
            List<ProcessHandle> gateways = ProcessHandle.of(program.pid()).orElseThrow()
                    .children().toList();
            assertEquals(1, gateways.size());
            assertEquals(1, left().size());
            program.terminate();
            program.awaitExit();
            Deadline.await(() -> !gateways.getFirst().isAlive());
            assertEquals(List.of(), left());
            assertTrue(program.seen().stream().noneMatch(line -> line.contains("\033")),
                    program.seen().toString());
        }
    }

    @Test
    void saysWhyItCannotMeasure() throws Exception {
        needsLinux();
        ProcessBuilder command = Program.command(
                List.of("-Djava.io.tmpdir=" + directory.resolve("missing")), "bench");
        try (Program program = Program.start(command)) {
            program.awaitLine("^sensorgate: cannot measure: .*missing");
            assertEquals(ExitCode.FAILED, program.awaitExit());
        }
    }

    private Program bench(String... arguments) throws Exception {
        String[] all = Stream.concat(Stream.of("bench"), Stream.of(arguments))
                .toArray(String[]::new);
        return Program.start(Program.command(List.of("-Djava.io.tmpdir=" + directory), all));
    }

    private List<String> left() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).toList();
        }
    }

    private static long number(Map<String, Object> step, String name) {
        return ((Double) step.get(name)).longValue();
    }

    private static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux");
    }
}
