package sensorgate.device.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.count.Counted;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeGateway;
import sensorgate.line.Precision;
import sensorgate.store.SeriesSettings;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.udp.Cause;

/** What {@code send} says about the fate of points, at real gateways and at scripted ones. */
@Timeout(60)
class SendConfirmationTest {

    private static final String DENIED =
            "denied: 127.0.0.1 is not in udp.allow: add it there, or its network\n";

    @TempDir
    private Path directory;

    private final TestGateway.Setup setup = new TestGateway.Setup();

    // ---- arguments, at the control socket

    @Test
    void saysThatPointsAreStored() throws Exception {
        try (TestGateway gateway = startWithControl()) {
            Called called = send(gateway, "a v=1", "b v=2 1764000000\nb v=3 1764000001\n# x");
            assertSent(called, gateway, 3, "; stored");
            assertGood(called);
        }
    }

    @Test
    void saysOnceThatTheSenderIsDenied() throws Exception {
        setup.udpAllow("192.0.2.0/24");
        try (TestGateway gateway = startWithControl()) {
            Called called = send(gateway, "a v=1", "a v=2", "a v=3");
            assertSent(called, gateway, 3, "; stored: 0");
            assertNotStored(called, "argument 1 and 2 more: " + DENIED);
        }
    }

    @Test
    void saysThatTheTableIsFullForOneLineOrAPartOfALine() throws Exception {
        setup.series(new SeriesSettings(2, SeriesSettings.NEVER, 2));
        try (TestGateway gateway = startWithControl()) {
            gateway.sensor("127.0.0.2").send("other v=1");
            gateway.awaitCount("readings", 1);
            Called called = send(gateway, "a v=1,w=2\nb v=1\na v=2");
            assertSent(called, gateway, 3, "; stored: 2");
            assertNotStored(called,
                    "argument 1: stored in part, because the table is full: raise series.max\n"
                    + "argument 1: rejected_table_full: raise series.max\n");
        }
    }

    @Test
    void saysThatTheSenderHoldsTooManyReadings() throws Exception {
        setup.series(new SeriesSettings(8, SeriesSettings.NEVER, 1));
        try (TestGateway gateway = startWithControl()) {
            Called called = send(gateway, "a v=1", "b v=1");
            assertSent(called, gateway, 2, "; stored: 1");
            assertNotStored(called,
                    "argument 2: rejected_per_sender: " + Cause.PER_SENDER.remedy() + "\n");
        }
    }

    @Test
    void readsTheTimestampInTheUnitOfTheGateway() throws Exception {
        setup.precision(Precision.S);
        try (TestGateway gateway = startWithControl()) {
            Called called = send(gateway, "a v=1 1764000000000000000");
            assertSent(called, gateway, 1, "; stored: 0");
            assertEquals(ExitCode.NOT_STORED, called.exitCode());
            called.assertSaid("argument 1: rejected_timestamp: ");
        }
    }

    @Test
    void confirmsMoreArgumentsThanTheGatewayKeepsForATool() throws Exception {
        String[] lines = new String[1_000];
        Arrays.setAll(lines, i -> "a v=" + i);
        try (TestGateway gateway = startWithControl()) {
            Called called = send(gateway, lines);
            assertSent(called, gateway, 1_000, "; stored");
            assertGood(called);
        }
    }

    @Test
    void tellsAPersonTheFateOfEachLine() throws Exception {
        setup.series(new SeriesSettings(1, SeriesSettings.NEVER, 1));
        try (TestGateway gateway = startWithControl()) {
            Called called = Called.with("a v=1\nb v=1\n", streams ->
                    command(gateway, true, () -> List.of(control())).run(List.of(), streams));
            assertTrue(called.out().contains("stored\nline 2: rejected_table_full: raise "),
                    called.out());
            assertTrue(called.out().endsWith("; stored: 1\n"), called.out());
            assertEquals(ExitCode.NOT_STORED, called.exitCode());
        }
    }

