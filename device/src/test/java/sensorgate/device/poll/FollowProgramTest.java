package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.GatewayProcess;
import sensorgate.device.support.Program;

/** {@code poll --follow} as a process: while the gateway is killed, and until a signal. */
@Timeout(120)
class FollowProgramTest {

    private static final int KILLS = 4;
    private static final int POINTS_BEFORE_A_KILL = 300;

    @TempDir
    private Path directory;

    private final List<Process> followers = new ArrayList<>();
    private Path out;
    private Path err;

    @AfterEach
    void end() {
        followers.forEach(Process::destroyForcibly);
    }

    @Test
    void printsEachPointOnceAcrossKilledGateways() throws Exception {
        GatewayProcess gateway = startGateway("--udp.port=0", "--tcp.port=0");
        String[] ports = {"--udp.port=" + gateway.udpPort(), "--tcp.port=" + gateway.tcp().port()};
        startFollower("--at=" + gateway.tcp(), "--from=0");
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                int from = kill * POINTS_BEFORE_A_KILL;
                sendWhileItIsKilled(gateway, from, from + POINTS_BEFORE_A_KILL);
                gateway = startGateway(ports);
            }
            int last = KILLS * POINTS_BEFORE_A_KILL;
            send(gateway, last);
            Deadline.await(() -> Files.readString(out).contains(" n=" + last + "i "));
            List<String> all = Called.with("poll", "--at=" + gateway.tcp(), "SINCE", "0")
                    .out().lines().toList();
            assertEquals(all.subList(0, all.size() - 1), Files.readAllLines(out));
            assertTrue(all.size() > KILLS * POINTS_BEFORE_A_KILL / 4, all::toString);
            assertOneOrder(all.subList(0, all.size() - 1));
        } finally {
            gateway.close();
        }
        String messages = Files.readString(err);
        assertTrue(messages.contains("; retrying until the gateway answers\n"), messages);
        assertTrue(messages.contains(" answers; continuing from "), messages);
        assertTrue(!messages.contains("lost points") && !messages.contains("ERR"), messages);
    }

    @Test
    void saysHowToContinueWhenASignalEndsIt() throws Exception {
        try (GatewayProcess gateway = startGateway("--udp.port=0", "--tcp.port=0")) {
            send(gateway, 1);
            Process follower = startFollower("--at", gateway.tcp().toString(), "--from", "0");
            Deadline.await(() -> Files.readString(out).endsWith("\n"));
            follower.toHandle().destroy();
            assertTrue(follower.waitFor(30, TimeUnit.SECONDS));
            assertEquals(ExitCode.GOOD, follower.exitValue());
            String message = Files.readString(err);
            String pattern = "to continue: sensorgate (poll --follow --at " + gateway.tcp()
                    + " --from [0-9a-f]{8}\\.2)\n";
            assertTrue(message.matches(pattern), message);

            send(gateway, 2);
            String[] arguments = message.replaceFirst(pattern, "$1").split(" ");
            start(arguments);
            Deadline.await(() -> Files.readString(out).endsWith("\n"));
            assertTrue(Files.readString(out).matches("a n=2i \\d+\n"), Files.readString(out));
        }
    }

    @Test
    void endsAtOnceWhenASignalComesWhileNobodyAnswers() throws Exception {
        Process follower = startFollower("--at=127.0.0.1:" + FakeGateway.freePort());
        Deadline.await(() -> Files.readString(err).contains("; retrying"));
        follower.toHandle().destroy();
        assertTrue(follower.waitFor(30, TimeUnit.SECONDS));
        assertEquals(ExitCode.GOOD, follower.exitValue());
        assertEquals("", Files.readString(out));
    }

    private GatewayProcess startGateway(String... settings) throws Exception {
        String[] all = {settings[0], settings[1], "--journal.size=1m", "--state.flush=100ms"};
        return GatewayProcess.start(directory.resolve("state"), all).awaitReady();
    }

    private Process startFollower(String... options) throws IOException {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "poll";
        arguments[1] = "--follow";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return start(arguments);
    }

    private Process start(String... arguments) throws IOException {
        out = Files.createTempFile(directory, "out", "");
        err = Files.createTempFile(directory, "err", "");
        Process follower = Program.command(List.of(), arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        followers.add(follower);
        return follower;
    }

    /** The kill comes in the middle of sending: later datagrams are never received. */
    private void sendWhileItIsKilled(GatewayProcess gateway, int from, int to) throws Exception {
        int halfway = (from + to) / 2;
        for (int number = from; number < to; number++) {
            send(gateway, number);
            if (number == halfway) {
                Deadline.await(() -> Files.readString(out).contains(" n=" + from + "i "));
                gateway.killAfter(2_000);
            }
        }
        gateway.awaitExit();
    }

    private static void send(GatewayProcess gateway, int number) throws IOException {
        byte[] line = ("a n=" + number + "i").getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    line, line.length, new InetSocketAddress("127.0.0.1", gateway.udpPort())));
        }
    }

    private static void assertOneOrder(List<String> points) {
        int last = -1;
        for (String point : points) {
            int number = Integer.parseInt(point.replaceFirst("a n=(\\d+)i \\d+", "$1"));
            assertTrue(number > last, () -> point + " is not in order: " + points);
            last = number;
        }
    }
}
