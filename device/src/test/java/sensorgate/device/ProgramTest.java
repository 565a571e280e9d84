package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.run.GatewayLog;
import sensorgate.device.service.ServiceNotifier;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.Program;
import sensorgate.support.Requires;

/** The program from outside: processes, signals, exit codes and its log. */
@Timeout(120)
class ProgramTest {

    private static final Path RMEM_MAX = Path.of("/proc/sys/net/core/rmem_max");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    private Path directory;

    @Test
    void receivesAndAnswersUntilItIsToldToStop() throws Exception {
        try (Program program = Program.start(
                "run", "--state.directory=none", "--udp.port=0", "--tcp.port=0")) {
            String version = program.awaitLine(
                    "INFO sensorgate (\\S+), Java .* takes datagrams by \\S+$");
            assertTrue(version.matches("\\d+\\.\\d+\\.\\d+\\S*"), version);
            String udpPort = program.awaitLine(
                    "UDP listens on \\*:(\\d+) for readings from loopback, private");
            String tcpPort = program.awaitLine(
                    "TCP listens on \\*:(\\d+) for polls from loopback, private");
            program.awaitLine("receive buffer: asked for 4194304 bytes, granted \\d+$");
            program.awaitLine("INFO ready$");

            send(udpPort, "temp,room=attic value=21.5");
            send(udpPort, "temp,room=cellar value=12");
            awaitStat(tcpPort, "stored 2");
            assertEquals("21.5\n", poll(tcpPort, "VALUE", "temp,room=attic", "value").out());
            program.awaitLine("INFO controller connected: 127.0.0.1:\\d+$");
            program.awaitLine("INFO controller left: 127.0.0.1:\\d+, it closed the connection$");

            program.terminate();
            program.awaitLine(
                    "INFO stopped: 2 received, 0 kernel_dropped, 0 denied, 2 lines, 2 stored$");
            assertEquals(ExitCode.GOOD, program.awaitExit());
        }
    }