    @Test
    void saysThatTheControlSocketIsNotThereAndSucceeds() throws Exception {
        try (TestGateway gateway = setup.start()) {
            Called called = send(gateway, "a v=1");
            assertSent(called, gateway, 1,
                    "; arrival unknown: nobody answers at the control socket " + control());
            assertGood(called);
            gateway.awaitCount("stored", 1);
        }
    }

    @Test
    void saysThatTheControlSocketIsOfAnotherGateway() throws Exception {
        try (TestGateway _ = startWithControl();
                TestGateway other = new TestGateway.Setup().start()) {
            Called called = send(other, "a v=1");
            assertSent(called, other, 1, "; arrival unknown: the gateway at " + control()
                    + " receives at UDP port ");
            assertGood(called);
        }
    }

    @Test
    void saysThatTheKernelDroppedDatagrams() throws Exception {
        Called called = sendToScript("SNIFF precision=auto udp_port=PORT\n",
                "kernel_dropped 7\nEND\n", "kernel_dropped 9\nEND\n");
        assertEquals("argument 1: not seen by the gateway: meanwhile the kernel dropped"
                + " 2 datagrams, because the gateway's receive buffer was full:"
                + " send the line again\n", called.err());
        assertEquals(ExitCode.NOT_STORED, called.exitCode());
    }

    @Test
    void saysThatNothingIsKnownOfADatagramThatDidNotArrive() throws Exception {
        Called called = sendToScript("SNIFF precision=auto udp_port=PORT\n",
                "kernel_dropped 7\nEND\n", "kernel_dropped 7\nEND\n");
        called.assertSaid("argument 1: not seen by the gateway: ", "sniff --wire");
        assertEquals(ExitCode.NOT_STORED, called.exitCode());
    }

    @Test
    void claimsNothingAboutDatagramsThatTheGatewaySkipped() throws Exception {
        Called called = sendToScript("SNIFF precision=auto udp_port=PORT\nSKIPPED 300\n",
                "kernel_dropped 7\nEND\n");
        assertTrue(called.out().contains("; arrival unknown: more datagrams arrived than"),
                called.out());
        assertGood(called);
    }

    // ---- a stream, at the control socket

    @Test
    void countsAStreamWhole() throws Exception {
        try (TestGateway gateway = startWithControl()) {
            Called called = sendStream(gateway, "a v=1\n".repeat(5_000));
            assertSent(called, gateway, 5_000, counted(5_000, 5_000));
            assertGood(called);
        }
    }

    @Test
    void saysThatAStreamIsDenied() throws Exception {
        setup.udpAllow("192.0.2.0/24");
        try (TestGateway gateway = startWithControl()) {
            Called called = sendStream(gateway, "a v=1\nb v=2\n");
            assertSent(called, gateway, 2, "; stored: 0");
            assertNotStored(called, DENIED);
        }
    }

    @Test
    void saysHowManyPointsOfAStreamAreRejectedAndWhy() throws Exception {
        setup.series(new SeriesSettings(1, SeriesSettings.NEVER, 1));
        try (TestGateway gateway = startWithControl()) {
            Called called = sendStream(gateway, "a v=1\nb v=1\nc v=1\n");
            assertSent(called, gateway, 3, counted(3, 1));
            assertNotStored(called, "rejected: 2 points; the gateway counted meanwhile"
                    + " 2 rejected_table_full: raise series.max\n");
        }
    }

    @Test
    void doesNotClaimTheCountsOfOtherPrograms() throws Exception {
        try (TestGateway gateway = startWithControl()) {
            Called called = Called.with("a v=1\n", streams ->
                    command(gateway, false, () -> {
                        gateway.sensor("127.0.0.1").send("before v=1");
                        gateway.awaitCount("stored", 1);
                        return List.of(control());
                    }).run(List.of(), streams));
            assertSent(called, gateway, 1, counted(1, 1)); // what came before does not count
            Called mixed = withOther(gateway);
            assertSent(mixed, gateway, 1, counted(2, 2) + ": other programs there send, too");
            assertGood(mixed);
        }
    }

    // ---- by TCP

