package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.NotifyReceiver;
import sensorgate.device.support.Program;
import sensorgate.device.support.ScriptedTerminal;
import sensorgate.linux.Libc;
import sensorgate.support.Requires;
import sensorgate.support.TestController;
import sensorgate.support.TestSensor;

/** SIGHUP makes the program take over its configuration. */
@Timeout(120)
class ReloadProgramTest {

    private static final int RELOADS = 100;
    private static final int DATAGRAMS = 100;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux");
    }

    @Test
    void takesOverWhatItCanAndNamesWhatNeedsARestart() throws Exception {
        try (NotifyReceiver manager = new NotifyReceiver();
                Program program = start(manager)) {
            int port = port(program, "UDP");
            program.awaitLine("ready$");
            manager.await("READY=1");
            configure("udp.allow = 127.0.0.3\njournal.size = 1m\n");
            long beforeUs = System.nanoTime() / 1_000;
            hangUp(program);
            assertTrue(timeUs(manager.await("RELOADING=1")) >= beforeUs);
            program.awaitLine("INFO configuration reloaded from .*: udp.allow = 127.0.0.3$");
            program.awaitLine("WARN a restart is needed for journal.size = 1m:"
                    + " sudo systemctl restart sensorgate$");
            assertEquals("READY=1", manager.await("READY=1"));
            try (TestSensor sensor = new TestSensor("127.0.0.3", port)) {
                sensor.send("t v=1");
                manager.await(
                        "STATUS=.* 1 reading of 4096; a restart is needed for journal.size = 1m");
            }
            configure("udp.allow = 127.0.0.3\n");
            hangUp(program);
            program.awaitLine("configuration reloaded from .*: no change to take over$");
            manager.await("STATUS=.* 1 reading of 4096$");
        }
    }

    @Test
    void aWrongFileChangesNothingAndEachMistakeIsSaid() throws Exception {
        try (NotifyReceiver manager = new NotifyReceiver();
                Program program = start(manager)) {
            int port = port(program, "UDP");
            program.awaitLine("ready$");
            manager.await("READY=1");
            configure("udp.allow = 127.0.0.3\nudp.prot = 1\ntcp.idle = 5\n");
            hangUp(program);
            manager.await("RELOADING=1");
            program.awaitLine("ERROR .*:2: udp.prot: unknown key, did you mean udp.port");
            program.awaitLine("ERROR .*:3: tcp.idle: '5' cannot be used: write a duration");
            program.awaitLine("the gateway keeps its configuration, the new one has 2 mistakes$");
            manager.await("STATUS=.*keeps its configuration, .* 2 mistakes: .*udp.prot.*");
            manager.await("READY=1"); // the gateway runs on
            try (TestSensor sensor = new TestSensor("127.0.0.2", port)) {
                sensor.send("t v=1");
                manager.await("STATUS=.* 1 reading of 4096; .*");
            }
            Files.delete(file());
            hangUp(program);
            program.awaitLine("ERROR .*: there is no such file: name another file with --config");
            program.terminate();
            assertEquals(ExitCode.GOOD, program.awaitExit());
        }
    }

    @Test
    void aHundredReloadsUnderLoadLoseNothing() throws Exception {
        configure("");
        try (Program program = start()) {
            int udpPort = port(program, "UDP");
            int tcpPort = port(program, "TCP");
            program.awaitLine("ready$");
            try (TestSensor known = new TestSensor("127.0.0.2", udpPort);
                    TestSensor other = new TestSensor("127.0.0.3", udpPort);
                    TestController controller = new TestController("127.0.0.1", tcpPort)) {
                for (int i = 0; i < RELOADS; i++) {
                    configure(i % 2 == 0 ? "udp.allow = 127.0.0.2\n" : "udp.precision = s\n");
                    hangUp(program);
                    for (int j = 0; j < DATAGRAMS / 2; j++) {
                        known.send("t v=1 1764000000");
                        other.send("u v=1");
                    }
                    program.awaitLine("configuration reloaded from .*udp.allow = "
                            + (i % 2 == 0 ? "127.0.0.2" : "local"));
                }
                long sent = RELOADS * DATAGRAMS;
                Deadline.await(() -> count(controller, "received") + count(controller, "denied")
                        + count(controller, "kernel_dropped") == sent);
                assertEquals(count(controller, "received"), count(controller, "stored"));
                assertTrue(count(controller, "denied") > 0);
                assertTrue(count(controller, "received") > sent / 2);
            }
        }
    }

    /** The kernel sends SIGHUP when a terminal closes; {@code kill} sends it while it is open. */
    @Test
    void reloadsAtATerminalAndEndsWhenTheTerminalCloses() throws Exception {
        Requires.that(Files.exists(Path.of("/usr/bin/script")), "script (util-linux)");
        configure("");
        ProcessBuilder program = Program.command(
                List.of(), "run", "--config=" + file(), "--udp.port=0", "--tcp.port=0",
                "--state.directory=none");
        ScriptedTerminal terminal = ScriptedTerminal.start(
                directory,
                "echo begun; '" + String.join("' '", program.command()) + "' 2>&1 | tee log\n",
                Map.of());
        try {
            terminal.awaitOutput("ready");
            ProcessHandle java = terminal.java();
            try {
                kill("HUP", java.pid());
                terminal.awaitOutput("configuration reloaded");
                terminal.loseTerminal();
                Deadline.await(() -> !java.isAlive());
            } finally {
                java.destroyForcibly(); // has no parent that the test could find it by
            }
        } finally {
            terminal.kill();
        }
    }

    @Test
    void findsTheTerminalBehindAnyName() {
        assertTrue(HangupSignal.hasTerminal("7 (ja) 0 (va) S 1 2 3 34816 5 4194304"));
        assertFalse(HangupSignal.hasTerminal("7 (ja) 9 (va) S 1 2 3 0 -1 4194304"));
    }

    private Program start(NotifyReceiver manager) throws IOException {
        configure("");
        ProcessBuilder command = Program.command(
                List.of(), "run", "--config=" + file(), "--udp.port=0", "--tcp.port=0",
                "--state.directory=none");
        command.environment().put("NOTIFY_SOCKET", manager.name());
        return Program.start(command);
    }

    private Program start() throws IOException {
        return Program.start(
                "run", "--config=" + file(), "--udp.port=0", "--tcp.port=0",
                "--state.directory=none");
    }

    private Path file() {
        return directory.resolve("sensorgate.properties");
    }

    private void configure(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private static int port(Program program, String protocol) throws InterruptedException {
        return Integer.parseInt(program.awaitLine(protocol + " listens on \\S+:(\\d+) for "));
    }

    private static void hangUp(Program program) throws Exception {
        kill("HUP", program.pid());
    }

    private static void kill(String signal, long pid) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                .start().waitFor());
    }

    private static long timeUs(String message) {
        return Long.parseLong(message.replaceFirst("(?s).*MONOTONIC_USEC=(\\d+).*", "$1"));
    }

    private static long count(TestController controller, String name) {
        controller.send("STATS\n");
        return controller.readLinesToEnd().stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst().orElseThrow();
    }
}
