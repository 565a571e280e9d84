package sensorgate.device.sniff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;
import sensorgate.device.support.Program;
import sensorgate.support.Requires;
import sensorgate.support.TestSettings;
import sensorgate.udp.UdpSettings;

/** The program {@code sniff}, with a gateway in another process. */
@Timeout(120)
class SniffProgramTest {

    private static final List<String> JAVA_OPTIONS = List.of("-XX:TieredStopAtLevel=1");

    @TempDir
    private Path directory;

    private Path socket;
    private GatewayProcess gateway;
    private Process sniffer;
    private Path out;
    private Path err;

    @BeforeEach
    void start() throws Exception {
        socket = directory.resolve("control.sock");
        gateway = GatewayProcess.start(
                directory.resolve("state"), "--udp.port=0", "--tcp.port=0",
                "--control.socket=" + socket, "--udp.allow=127.0.0.0/24").awaitReady();
    }

    @AfterEach
    void end() {
        if (sniffer != null) {
            sniffer.destroyForcibly();
        }
        gateway.close();
    }

    @Test
    void showsWhatArrivesUntilASignalEndsIt() throws Exception {
        sniff("--at", socket.toString());
        send("127.0.0.2", "temp,room=attic value=21.5");
        send("127.0.0.3", "temp value=21.5C");
        Deadline.await(() -> Files.readString(out).contains("without its unit"));
        String shown = Files.readString(out);
        assertTrue(shown.contains(" 127.0.0.2:") && shown.contains(", 26 bytes\n"), shown);
        assertTrue(shown.contains("\n    stored: temp,room=attic value=21.5\n"), shown);
        assertTrue(shown.contains("\n  temp value=21.5C\n             ^\n"), shown);
        sniffer.toHandle().destroy();
        assertTrue(sniffer.waitFor(30, TimeUnit.SECONDS));
        assertEquals(ExitCode.GOOD, sniffer.exitValue());
        List<String> said = Files.readAllLines(err);
        assertTrue(said.getFirst().contains(socket.toString()), said::toString);
        assertTrue(said.getLast().startsWith("sniffed 2 datagrams, 1 of them "), said::toString);
    }

    @Test
    void showsAsManyAsAreWantedOfWhatIsWanted() throws Exception {
        sniff("--at", socket.toString(), "--rejected", "--from=127.0.0.3,127.0.1.0/24",
                "--count=2");
        send("127.0.0.2", "bad");
        send("127.0.0.3", "a v=1");
        send("127.0.0.3", "a v=1\nworse");
        send("127.0.1.1", "a v=1");
        send("127.0.1.1", "not reached");
        assertTrue(sniffer.waitFor(30, TimeUnit.SECONDS));
        assertEquals(ExitCode.GOOD, sniffer.exitValue());
        String shown = Files.readString(out);
        assertTrue(shown.contains("\n  worse\n"), shown);
        assertTrue(shown.contains("\n  denied: 127.0.1.1 is not in udp.allow"), shown);
        assertTrue(!shown.contains("bad") && !shown.contains("not reached"), shown);
        assertTrue(!shown.contains("stored: a v=1\n  worse"), shown);
    }

    @Test
    void givesTheGatewaysOwnWords() throws Exception {
        sniff("--at", socket.toString(), "--raw", "--count=1");
        send("127.0.0.2", "a v=1\n");
        assertTrue(sniffer.waitFor(30, TimeUnit.SECONDS));
        String shown = Files.readString(out);
        String expected = "SNIFF precision=auto udp_port=" + gateway.udpPort()
                + "\n\\d+ 127\\.0\\.0\\.2:\\d+ - 6 a v=1\\\\x0a\n";
        assertTrue(shown.matches(expected), shown);
    }

    @Test
    void saysThatTheGatewayHasGone() throws Exception {
        sniff("--at", socket.toString());
        gateway.kill();
        assertTrue(sniffer.waitFor(30, TimeUnit.SECONDS));
        assertEquals(ExitCode.NOBODY_THERE, sniffer.exitValue());
        String said = Files.readString(err);
        assertTrue(said.contains(socket + " closed the connection"), said);
    }

    @Test
    void saysThatThereIsNoGateway() {
        Called called = Called.with("sniff", "--at", directory.resolve("none").toString());
        assertEquals(ExitCode.NOBODY_THERE, called.exitCode());
        assertTrue(called.err().startsWith("sensorgate: nobody answers at the control socket "));
        assertTrue(called.err().endsWith(", or name its control socket with --at\n"), called.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--at=127.0.0.1", "--from=192.168.1", "--count=0", "--count=x", "word",
        "--config=x", "--wire --at=/x", "--wire --raw", "--wier"})
    void refusesBadOptions(String options) {
        List<String> arguments = new ArrayList<>(List.of("sniff"));
        arguments.addAll(List.of(options.split(" ")));
        Called called = Called.with(arguments.toArray(String[]::new));
        assertEquals(ExitCode.USAGE, called.exitCode(), called.err());
        assertEquals("", called.out());
    }