    @Test
    void confirmsByTcp() throws Exception {
        try (TestGateway gateway = setup.start()) {
            Called called = confirm(gateway, "a v=1", "b v=2\nb v=3");
            assertSent(called, gateway, 3, counted(2, 3));
            assertGood(called);
            gateway.awaitCount("controllers_closed", 1);
            assertEquals(1, gateway.count("controllers_accepted"));
        }
    }

    /** The two ports of a gateway differ. */
    @Test
    void asksAtTheTcpPortOfTheConfigurationWithoutTo() throws Exception {
        try (TestGateway gateway = setup.start()) {
            Called called = Called.with("", streams ->
                    command(gateway, false, List::of).run(List.of("--confirm", "a v=1"), streams));
            assertSent(called, gateway, 1, counted(1, 1));
            assertGood(called);
        }
    }

    @Test
    void saysByTcpThatTheSenderIsDenied() throws Exception {
        setup.udpAllow("192.0.2.0/24");
        try (TestGateway gateway = setup.start()) {
            Called called = confirm(gateway, "a v=1");
            assertSent(called, gateway, 1, "; stored: 0");
            assertNotStored(called, DENIED);
        }
    }

    @Test
    void waitsForItsTurnWhileAControllerIsConnected() throws Exception {
        setup.turnMs(200);
        try (TestGateway gateway = setup.start()) {
            TestController controller = gateway.controller("127.0.0.2");
            assertEquals("PONG", controller.ask("PING"));
            Called called = confirm(gateway, "a v=1");
            assertSent(called, gateway, 1, counted(1, 1));
            assertGood(called);
        }
    }

    @Test
    void keepsNoTurnWhileAStreamIsSent() throws Exception {
        try (TestGateway gateway = setup.start()) {
            Called called = Called.with("a v=1\n", streams ->
                    command(gateway, false, List::of).run(List.of("--confirm"), streams));
            assertSent(called, gateway, 1, counted(1, 1));
            assertEquals(2, gateway.count("controllers_accepted"));
        }
    }

    @Test
    void sendsAlsoIfNobodyConfirms() throws Exception {
        setup.tcpAllow("192.0.2.0/24");
        try (TestGateway gateway = setup.start()) {
            Called refused = confirm(gateway, "a v=1");
            assertSent(refused, gateway, 1, "; not confirmed: " + tcp(gateway) + " answered ERR");
            assertEquals(ExitCode.NOBODY_THERE, refused.exitCode());
            Called absent = Called.with("send", "--confirm", "--to=" + to(gateway),
                    "--at=127.0.0.1:" + FakeGateway.freePort(), "a v=1");
            assertSent(absent, gateway, 1, "; not confirmed: nobody listens at ");
            assertEquals(ExitCode.NOBODY_THERE, absent.exitCode());
            gateway.awaitCount("stored", 2);
        }
    }

    @Test
    void saysThatDatagramsDoNotReachTheGateway() throws Exception {
        try (DatagramSocket nobodyReads = datagramSocket();
                TestGateway gateway = setup.start()) {
            String to = "127.0.0.1:" + nobodyReads.getLocalPort();
            Called called = Called.with(
                    "send", "--confirm", "--to=" + to, "--at=" + tcp(gateway), "a v=1");
            assertEquals("sent 1 point to " + to + counted(0, 0) + "\n", called.out());
            assertNotStored(called, "not received: 1 datagram from 127.0.0.1; a firewall drops"
                    + " them, or the gateway sees another address (NAT, proxy)\n");
        }
    }

    @Test
    void refusesAPlaceThatItDoesNotAsk() {
        Called.with("send", "--at=192.168.1.5", "a v=1").assertUsage("--at", "--confirm");
    }

    // ---- what the tests have in common

    private Path control() {
        return directory.resolve("control.sock");
    }

    private TestGateway startWithControl() {
        return setup.control(control()).start();
    }

    private static String to(TestGateway gateway) {
        return "127.0.0.1:" + gateway.gateway().udpPort();
    }

    private static String tcp(TestGateway gateway) {
        return "127.0.0.1:" + gateway.gateway().tcpPort();
    }

    private Called send(TestGateway gateway, String... lines) {
        List<String> arguments = new ArrayList<>(
                List.of("send", "--at=" + control(), "--to=" + to(gateway)));
        arguments.addAll(List.of(lines));
        return Called.with(arguments.toArray(String[]::new));
    }

