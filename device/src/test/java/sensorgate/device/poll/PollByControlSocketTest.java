package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.Program;

/** Finds the gateway of this machine: by the control socket if it answers, else by TCP. */
@Timeout(120)
class PollByControlSocketTest {

    private static final int TIMEOUT_MS = 10_000;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void takesTheControlSocketBeforeTcp() throws Exception {
        Path socket = answering("TOOL\n");
        FakeGateway tcp = tcp();
        assertEquals("TOOL", ask(local(tcp, directory.resolve("none"), socket), "PING"));
        assertEquals("TCP", ask(local(tcp), "PING"));
    }

    @Test
    void asksByTcpWhereNoControlSocketAnswers() throws Exception {
        Path stale = answering("TOOL\n");
        close();
        open.clear();
        assertTrue(Files.exists(stale));
        assertEquals("TCP", ask(local(tcp(), directory.resolve("none"), stale), "PING"));
    }

    @Test
    void saysEverythingThatWasTried() throws Exception {
        Path none = directory.resolve("none");
        HostAndPort nobody = new HostAndPort("127.0.0.1", FakeGateway.freePort());
        NobodyThereException e = assertThrows(
                NobodyThereException.class,
                () -> ask(GatewayPlace.ofThisMachine(List.of(none), nobody), "PING"));
        String message = e.getMessage();
        assertTrue(message.startsWith("nobody listens at " + nobody + " (TCP)"), message);
        assertTrue(message.contains("--at"), message);
        assertTrue(message.contains("tried before: " + none + " ("), message);
    }

    @Test
    void asksNobodyElseWhereAControlSocketIsNamed() {
        Path none = directory.resolve("none");
        Called called = Called.with("poll", "--at", none.toString(), "PING");
        called.assertFailed(
                ExitCode.NOBODY_THERE, "control socket " + none + " (", "sensorgate run", "--at");
    }

    @Test
    void givesUpOnOneThatDoesNotAnswer() throws Exception {
        Path socket = answering("");
        Called called = Called.with("poll", "--at=" + socket, "--timeout=0.2", "PING");
        called.assertFailed(ExitCode.NOBODY_THERE, socket + " did not answer in 0.2 s: ", "hangs");
    }

