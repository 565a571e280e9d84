package sensorgate.device.sniff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.line.Precision;
import sensorgate.support.TestSettings;
import sensorgate.udp.UdpSettings;

/** {@code sniff} at a control socket that the test answers, or does not answer. */
@Timeout(30)
class SniffCommandTest {

    private static final int TIMEOUT_MS = 500;

    @TempDir
    private Path directory;

    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("control.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void saysThatTheGatewayHangs() {
        NobodyThereException e = assertThrows(NobodyThereException.class, this::sniff);
        assertEquals("connected, but " + socket + " did not answer in 0.5 s:"
                + " the gateway hangs, or does not run yet", e.getMessage());
    }

    @Test
    void waitsForSensorsHoweverLongTheyAreSilent() throws Exception {
        CompletableFuture<String> shown = CompletableFuture.supplyAsync(this::sniffQuietly);
        try (SocketChannel sniffer = server.accept()) {
            write(sniffer, "SNIFF precision=auto udp_port=8081\n");
            assertThrows(NobodyThereException.class, this::sniff); // a timeout passes
            assertTrue(!shown.isDone());
            write(sniffer, "1764000000000000000 192.168.1.31:49152 - 5 a v=1\n");
            assertTrue(shown.get().endsWith("\n    stored: a v=1\n"), shown::join);
        }
    }

    @Test
    void takesTheConfiguredPortWhereNoGatewaySaysItsOwn() {
        UdpSettings configured = TestSettings.udp();
        Path none = directory.resolve("none");
        for (List<Path> sockets : List.of(List.of(socket), List.of(none), List.<Path>of())) {
            assertSame(configured, RunningGateway.settings(configured, sockets, TIMEOUT_MS));
        }
    }

    @Test
    void takesThePortThatTheGatewaySays() throws Exception {
        CompletableFuture<UdpSettings> settings = CompletableFuture.supplyAsync(
                () -> RunningGateway.settings(TestSettings.udp(), List.of(socket), 2_000));
        try (SocketChannel tool = server.accept()) {
            write(tool, "SNIFF precision=ms udp_port=9000 more=1\n");
            assertEquals(9_000, settings.get().port());
            assertEquals(Precision.MS, settings.get().precision());
        }
    }

    private String sniffQuietly() {
        try {
            return sniff();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String sniff() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]), new PrintStream(out), nowhere);
        new SniffCommand(TIMEOUT_MS).run(
                List.of("--at=" + socket, "--count=1"), streams);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void write(SocketChannel sniffer, String text) throws IOException {
        sniffer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
