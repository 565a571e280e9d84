package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.GatewayProcess;
import sensorgate.device.support.Program;
import sensorgate.line.LineScanner;

/** {@code watch} in a pipe, as a process of its own. */
@Timeout(60)
final class WatchProgramTest {

    private static final Map<String, String> REPLIES = Map.of(
            "SINCE now", "END 5d0c41e7.3\n",
            "SINCE 0 2000", "END 5d0c41e7.3\n",
            "SINCE 5d0c41e7.3 2000", "END 5d0c41e7.3\n",
            "DUMP", "temp value=21.5 17\nEND\n",
            "LATE", "END\n",
            "LATE THAN 0s", "END\n",
            "STATS", "received 2\nstored 1\nEND\n");

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void endsWellWhenASignalEndsIt(String signal) throws Exception {
        try (FakeGateway gateway = FakeGateway.answeringAll(REPLIES);
                Program watch = Program.start("watch", gateway.at(), "--interval=0.1")) {
            watch.awaitLine("^nothing lost$");
            watch.awaitLine("^nothing lost$");
            new ProcessBuilder("kill", "-" + signal, String.valueOf(watch.pid())).start();
            assertEquals(ExitCode.GOOD, watch.awaitExit());
        }
    }

    @Test
    void goesOnWhileTheGatewayIsAway() throws Exception {
        FakeGateway gateway = FakeGateway.answeringAll(REPLIES);
        try (gateway; Program watch = Program.start("watch", gateway.at(), "--interval=0.1")) {
            watch.awaitLine("^nothing lost$");
            gateway.close();
            watch.awaitLine("^temp value .* \\?");
            watch.awaitLine("^nobody listens at .*; retrying$");
            watch.awaitLine("^nobody listens at .*; retrying$");
        }
    }

    @Test
    void aFaultOfTheProgramIsSaidAndIsNoGoodEnd() throws Exception {
        try (Program watch = Program.startOnClassPath(FailingWatchMain.class, "pipe")) {
            watch.awaitLine("the clock has stopped");
            assertNotEquals(ExitCode.GOOD, watch.awaitExit());
        }
    }

    /** The gateway escapes each newline, so its line is twice as long as the sensor's. */
    @Test
    void showsTheLongestReadingThatAGatewayHas() throws Exception {
        String longest = "\n".repeat(LineScanner.LINE_MAX - "longest v=\"\"".length());
        try (GatewayProcess gateway = GatewayProcess.start(
                Path.of("none"), "--udp.port=0", "--tcp.port=0").awaitReady()) {
            send(gateway.udpPort(), "longest v=\"" + longest + "\"");
            send(gateway.udpPort(), "last v=1");
            String at = "--at=" + gateway.tcp();
            Deadline.await(() -> Called.with("watch", at, "--once").out().contains("last v"));
            String shown = Called.with("watch", at, "--once").out();
            assertTrue(shown.contains("longest v"), shown);
            assertTrue(shown.contains("2 readings;"), shown);
        }
    }

    private static void send(int port, String point) throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.send(
                    ByteBuffer.wrap(point.getBytes(StandardCharsets.UTF_8)),
                    new InetSocketAddress("127.0.0.1", port));
        }
    }
}
