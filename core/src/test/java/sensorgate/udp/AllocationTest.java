package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.Gateway;
import sensorgate.GatewayListener;
import sensorgate.GatewaySettings;
import sensorgate.address.OwnNetworks;
import sensorgate.address.SourceFilter;
import sensorgate.count.Loop;
import sensorgate.line.Precision;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.store.Store;
import sensorgate.support.Allocation;
import sensorgate.support.Await;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestStore;

/**
 * The receive loop allocates nothing; the poll loop allocates only for a new connection. The build
 * runs this test three times: with the default compilers, with C1 alone, and interpreted, because
 * C2 removes allocations that the others show.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AllocationTest {

    private static final int SENDERS = 64;

    private static final boolean IS_INTERPRETED =
            System.getProperty("java.vm.info").startsWith("interpreted");

    /**
     * Downcalls allocate in their first call and once more near the 128th. The warm-up goes well
     * past both, and past the allocations of compilation.
     */
    private static final int WARM_UP_ROUNDS = IS_INTERPRETED ? 192 : 1_200;

    /** A tool that sniffs is answered ten times a second: this many go past the 128th call. */
    private static final int SNIFF_WARM_UP_ROUNDS = 384;

    /** Each takes every path; nothing is rarer in interpreted code than in compiled code. */
    private static final int ROUNDS = IS_INTERPRETED ? 64 : 300;

    /** As many rounds as a tool's ring has room for. */
    private static final int SNIFF_ROUNDS = 160;
    private static final int WINDOWS = 5;
    private static final String VALUE_REQUEST = "VALUE temp,room=attic,sensor=s2 n 99999d";
    private static final int SERIES_MAX = 200;

    /** Two are served, and a third waits for as long as a test lasts. */
    private static final int CONTROLLERS = 2;
    private static final long HOUR_NS = 3_600_000_000_000L;

    /** Datagrams that take every path through the receiver. */
    private static final List<byte[]> DATAGRAMS = List.of(
            bytes("temp,sensor=s1,room=attic value=21.50"),
            bytes("temp,room=attic,sensor=s2 value=21.50,n=3i,on=t 1700000000000000000\n"),
            bytes("temp,room=attic,sensor=s2 n=2i,late=1 1600000000000000000\n"),
            bytes("# comment\n\ntemp,a=1 s=\"a\nb \\\"c\\\" \u00e9\"\r\n  temp,a=2 f=1e-5,g=9u\n"),
            bytes("bad\nbad value=1x\nbad,a=1,a=2 v=1\nbad,=1 v=1\nbad v=1 x\nbad v=1e999\n=x"),
            bytes("bad v=\"no end\ngood v=1\n\u00e9=\u00e9 v=1\n\t"),
            bytes("x".repeat(1000) + " v=1\n" + "y".repeat(1000) + " v=1\n"),
            bytes("new\0 v=1"),
            bytes("?time"),
            bytes("?time               "),
            bytes(" "));

    private static volatile Object escape;

    /** A part of the load; returns the bytes that it allocated. */
    private interface Window {
        long bytes() throws Exception;
    }

    private final UdpLedger ledger = new UdpLedger();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void theMeterSeesOneByte() {
        long before = Allocation.bytes();
        escape = new byte[1];
        assertTrue(Allocation.bytes() > before);
    }

    @Test
    void receivesFromManySendersWithoutAllocating() throws Exception {
        assertEquals(0, bytesReceiving(UdpSettings.SourceKind.RECVMMSG));
    }

    /** The control: this load and this meter with a source that is known to allocate. */
    @Test
    void seesThatDatagramChannelAllocatesWhenSendersTakeTurns() throws Exception {
        assertTrue(bytesReceiving(UdpSettings.SourceKind.PORTABLE) >= ROUNDS * SENDERS * 100L);
    }

    /** Each sender may ask again and again, since a day passes with each batch. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void answersQuestionsForTheTimeWithoutAllocating(String address) throws Exception {
        long[] days = {0};
        UdpReceiver receiver = receiver(
                udpSettings(InetAddress.getByName(address), UdpSettings.SourceKind.RECVMMSG),
                new ArrivalClock(
                        1,
                        System::currentTimeMillis, () -> days[0]++ * 24 * HOUR_NS, () -> true));
        List<DatagramChannel> senders = senders(receiver.source().port());
        drive(receiver, senders, WARM_UP_ROUNDS);
        assertEquals(0, leastOfWindows(() -> drive(receiver, senders, ROUNDS)));
        long answered = ledger.stats().stream()
                .filter(stat -> stat.name().equals("time_answered"))
                .findFirst().orElseThrow().value().getAsLong();
        assertTrue(answered > ROUNDS, "answered=" + answered);
    }

    /** In a machine's own networks, in none, and IPv4. */
    @Test
    void looksUpSendersWithoutAllocating() throws Exception {
        SourceFilter local = SourceFilter.LOCAL.at(OwnNetworks.of(
                "20010db8000000000000000000000005 02 40 00 80     eth0\n"
                + "20010db8000000010000000000000005 03 40 00 80    wlan0\n"));
        long high = 0x2001_0db8_0000_0001L;
        assertTrue(local.allows(high, 7));
        assertFalse(local.allows(high + 1, 7));
        assertEquals(0, leastOfWindows(() -> {
            long before = Allocation.bytes();
            for (int i = 0; i < ROUNDS; i++) {
                local.allows(high, i);
                local.allows(high + 1, i);
                local.allows(0, 0xFFFF_0808_0808L);
            }
            return Allocation.bytes() - before;
        }));
    }

    @Test
    void waitsInVainWithoutAllocating() throws Exception {
        UdpReceiver receiver = receiver(UdpSettings.SourceKind.RECVMMSG);
        List<DatagramChannel> senders = senders(receiver.source().port());
        drive(receiver, senders, WARM_UP_ROUNDS);
        assertEquals(0, leastOfWindows(() -> {
            long before = Allocation.bytes();
            assertEquals(0, receiver.poll());
            return Allocation.bytes() - before;
        }));
    }

    @Test
    void bothThreadsOfARunningGatewayAllocateNothing() throws Exception {
        Gateway gateway = gateway();
        Thread udp = Allocation.thread("udp");
        Thread tcp = Allocation.thread("tcp");
        List<DatagramChannel> senders = senders(gateway.udpPort());
        PollClient client = client(gateway);
        PollClient second = client(gateway);
        PollClient waits = client(gateway);
        awaitReadings(senders, client);
        List<Loop> loops = gateway.loops();
        load(senders, client, WARM_UP_ROUNDS);
        load(senders, second, WARM_UP_ROUNDS);
        loops.forEach(loop -> loop.wake().run());
        assertEquals(0, leastOfWindows(() -> {
            long before = Allocation.bytesOf(udp) + Allocation.bytesOf(tcp);
            load(senders, client, ROUNDS);
            load(senders, second, ROUNDS / 10);
            loops.forEach(AllocationTest::awaitRound);
            return Allocation.bytesOf(udp) + Allocation.bytesOf(tcp) - before;
        }));
        long before = Allocation.bytesOf(tcp);
        second.close();
        waits.ask("PING", "PONG"); // the control: a turn that begins allocates
        assertTrue(Allocation.bytesOf(tcp) > before);
    }

    @Test
    void theControlThreadAllocatesNothingBetweenConnections() throws Exception {
        Gateway gateway = gateway();
        Thread control = Allocation.thread("control");
        List<DatagramChannel> senders = senders(gateway.udpPort());
        PollClient client = PollClient.ofTool(gateway);
        open.add(client);
        open.add(PollClient.ofTool(gateway)); // an idle connection
        awaitReadings(senders, client);
        load(senders, client, WARM_UP_ROUNDS);
        assertEquals(0, leastOfWindows(() -> {
            long before = Allocation.bytesOf(control);
            load(senders, client, ROUNDS);
            return Allocation.bytesOf(control) - before;
        }));
        long before = Allocation.bytesOf(control);
        try (PollClient another = PollClient.ofTool(gateway)) { // the control
            another.ask("PING", "PONG");
        }
        assertTrue(Allocation.bytesOf(control) > before);
    }

    /** Neither the UDP thread nor the control thread allocates, however many tools look. */
    @Test
    void bothThreadsAllocateNothingWhileToolsSeeEachDatagram() throws Exception {
        Gateway gateway = gateway();
        Thread udp = Allocation.thread("udp");
        Thread control = Allocation.thread("control");
        List<DatagramChannel> senders = senders(gateway.udpPort());
        PollClient reader = PollClient.ofTool(gateway);
        open.add(reader);
        PollClient idle = PollClient.ofTool(gateway); // never reads, so its replies stop soon
        open.add(idle);
        reader.ask("SNIFF", "SNIFF ");
        idle.ask("SNIFF", "SNIFF ");
        sniff(senders, reader, SNIFF_WARM_UP_ROUNDS);
        assertEquals(0, leastOfWindows(() -> {
            long before = Allocation.bytesOf(udp) + Allocation.bytesOf(control);
            sniff(senders, reader, SNIFF_ROUNDS);
            return Allocation.bytesOf(udp) + Allocation.bytesOf(control) - before;
        }));
    }

    /** Reads after every 16 rounds, so that the ring has room for the next ones. */
    private static void sniff(List<DatagramChannel> senders, PollClient reader, int rounds)
            throws IOException {
        for (int round = 0; round < rounds; round++) {
            sendOneEach(senders, round);
            if (round % 16 == 15) {
                byte[] last = bytes("last v=" + round + "i");
                senders.getFirst().write(ByteBuffer.wrap(last));
                reader.readTo(" last v=" + round + "i");
            }
        }
    }

    /**
     * The least of several windows. A loop that allocates does so in every window; the JVM itself
     * allocates on the thread only now and then, for example when it discards compiled code.
     */
    private static long leastOfWindows(Window window) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < WINDOWS && least > 0; i++) {
            least = Math.min(least, window.bytes());
        }
        return least;
    }

    private long bytesReceiving(UdpSettings.SourceKind kind) throws Exception {
        UdpReceiver receiver = receiver(kind);
        List<DatagramChannel> senders = senders(receiver.source().port());
        drive(receiver, senders, WARM_UP_ROUNDS);
        return leastOfWindows(() -> drive(receiver, senders, ROUNDS));
    }

    /** Sends one datagram from each sender a round; returns the bytes that receiving allocated. */
    private static long drive(UdpReceiver receiver, List<DatagramChannel> senders, int rounds)
            throws IOException {
        long allocated = 0;
        for (int round = 0; round < rounds; round++) {
            sendOneEach(senders, round);
            for (int received = 0; received < senders.size();) {
                long before = Allocation.bytes();
                int count = receiver.poll();
                allocated += Allocation.bytes() - before;
                assertTrue(count > 0, "a datagram did not arrive");
                received += count;
            }
        }
        return allocated;
    }

    private static void awaitRound(Loop loop) {
        long rounds = loop.rounds().getAsLong();
        loop.wake().run();
        Await.until(loop.name() + " goes round", () -> loop.rounds().getAsLong() > rounds);
    }

    /** Waits until the readings that the load asks for are there. */
    private static void awaitReadings(List<DatagramChannel> senders, PollClient client)
            throws IOException {
        sendOneEach(senders, 0);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (client.ask(VALUE_REQUEST, "").startsWith("ERR")) {
            assertTrue(System.nanoTime() < deadlineNs, "the reading did not arrive");
        }
    }

    private static void load(List<DatagramChannel> senders, PollClient client, int rounds)
            throws IOException {
        for (int round = 0; round < rounds; round++) {
            sendOneEach(senders, round);
            client.ask("PING", "PONG");
            client.ask(VALUE_REQUEST, "3");
            client.ask("GET temp,sensor=s2,room=attic", "END");
            client.ask("STATS", "END");
            client.ask("SINCE 0 10", "END ");
            client.ask("VALUE nothing here", "ERR ");
        }
        for (int round = 0; round < WARM_UP_ROUNDS / 10; round++) {
            client.ask("LIST", "END");
            client.ask("DUMP temp", "END");
            client.ask("LATE THAN 0s", "END");
            client.ask("HELP", "END");
        }
    }

    private static void sendOneEach(List<DatagramChannel> senders, int round) throws IOException {
        for (int i = 0; i < senders.size(); i++) {
            senders.get(i).write(ByteBuffer.wrap(DATAGRAMS.get((round + i) % DATAGRAMS.size())));
        }
    }

    private UdpReceiver receiver(UdpSettings.SourceKind kind) throws IOException {
        return receiver(udpSettings(kind), new ArrivalClock(1, () -> true));
    }

    private UdpReceiver receiver(UdpSettings settings, ArrivalClock clock) throws IOException {
        TemporaryDirectory directory = new TemporaryDirectory();
        open.add(directory);
        Store store = TestStore.open(directory.path(), SERIES_MAX);
        open.add(store);
        open.add(store.journal().waiter()); // a reader that might wait
        UdpReceiver receiver = new UdpReceiver(
                DatagramSources.open(settings), settings, store.journal(), store.table(), ledger,
                clock);
        open.add(receiver);
        return receiver;
    }

    private Gateway gateway() throws Exception {
        TcpSettings tcp = new TcpSettings(
                InetAddress.getLoopbackAddress(), 0, SourceFilter.LOCAL, CONTROLLERS,
                HOUR_NS, HOUR_NS, HOUR_NS); // at the end of the last, SendQueue allocates
        TemporaryDirectory directory = new TemporaryDirectory();
        open.add(directory);
        Gateway gateway = new Gateway(
                new GatewaySettings(
                        udpSettings(UdpSettings.SourceKind.RECVMMSG), tcp,
                        new ControlSettings(directory.path().resolve("control.sock"), true),
                        TestStore.settings(directory.path()), SeriesSettings.of(SERIES_MAX)),
                new GatewayListener() {});
        open.add(gateway);
        gateway.start();
        return gateway;
    }

    /** One sender is not allowed, so that denials are part of the load. */
    private static UdpSettings udpSettings(UdpSettings.SourceKind kind) {
        return udpSettings(InetAddress.getLoopbackAddress(), kind);
    }

    private static UdpSettings udpSettings(InetAddress address, UdpSettings.SourceKind kind) {
        SourceFilter allow = SourceFilter.parse("127.0.0.0/26, 127.0.0.64");
        return new UdpSettings(
                address.isAnyLocalAddress() ? null : address, 0, allow, kind, 1_000_000, 4 << 20,
                Precision.AUTO);
    }

    private List<DatagramChannel> senders(int port) throws IOException {
        List<DatagramChannel> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET);
            open.add(sender);
            sender.bind(new InetSocketAddress("127.0.0." + (2 + i), 0));
            sender.connect(new InetSocketAddress("127.0.0.1", port));
            senders.add(sender);
        }
        return senders;
    }

    private PollClient client(Gateway gateway) throws IOException {
        PollClient client = PollClient.ofController(gateway);
        open.add(client);
        return client;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A client with a real connection. */
    private static final class PollClient implements AutoCloseable {

        private final Closeable connection;
        private final OutputStream output;
        private final BufferedReader lines;

        private PollClient(Closeable connection, InputStream input, OutputStream output) {
            this.connection = connection;
            this.output = output;
            lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        }

        static PollClient ofController(Gateway gateway) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.tcpPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            return new PollClient(socket, socket.getInputStream(), socket.getOutputStream());
        }

        static PollClient ofTool(Gateway gateway) throws IOException {
            SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(gateway.controlPath()));
            return new PollClient(
                    channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }

        /** Reads up to the line that ends with {@code end}. */
        void readTo(String end) throws IOException {
            String line;
            do {
                line = lines.readLine();
                assertTrue(line != null, end);
            } while (!line.endsWith(end));
        }

        /** Sends a request; reads up to the line that begins with {@code last}; returns it. */
        String ask(String request, String last) throws IOException {
            output.write(bytes(request + "\n"));
            String line;
            do {
                line = lines.readLine();
                assertTrue(line != null, request);
            } while (!line.startsWith(last));
            return line;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