    @Test
    void readsItsConfigurationFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.properties"), """
                udp.port = 0
                udp.address = 127.0.0.1
                udp.allow = 127.0.0.0/8
                udp.source = portable
                tcp.port = 0
                tcp.address = ::1
                state.directory = none
                """);
        try (Program program = Program.start("run", "--config", file.toString())) {
            program.awaitLine("takes datagrams by DatagramChannel$");
            program.awaitLine(
                    "UDP listens on 127\\.0\\.0\\.1:\\d+ for readings from 127\\.0\\.0\\.0/8$");
            String tcpPort = program.awaitLine("TCP listens on \\[\\S+\\]:(\\d+) for polls from ");
            program.awaitLine("ready$");
            Called called = Called.with("poll", "--at=[::1]:" + tcpPort, "PING");
            assertEquals("PONG\n", called.out());
            program.terminate();
            assertEquals(ExitCode.GOOD, program.awaitExit());
        }
    }

    @Test
    void startsNothingWithABadConfiguration() throws Exception {
        try (Program program = Program.start("run", "--udp.prot=0", "--tcp.idle=never")) {
            program.awaitLine("^--udp\\.prot: unknown key, did you mean udp\\.port\\?$");
            program.awaitLine("^--tcp\\.idle: 'never' cannot be used: ");
            assertEquals(ExitCode.CONFIGURATION, program.awaitExit());
        }
    }

    @Test
    void saysThatItsUdpPortIsTaken() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                Program program = Program.start(
                        "run", "--state.directory=none", "--udp.address=127.0.0.1",
                        "--udp.port=" + other.getLocalPort())) {
            program.awaitLine("^cannot listen for UDP on 127\\.0\\.0\\.1:" + other.getLocalPort()
                    + ": .*, or end the program that has it: java \\(process "
                    + ProcessHandle.current().pid() + "\\)");
            assertEquals(ExitCode.CONFIGURATION, program.awaitExit());
        }
    }

    @Test
    void saysThatItsTcpPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0);
                Program program = Program.start(
                        "run", "--state.directory=none", "--udp.port=0",
                        "--tcp.port=" + other.getLocalPort())) {
            program.awaitLine("^cannot listen for TCP on port " + other.getLocalPort()
                    + ": .*, or end the program that has it: java \\(process "
                    + ProcessHandle.current().pid() + "\\)");
            assertEquals(ExitCode.CONFIGURATION, program.awaitExit());
        }
    }

    @Test
    void saysThatItKeepsReadingsInMemoryOnly() throws Exception {
        try (Program program = run("none")) {
            program.awaitLine(
                    "INFO no state\\.directory: readings and the journal are kept in memory only$");
            program.awaitLine("ready$");
        }
    }

    @Test
    void keepsItsStateWhereSystemdSaysAndSaysWhatItFoundThere() throws Exception {
        Path state = directory.resolve("state");
        ProcessBuilder command = Program.command(
                List.of(), "run", "--udp.port=0", "--tcp.port=0", "--journal.size=256k");
        command.environment().put("STATE_DIRECTORY", state.toString());
        try (Program program = Program.start(command)) {
            program.awaitLine("INFO state is kept in " + state + ": 0 readings, 0 points in a"
                    + " journal of 262144 bytes$");
            String udpPort = program.awaitLine("UDP listens on \\*:(\\d+) ");
            String tcpPort = program.awaitLine("TCP listens on \\*:(\\d+) ");
            program.awaitLine("ready$");
            send(udpPort, "temp,room=attic value=21.5,battery=88i");
            send(udpPort, "temp,room=attic value=22");
            awaitStat(tcpPort, "stored 2");
            program.terminate();
            assertEquals(ExitCode.GOOD, program.awaitExit());
        }
        try (Program program = Program.start(command)) {
            program.awaitLine("INFO state is kept in " + state + ": 2 readings, 2 points in a");
            String tcpPort = program.awaitLine("TCP listens on \\*:(\\d+) ");
            program.awaitLine("ready$");
            assertEquals("22\n", poll(tcpPort, "VALUE", "temp,room=attic", "value").out());
            assertEquals("88\n", poll(tcpPort, "VALUE", "temp,room=attic", "battery").out());
        }
    }

    @Test
    void refusesAStateDirectoryThatAnotherGatewayUses() throws Exception {
        Path state = directory.resolve("state");
        try (Program first = run(state.toString())) {
            first.awaitLine("ready$");
            try (Program second = run(state.toString())) {
                second.awaitLine("^another gateway \\(process " + first.pid() + "\\) keeps its"
                        + " state in " + state + ": .*state\\.directory");
                assertEquals(ExitCode.CONFIGURATION, second.awaitExit());
            }
            first.kill();
            first.awaitExit();
            try (Program third = run(state.toString())) {
                third.awaitLine("ready$");
            }
        }
    }

    @Test
    void refusesAStateDirectoryThatIsNone() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        for (Path path : List.of(file, file.resolve("state"))) {
            try (Program program = run(path.toString())) {
                program.awaitLine("^cannot keep state in " + path + ": that is not a directory;"
                        + " .*state\\.directory$");
                assertEquals(ExitCode.CONFIGURATION, program.awaitExit());
            }
        }
    }

    @Test
    void refusesAStateDirectoryThatItMayNotWrite() throws Exception {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Requires.that(
                locked.toFile().setWritable(false) && Files.exists(SETPRIV),
                SETPRIV + ", to take root's privileges away");
        try {
            for (Path path : List.of(locked, locked.resolve("state"))) {
                try (Program program = runWithoutPrivileges(path.toString())) {
                    program.awaitLine("^cannot keep state in " + path + ": this user may not write"
                            + " .* sudo (chown|install) ");
                    assertEquals(ExitCode.CONFIGURATION, program.awaitExit());
                }
            }
        } finally {
            locked.toFile().setWritable(true);
        }
    }

    @Test
    void warnsOfAReceiveBufferThatTheKernelCapped() throws Exception {
        Requires.that(Files.exists(RMEM_MAX), "/proc/sys/net/core/rmem_max");
        Requires.that(
                Long.parseLong(Files.readString(RMEM_MAX).strip()) < 1 << 30,
                "a limit of the receive buffer below 1 GiB");
        // portable, for the other source asks past rmem_max, and where root runs tests it may
        try (Program program = Program.start(
                "run", "--state.directory=none", "--udp.port=0", "--tcp.port=0",
                "--udp.receive-buffer=1g", "--udp.source=portable")) {
            program.awaitLine("WARN the kernel capped the receive buffer: it holds about \\d+ short"
                    + ".* sudo sysctl -w net\\.core\\.rmem_max=1073741824 ");
            program.awaitLine("ready$");
        }
    }

    @Test
    void tellsTheJournalThatAFaultIsAnError() throws Exception {
        Path file = Files.createFile(directory.resolve("journal"));
        Process process = journaled(
                file, "run", "--state.directory=none", "--udp.port=0", "--udp.source=fast").start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(ExitCode.CONFIGURATION, process.exitValue());
        assertEquals(
                "<3>--udp.source: 'fast' cannot be used: write one of auto, recvmmsg, portable\n",
                Files.readString(file));
    }

    @Test
    void logsForTheJournalWithItsLevels() throws Exception {
        Path file = Files.createFile(directory.resolve("journal"));
        Process process = journaled(
                file, "run", "--state.directory=none", "--udp.port=0", "--tcp.port=0").start();
        try {
            Deadline.await(() -> Files.readString(file).contains("<6>ready\n"));
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(ExitCode.GOOD, process.exitValue());
            String log = Files.readString(file);
            assertTrue(log.lines().allMatch(line -> line.matches("<[3-7]>\\D.*")), log);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void leavesTheLogAloneWhereItNeedsNone() throws Exception {
        for (String command : List.of("version", "check", "--help")) {
            Path classes = directory.resolve("classes" + command);
            Process process = Program.command(
                    List.of("-Xlog:class+load:file=" + classes), command).start();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            String loaded = Files.readString(classes);
            assertTrue(loaded.contains(" sensorgate.device.Main "), loaded);
            assertFalse(loaded.contains(" org.tinylog."), loaded);
        }
    }

    @Test
    void endsWhenTheGatewayFails() throws Exception {
        try (Program program = Program.startOnClassPath(FailingGateway.class)) {
            program.awaitLine("ERROR the gateway failed");
            program.awaitLine("^java\\.lang\\.IllegalStateException: out of luck$");
            program.awaitLine("ERROR the thread main failed, .*: out of luck; .* exits with 70");
            assertEquals(ExitCode.FAILED, program.awaitExit());
        }
    }

    /** A gateway that fails as soon as it starts. */
    static final class FailingGateway {

        public static void main(String[] arguments) {
            new GatewayLog(ServiceNotifier.ofProcess())
                    .onFailed(new IllegalStateException("out of luck"));
        }
    }

    /** As systemd starts it: the environment names what standard error is, here a file. */
    private static ProcessBuilder journaled(Path file, String... arguments) throws IOException {
        ProcessBuilder builder =
                Program.command(List.of(), arguments).redirectError(file.toFile());
        builder.environment().put(
                "JOURNAL_STREAM",
                Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino"));
        return builder;
    }

    private static Program run(String state) throws IOException {
        return Program.start(command(state));
    }

    private static ProcessBuilder command(String state) {
        return Program.command(List.of(),
                "run", "--udp.port=0", "--tcp.port=0", "--journal.size=256k",
                "--state.directory=" + state);
    }

    /** Runs the program as a user that a file's mode keeps out; root becomes such a user. */
    private static Program runWithoutPrivileges(String state) throws IOException {
        ProcessBuilder command = command(state);
        if (System.getProperty("user.name").equals("root")) {
            command.command().addAll(0, List.of(
                    SETPRIV.toString(), "--bounding-set=-all", "--inh-caps=-all"));
        }
        return Program.start(command);
    }

    private static void send(String port, String line) {
        Called called = Called.with("send", "--to=127.0.0.1:" + port, line);
        assertTrue(called.out().startsWith("sent 1 point to 127.0.0.1:" + port), called.out());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    private static Called poll(String port, String... request) {
        String[] arguments = new String[request.length + 2];
        arguments[0] = "poll";
        arguments[1] = "--at=127.0.0.1:" + port;
        System.arraycopy(request, 0, arguments, 2, request.length);
        return Called.with(arguments);
    }

    private static void awaitStat(String port, String line) throws Exception {
        Deadline.await(() -> poll(port, "STATS").out().lines().anyMatch(line::equals));
    }
}
