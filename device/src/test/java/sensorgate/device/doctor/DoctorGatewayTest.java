package sensorgate.device.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.ThisMachine;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;

/** Asks a running gateway of this machine. */
@Timeout(60)
class DoctorGatewayTest {

    @TempDir
    private Path directory;

    private Path file;
    private Path socket;
    private GatewayProcess gateway;

    @BeforeEach
    void startGateway() throws Exception {
        file = Files.writeString(
                directory.resolve("own.properties"), "series.max = 100\nudp.allow = 127.0.0.1\n");
        socket = directory.resolve("control.sock");
        gateway = GatewayProcess.start(
                directory.resolve("state"), "--config=" + file, "--control.socket=" + socket,
                "--udp.port=0", "--tcp.port=0").awaitReady();
    }

    @AfterEach
    void stopGateway() {
        gateway.close();
    }

    @Test
    void findsTheFileThePortsAndTheDirectoryOfTheGatewayItself() throws Exception {
        String out = visit();
        assertTrue(out.contains(file + ": "), out);
        assertTrue(out.contains("the running gateway uses these settings, except for the options"
                + " it was started with: "), out);
        assertTrue(out.contains("--udp.address=127.0.0.1"), out);
        assertTrue(out.contains(gateway.udpPort() + " is the gateway's: java (process "), out);
        assertTrue(out.contains(gateway.tcp().port() + " is the gateway's: java (process "), out);
        assertTrue(out.contains("disk of " + directory.resolve("state") + ": "), out);
        assertTrue(out.contains("nothing is lost since the gateway started"), out);
    }

    @Test
    void namesTheSettingThatWasEditedSinceTheGatewayStarted() throws Exception {
        Files.writeString(file, "series.max = 200\nudp.allow = 127.0.0.1\nudp.port = 9000\n");
        String out = visit();
        assertTrue(out.contains("warning  configuration   series.max = 200 is configured, but the"
                + " running gateway uses 100\n"), out);
        assertFalse(out.contains("udp.port = 9000 is configured"), "an option overrides the file");
        assertFalse(out.contains("udp.allow = 127.0.0.1 is configured"), out);
    }

    @Test
    void seesWhatAReloadHasTakenOver() throws Exception {
        Files.writeString(file, "series.max = 200\nudp.allow = 127.0.0.1\ntcp.turn = 20s\n");
        String before = visit();
        assertTrue(before.contains("tcp.turn = 20s is configured, but the running gateway uses 10s"
                + "\n"), before);
        assertEquals(0, new ProcessBuilder("kill", "-HUP", String.valueOf(gateway.pid()))
                .start().waitFor());
        Machine machine = new ThisMachine();
        Deadline.await(() -> machine.ask(socket, "CONFIG").contains("tcp.turn = 20s"));
        List<String> config = machine.ask(socket, "CONFIG");
        assertTrue(config.contains("# file = " + file), config.toString());
        assertTrue(config.contains("# option = udp.port"), config.toString());
        assertTrue(config.contains("series.max = 100"), config.toString());
        String after = visit();
        assertTrue(after.contains("series.max = 200 is configured"), after);
        assertFalse(after.contains("tcp.turn = 20s is configured"), after);
    }

    @Test
    void namesWhatTheGatewayHasLost() throws Exception {
        send("127.0.0.1", "temp value=21,5");
        send("127.0.0.1", "temp value=21,6");
        send("127.0.0.2", "temp value=1");
        Machine machine = new ThisMachine();
        Deadline.await(() -> {
            List<String> stats = machine.ask(socket, "STATS");
            return stats.contains("rejected_field 2") && stats.contains("denied 1");
        });
        String out = visit();
        assertTrue(out.matches("(?s).*\nwarning  losses          denied: 1 datagram since the"
                + " gateway started \\d+ s ago; last 127.0.0.2:\\d+, \\d s ago, \"temp value=1\"\n"
                + " +-> if this sender is yours: set udp.allow = 127.0.0.1, 127.0.0.2; .*"), out);
        assertTrue(out.matches("(?s).*\nwarning  losses          rejected_field: 2 lines since"
                + ".*\"temp value=21,6\"\n +-> a number has a point, not a comma;"
                + " send: temp value=21.6\n.*"), out);
    }

    @Test
    void readsTheAnswersOfTheControlSocket() throws Exception {
        Machine machine = new ThisMachine();
        assertEquals(List.of("PONG"), machine.ask(socket, "PING"));
        assertTrue(machine.ask(socket, "CONFIG").contains("series.max = 100"));
        assertTrue(machine.ask(socket, "STATS 1").getFirst().startsWith("ERR usage"));
    }

    private String visit() {
        Called called = Called.with("doctor", "--control.socket=" + socket);
        assertEquals("", called.err());
        return called.out();
    }

    private void send(String from, String line) throws Exception {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket sensor = new DatagramSocket(
                new InetSocketAddress(InetAddress.ofLiteral(from), 0))) {
            sensor.send(new DatagramPacket(
                    bytes, bytes.length, InetAddress.ofLiteral("127.0.0.1"), gateway.udpPort()));
        }
    }
}