    private Called sendStream(TestGateway gateway, String input) {
        return Called.withInput(input, "send", "--at=" + control(), "--to=" + to(gateway));
    }

    private static Called confirm(TestGateway gateway, String... lines) {
        List<String> arguments = new ArrayList<>(List.of(
                "send", "--confirm", "--at=" + tcp(gateway), "--to=" + to(gateway)));
        arguments.addAll(List.of(lines));
        return Called.with(arguments.toArray(String[]::new));
    }

    /** Sends to the gateway as if the configuration of this machine were the gateway's. */
    private static SendCommand command(
            TestGateway gateway, boolean isTyped, Supplier<List<Path>> sockets) {
        HostAndPort udp = new HostAndPort("127.0.0.1", gateway.gateway().udpPort());
        HostAndPort tcp = new HostAndPort("127.0.0.1", gateway.gateway().tcpPort());
        return new SendCommand(
                () -> isTyped, () -> udp, () -> GatewayPlace.ofThisMachine(sockets.get(), tcp));
    }

    /** Sends a stream while another program of this machine sends a point. */
    private Called withOther(TestGateway gateway) throws Exception {
        return Called.with("", streams -> command(gateway, false, () -> List.of(control()))
                .run(List.of(), new Streams(
                        new SequenceInputStream(
                                new OtherProgram(gateway),
                                new ByteArrayInputStream(
                                        "a v=1\n".getBytes(StandardCharsets.UTF_8))),
                        streams.out(), streams.err())));
    }

    private static String counted(int datagrams, int points) {
        return "; the gateway received " + Counted.of(datagrams, "datagram")
                + " from 127.0.0.1 meanwhile and stored " + Counted.of(points, "point");
    }

    private static void assertSent(
            Called called, TestGateway gateway, int points, String fate) {
        String expected = "sent " + Counted.of(points, "point") + " to " + to(gateway) + fate;
        boolean isWhole = !fate.contains("unknown") && !fate.contains("not confirmed");
        assertTrue(
                isWhole ? called.out().equals(expected + "\n") : called.out().startsWith(expected),
                called.toString());
    }

    private static void assertGood(Called called) {
        assertEquals("", called.err());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    private static void assertNotStored(Called called, String problems) {
        assertEquals(problems, called.err());
        assertEquals(ExitCode.NOT_STORED, called.exitCode());
    }

    private static DatagramSocket datagramSocket() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Sends a point to a gateway that shows no datagram; the replies to STATS are scripted. */
    private Called sendToScript(String sniff, String... stats) throws Exception {
        try (DatagramSocket nobodyReads = datagramSocket();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(control()))) {
            String head = sniff.replace("PORT", String.valueOf(nobodyReads.getLocalPort()));
            CompletableFuture<Void> script = CompletableFuture.runAsync(
                    () -> serve(server, head, stats));
            Called called = Called.with("send", "--at=" + control(),
                    "--to=127.0.0.1:" + nobodyReads.getLocalPort(), "a v=1");
            script.join();
            return called;
        }
    }

    private static void serve(ServerSocketChannel server, String head, String... stats) {
        try (SocketChannel sniff = server.accept()) {
            sniff.write(StandardCharsets.US_ASCII.encode(head));
            try (SocketChannel tool = server.accept()) {
                ByteBuffer request = ByteBuffer.allocate(64);
                for (String reply : stats) {
                    tool.read(request.clear());
                    tool.write(StandardCharsets.US_ASCII.encode(reply));
                }
                while (sniff.read(request.clear()) >= 0) { // until send closes the connection
                    request.clear();
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An empty stream that sends a point to the gateway when it is read. */
    private static final class OtherProgram extends InputStream {

        private final TestGateway gateway;

        OtherProgram(TestGateway gateway) {
            this.gateway = gateway;
        }

        @Override
        public int read() {
            long stored = gateway.count("stored");
            gateway.sensor("127.0.0.1").send("other v=1");
            gateway.awaitCount("stored", stored + 1);
            return -1;
        }
    }
}