    @Test
    void waitsForSensorsThatAreSilentForLongerThanItsTimeout() throws Exception {
        Path socket = directory.resolve("quiet.sock");
        ServerSocketChannel server = server(socket);
        Thread gateway = Thread.ofPlatform().start(() -> {
            try (SocketChannel accepted = server.accept()) {
                accepted.read(ByteBuffer.allocate(100));
                write(accepted, "SNIFF ns_per_tick=1 udp_port=8081\n");
                long quietNs = System.nanoTime();
                Deadline.await(() -> System.nanoTime() - quietNs > 600_000_000);
                write(accepted, "1 10.0.0.1:5 - 3 v=1\nEND\n");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Called called = Called.with("poll", "--at=" + socket, "--timeout=0.3", "SNIFF 1");
        gateway.join();
        assertEquals(
                "SNIFF ns_per_tick=1 udp_port=8081\n1 10.0.0.1:5 - 3 v=1\n", called.out());
        assertEquals("", called.err());
    }

    @Test
    void saysThatTheReplyBrokeOff() throws Exception {
        Path socket = answering("21.");
        Called called = Called.with("poll", "--at=" + socket, "PING");
        assertEquals("", called.out());
        called.assertFailed(
                ExitCode.NOBODY_THERE, socket + " closed the connection", "tcp.write-timeout");
    }

    @Test
    void tellsWhyItWasClosedThoughItsRequestWasNotTaken() throws Exception {
        Path socket = directory.resolve("busy.sock");
        ServerSocketChannel server = server(socket);
        try (GatewayConnection connection =
                GatewayConnection.open(GatewayPlace.parse(socket.toString()), TIMEOUT_MS)) {
            try (SocketChannel accepted = server.accept()) {
                write(accepted, "ERR busy 32 tools\n");
            }
            assertEquals("ERR busy 32 tools", ask(connection, "PING"));
        }
    }

    @Test
    void aProgramsToolsLeaveTheControllerItsConnection() throws Exception {
        Path socket = directory.resolve("run").resolve("control.sock");
        try (Program gateway = Program.start(inRuntimeDirectory(
                "run", "--state.directory=none", "--udp.port=0", "--tcp.port=0",
                "--control.socket=auto"))) {
            String port = gateway.awaitLine("TCP listens on \\*:(\\d+) for polls");
            gateway.awaitLine("INFO tools of this machine are answered at " + socket + "$");
            gateway.awaitLine("ready$");
            HostAndPort at = new HostAndPort("127.0.0.1", Integer.parseInt(port));
            try (GatewayConnection controller = GatewayConnection.open(at, TIMEOUT_MS)) {
                assertEquals("PONG", ask(controller, "PING"));
                try (Program tool = Program.start(inRuntimeDirectory("poll", "STATS"))) {
                    tool.awaitLine("^controllers_accepted 1$");
                    tool.awaitLine("^control_open 1$");
                    assertEquals(ExitCode.GOOD, tool.awaitExit());
                }
                assertEquals("PONG", ask(controller, "PING"));
            }
            Called second = Called.with(
                    "run", "--state.directory=none", "--udp.port=0", "--tcp.port=0",
                    "--control.socket=" + socket);
            assertEquals(ExitCode.CONFIGURATION, second.exitCode());
            assertTrue(
                    second.err().contains("cannot open the control socket " + socket
                            + ": another gateway answers"),
                    second.err());
            gateway.kill();
            gateway.awaitExit();
            assertTrue(Files.exists(socket), "what kill -9 leaves");
        }
        try (Program again = Program.start(inRuntimeDirectory(
                "run", "--state.directory=none", "--udp.port=0", "--tcp.port=0",
                "--control.socket=auto"))) {
            again.awaitLine("ready$");
            assertEquals("PONG\n", Called.with("poll", "--at=" + socket, "PING").out());
            again.terminate();
            assertEquals(ExitCode.GOOD, again.awaitExit());
            assertFalse(Files.exists(socket));
        }
    }

    private ProcessBuilder inRuntimeDirectory(String... arguments) {
        ProcessBuilder command = Program.command(List.of(), arguments);
        command.environment().put("RUNTIME_DIRECTORY", directory.resolve("run").toString());
        return command;
    }

    private FakeGateway tcp() throws IOException {
        FakeGateway gateway = FakeGateway.answering(Map.of("PING", "TCP\n"));
        open.add(gateway);
        return gateway;
    }

    private static GatewayPlace local(FakeGateway tcp, Path... sockets) throws UsageException {
        return GatewayPlace.ofThisMachine(List.of(sockets), HostAndPort.parse(tcp.place()));
    }

    /** A control socket that sends its first client this reply, then closes if there is one. */
    private Path answering(String reply) throws IOException {
        Path socket = directory.resolve("control.sock");
        ServerSocketChannel server = server(socket);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                SocketChannel accepted = server.accept();
                accepted.read(ByteBuffer.allocate(100));
                write(accepted, reply);
                if (!reply.isEmpty()) {
                    accepted.close();
                }
            } catch (IOException _) {
                // the test has ended
            }
        });
        return socket;
    }

    private ServerSocketChannel server(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(server);
        return server.bind(UnixDomainSocketAddress.of(socket));
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String ask(GatewayPlace place, String request) throws NobodyThereException {
        try (GatewayConnection connection = GatewayConnection.open(place, TIMEOUT_MS)) {
            return ask(connection, request);
        }
    }

    private static String ask(GatewayConnection connection, String request)
            throws NobodyThereException {
        ReplyLines reply = connection.ask(request);
        return reply.error() == null ? String.join("", reply.lines()) : reply.error();
    }
}