    @Test
    void refusesAConfigurationThatIsWrong() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.properties"), "udp.port=x\n");
        Called called = Called.with("sniff", "--wire", "--config", file.toString());
        assertEquals(ExitCode.CONFIGURATION, called.exitCode());
        assertTrue(called.err().contains("udp.port"), called.err());
    }

    /** Runs in its own network, where it has the privilege and hears only this test. */
    @Test
    void hearsDatagramsToAClosedPortOnTheWire() throws Exception {
        Requires.that(
                run("unshare", "-rn", "ip", "link", "set", "lo", "up"),
                "a network namespace: unshare -rn ip link set lo up");
        Path file = Files.writeString(
                directory.resolve("wire.properties"), "udp.port=4711\ncontrol.socket=none\n");
        List<String> command = new ArrayList<>(List.of(
                "unshare", "-rn", "bash", "-c", "ip link set lo up; \"$@\" & pid=$!;"
                + " until [ -s " + directory.resolve("err") + " ]; do read -rt 0.1 <> <(:); done;"
                + " for i in {1..300}; do kill -0 $pid 2> /dev/null || break;"
                + " echo 'a v=1' > /dev/udp/127.0.0.1/4712; read -rt 0.1 <> <(:); done;"
                + " wait $pid", "sh"));
        command.addAll(Program.command(JAVA_OPTIONS, "sniff", "--wire", "--rejected",
                "--count=1", "--config=" + file).command());
        start(new ProcessBuilder(command));
        assertTrue(sniffer.waitFor(60, TimeUnit.SECONDS));
        String shown = Files.readString(out);
        assertTrue(shown.contains(" to 127.0.0.1:4712, 6 bytes\n  port 4712 is closed:"
                + " the gateway listens at 4711, have the sensor send there\n  a v=1\n"), shown);
        assertEquals(ExitCode.GOOD, sniffer.exitValue());
        String said = Files.readString(err);
        assertTrue(said.lines().toList().getLast().startsWith("heard 1 datagram, 1 of "), said);
    }

    @Test
    void learnsTheGatewaysPortFromTheGatewayThatRuns() {
        UdpSettings configured = TestSettings.udp();
        UdpSettings running = RunningGateway.settings(configured, List.of(socket), 2_000);
        assertEquals(gateway.udpPort(), running.port());
        assertEquals(configured.allow(), running.allow());
    }

    @Test
    void cannotKnowTheFreePortOfAGatewayThatDoesNotRun() throws IOException {
        Path file = Files.writeString(
                directory.resolve("free.properties"), "udp.port=0\ncontrol.socket=none\n");
        Called called = Called.with("sniff", "--wire", "--config", file.toString());
        assertEquals(ExitCode.NOBODY_THERE, called.exitCode());
        assertTrue(called.err().contains("with udp.port=0"), called.err());
    }

    @Test
    void saysHowToBeAllowedToListenToTheWire() throws Exception {
        Requires.that(
                run("setpriv", "--bounding-set=-net_raw", "true"),
                "privileges cannot be given up: 'setpriv --bounding-set=-net_raw' fails");
        List<String> command = new ArrayList<>(List.of(
                "setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"));
        command.addAll(Program.command(JAVA_OPTIONS, "sniff", "--wire").command());
        start(new ProcessBuilder(command));
        assertTrue(sniffer.waitFor(30, TimeUnit.SECONDS));
        String said = Files.readString(err);
        assertTrue(said.contains("'sudo sensorgate sniff --wire'"), said);
        assertEquals(ExitCode.NO_PERMISSION, sniffer.exitValue());
    }

    /** Starts the program and waits until it shows datagrams. */
    private void sniff(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("sniff"));
        arguments.addAll(List.of(options));
        start(Program.command(JAVA_OPTIONS, arguments.toArray(String[]::new)));
        Deadline.await(() -> Files.readString(err).endsWith(" Ctrl-C\n"));
    }

    private void start(ProcessBuilder command) throws IOException {
        out = directory.resolve("out");
        err = directory.resolve("err");
        sniffer = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException _) {
            return false; // the program is not installed
        }
    }

    private void send(String from, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket sensor = new DatagramSocket(
                new InetSocketAddress(InetAddress.ofLiteral(from), 0))) {
            sensor.send(new DatagramPacket(
                    bytes, bytes.length, new InetSocketAddress("127.0.0.1", gateway.udpPort())));
        }
    }
}
