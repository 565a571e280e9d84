package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.count.Stat;
import sensorgate.port.ControlSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.support.Await;
import sensorgate.support.Loopback;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.PollSide;
import sensorgate.support.RecordedEvents;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.support.TestSettings;
import sensorgate.support.TestStore;
import sensorgate.udp.UdpSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/** The gateway as a whole: it starts, it stops, it says why it cannot. */
@Timeout(20)
final class GatewayTest {

    private static final long CLOSE_MS_MAX = 1_000;

    /** The other sensor makes the pace of the two uneven, as that of two sensors is. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void tellsWhichSendersWriteAReadingInTurns(SourceKind kind) {
        try (TestGateway gateway = new TestGateway.Setup().source(kind).start()) {
            TestSensor one = gateway.sensor("127.0.0.2");
            TestSensor two = gateway.sensor("127.0.0.3");
            TestSensor other = gateway.sensor("127.0.0.4");
            TestController controller = gateway.controller("127.0.0.5");
            int sent = 0;
            String told = "";
            while (!told.contains("contested ")) {
                one.send("temp,room=wine\\ cellar value=1");
                gateway.awaitCount("stored", ++sent);
                two.send("temp,room=wine\\ cellar value=2");
                gateway.awaitCount("stored", ++sent);
                for (int i = 0; i < 8; i++) {
                    other.send("other value=3");
                    gateway.awaitCount("stored", ++sent);
                }
                controller.send("STATS\n");
                told = String.join("\n", controller.readLinesToEnd());
            }
            String line = told.lines().filter(each -> each.startsWith("contested ")).findFirst()
                    .orElseThrow();
            assertTrue(line.matches("contested 127\\.0\\.0\\.2 127\\.0\\.0\\.3 \\d{19}"
                    + " temp,room=wine\\\\ cellar value"), line);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void givesAPolledValueAsTheSensorSentIt(SourceKind kind) {
        try (TestGateway gateway = new TestGateway.Setup().source(kind).start()) {
            gateway.sensor("127.0.0.2").send("temp,room=attic value=21.50");
            gateway.awaitCount("stored", 1);
            assertEquals("21.50", gateway.controller("127.0.0.3").ask(
                    "VALUE temp,room=attic value 1m"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void servesIpv4AndIpv6AtTheSamePorts(SourceKind kind) {
        Requires.that(Loopback.hasIpv6(), "IPv6 on the loopback interface");
        try (TestGateway gateway = new TestGateway.Setup().source(kind).start()) {
            gateway.sensor("127.0.0.2").send("four v=4");
            gateway.sensor("::1").send("six v=6");
            gateway.awaitCount("stored", 2);
            try (TestController six = gateway.controller("::1")) {
                assertEquals("4", six.ask("VALUE four v"));
            }
            assertEquals("6", gateway.controller("127.0.0.2").ask("VALUE six v"));
        }
    }

    @Test
    void givesEveryCounterInStatsUnderANameOfItsOwn() {
        try (TestGateway gateway = new TestGateway.Setup().start()) {
            List<String> names =
                    gateway.gateway().stats().stream().map(Stat::name).toList();
            assertEquals(names.size(), Set.copyOf(names).size(), names.toString());
            TestController controller = gateway.controller("127.0.0.2");
            controller.send("STATS\n");
            assertEquals(names, controller.readLinesToEnd().stream()
                    .filter(line -> !line.startsWith("controller "))
                    .map(line -> line.substring(0, line.indexOf(' '))).toList());
        }
    }

    @Test
    void tellsHowOldItsReadingsAreHowLongItRunsAndWhatMemoryItTakes() {
        long begunNs = System.nanoTime();
        try (TemporaryDirectory directory = new TemporaryDirectory();
                TestGateway gateway = new TestGateway.Setup()
                        .control(directory.path().resolve("control.sock")).start()) {
            assertEquals(-1, gateway.count("reading_newest_age_ms"));
            assertEquals(-1, gateway.count("reading_oldest_age_ms"));
            gateway.sensor("127.0.0.2").send("first v=1");
            gateway.awaitCount("stored", 1);
            Await.until("the first is older", () -> gateway.count("reading_oldest_age_ms") > 1);
            gateway.sensor("127.0.0.2").send("second v=1");
            gateway.awaitCount("stored", 2);
            Await.until("a second has gone by", () -> gateway.count("uptime_s") > 0);
            for (PollSide side : List.of(gateway.controller("127.0.0.3"), gateway.tool())) {
                side.send("STATS\n");
                assertAgesUptimeAndMemory(stats(side.readLinesToEnd()), begunNs);
            }
        }
    }

    private static void assertAgesUptimeAndMemory(Map<String, Long> stats, long begunNs) {
        long elapsedMs = (System.nanoTime() - begunNs) / 1_000_000;
        assertRise(0, stats.get("reading_newest_age_ms"), stats.get("reading_oldest_age_ms"),
                elapsedMs);
        assertRise(1, stats.get("uptime_s"), elapsedMs / 1_000);
        long heapMax = Runtime.getRuntime().maxMemory();
        assertEquals(heapMax, stats.get("memory_heap_max_bytes"));
        assertRise(1 << 20, stats.get("memory_heap_bytes"), heapMax);
        assertRise(1 << 20, stats.get("memory_heap_used_bytes"), heapMax);
        long residentMin = Files.exists(Path.of("/proc/self/status")) ? 10 << 20 : 0;
        assertRise(residentMin, stats.get("memory_resident_bytes"), 1L << 40);
    }

    private static void assertRise(long... numbers) {
        for (int i = 1; i < numbers.length; i++) {
            assertTrue(numbers[i - 1] <= numbers[i], Arrays.toString(numbers));
        }
    }

    private static Map<String, Long> stats(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void startsAgainOnTheSamePortsAtOnceThoughAControllerWasConnected(SourceKind kind)
            throws GatewayException {
        TestGateway.Setup setup = new TestGateway.Setup().source(kind);
        int udpPort = 0;
        int tcpPort = 0;
        for (int round = 0; round < 3; round++) {
            Gateway gateway =
                    new Gateway(setup.settings(udpPort, tcpPort), new RecordedEvents());
            udpPort = gateway.udpPort();
            tcpPort = gateway.tcpPort();
            gateway.start();
            try (gateway;
                    TestController controller = new TestController("127.0.0.2", tcpPort);
                    TestSensor sensor = new TestSensor("127.0.0.2", udpPort)) {
                sensor.send("round v=" + round);
                assertEquals("PONG", controller.ask("PING"));
                gateway.close(); // first the gateway, then its peers: its side lingers on
                assertTrue(controller.isEnded());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void closesWithinASecondWhileNothingHappens(SourceKind kind) throws GatewayException {
        Gateway gateway =
                new Gateway(new TestGateway.Setup().source(kind).settings(), new RecordedEvents());
        gateway.start();
        long begunNs = System.nanoTime();
        gateway.close();
        long elapsedMs = (System.nanoTime() - begunNs) / 1_000_000;
        assertTrue(elapsedMs < CLOSE_MS_MAX, "closed after " + elapsedMs + " ms");
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void settlesWhatTheKernelHeldWhenItWasClosed(SourceKind kind) throws GatewayException {
        Gateway gateway =
                new Gateway(new TestGateway.Setup().source(kind).settings(), new RecordedEvents());
        gateway.start();
        try (gateway; TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort())) {
            for (int i = 0; i < 2_000; i++) {
                sensor.send("m v=" + i);
            }
        }
        Map<String, Long> counts = counts(gateway);
        assertEquals(2_000, counts.get("received") + counts.get("kernel_dropped"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void leavesNothingOpenWhenClosed(SourceKind kind) throws GatewayException {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        startAndClose(kind);
        var before = OpenDescriptors.withoutFiles();
        startAndClose(kind);
        assertEquals(Set.of(), OpenDescriptors.openedSince(before));
        assertEquals(0, Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> Set.of("udp", "tcp").contains(thread.getName())).count());
    }

    @Test
    void doesNotStartOnceItIsClosed() throws GatewayException {
        List<Throwable> failures = new ArrayList<>();
        Gateway gateway = new Gateway(new TestGateway.Setup().settings(), new GatewayListener() {
            @Override
            public void onFailed(Throwable failure) {
                failures.add(failure);
            }
        });
        gateway.close();
        gateway.start();
        gateway.close();
        assertEquals(List.of(), failures);
    }

    @Test
    void mayBeClosedTwiceAndWithoutHavingBeenStarted() throws GatewayException {
        Gateway gateway =
                new Gateway(new TestGateway.Setup().settings(), new RecordedEvents());
        gateway.close();
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void saysWhatItCountedOnceItIsClosed(SourceKind kind) throws GatewayException {
        Gateway gateway =
                new Gateway(new TestGateway.Setup().source(kind).settings(), new RecordedEvents());
        gateway.start();
        try (gateway; TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort())) {
            sensor.send("m v=1");
            Await.untilEquals("stored", 1, () -> counts(gateway).get("stored"));
        }
        assertEquals(1, counts(gateway).get("received"));
        assertEquals(0, counts(gateway).get("kernel_dropped"));
    }

    // ---- ports that cannot be had

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void givesTheUdpPortBackWhenTheTcpPortIsTaken(SourceKind kind) throws IOException {
        int udpPort = Loopback.freeUdpPort();
        try (ServerSocket taken = new ServerSocket(0)) {
            GatewaySettings settings = new TestGateway.Setup().source(kind)
                    .settings(udpPort, taken.getLocalPort());
            assertCannotStart(settings, "TCP", taken.getLocalPort(), "tcp.port");
        }
        new DatagramSocket(udpPort).close();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void saysWhichUdpPortIsTakenAndWhatToDo(SourceKind kind) throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0)) {
            GatewaySettings settings =
                    new TestGateway.Setup().source(kind).settings(taken.getLocalPort(), 0);
            assertCannotStart(settings, "UDP", taken.getLocalPort(), "udp.port");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void saysWhichAddressIsNoneOfThisMachine(SourceKind kind) {
        InetAddress foreign = InetAddress.ofLiteral("192.0.2.1"); // RFC 5737: nobody's
        UdpSettings udp = new TestGateway.Setup().source(kind).settings().udp();
        GatewaySettings settings = new GatewaySettings(
                new UdpSettings(
                        foreign, 8081, udp.allow(), kind, udp.coalesceNs(),
                        udp.receiveBufferBytes(), udp.precision()),
                TestSettings.tcp(), ControlSettings.NONE, TestStore.settings(null),
                SeriesSettings.of(1));
        String message = assertThrows(
                GatewayException.class,
                () -> new Gateway(settings, new RecordedEvents())).getMessage();
        assertTrue(message.contains("192.0.2.1:8081"), message);
        assertTrue(message.contains("Cannot assign requested address"), message);
        assertTrue(message.contains("udp.address"), message);
    }

    @Test
    void leavesNothingOpenWhenAPortIsTaken() throws IOException {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        try (ServerSocket taken = new ServerSocket(0)) {
            GatewaySettings settings =
                    new TestGateway.Setup().settings(0, taken.getLocalPort());
            assertCannotStart(settings, "TCP", taken.getLocalPort(), "tcp.port");
            var before = OpenDescriptors.withoutFiles();
            assertCannotStart(settings, "TCP", taken.getLocalPort(), "tcp.port");
            assertEquals(Set.of(), OpenDescriptors.openedSince(before));
        }
    }

    @Test
    void tellsItsListenerWhichAddressWaitsForWhich() throws GatewayException {
        List<String> waits = new CopyOnWriteArrayList<>();
        GatewayListener listener = new GatewayListener() {
            @Override
            public void onControllerWaits(String address, String servedAddress) {
                waits.add(address + " for " + servedAddress);
            }
        };
        Gateway gateway = new Gateway(new TestGateway.Setup().settings(), listener);
        gateway.start();
        try (gateway; TestController first = new TestController("127.0.0.2", gateway.tcpPort())) {
            assertEquals("PONG", first.ask("PING"));
            try (TestController _ = new TestController("127.0.0.3", gateway.tcpPort())) {
                Await.until("a wait", () -> waits.size() == 1);
            }
        }
        assertTrue(waits.getFirst().matches("127\\.0\\.0\\.3:\\d+ for 127\\.0\\.0\\.2:\\d+"));
    }

    // ---- a thread that dies

    @Test
    void tellsItsListenerThatAThreadHasDied() throws GatewayException {
        IllegalStateException failure = new IllegalStateException("a listener must not throw");
        RecordedEvents events = new RecordedEvents();
        GatewayListener faulty = new GatewayListener() {
            @Override
            public void onControllerConnected(String address) {
                throw failure;
            }

            @Override
            public void onFailed(Throwable cause) {
                events.onFailed(cause);
            }
        };
        Gateway gateway = new Gateway(new TestGateway.Setup().settings(), faulty);
        gateway.start();
        try (gateway; TestController _ = new TestController("127.0.0.2", gateway.tcpPort())) {
            Await.until("the failure", () -> events.list().equals(List.of("failed " + failure)));
        }
    }

    private static void startAndClose(SourceKind kind) throws GatewayException {
        Gateway gateway =
                new Gateway(new TestGateway.Setup().source(kind).settings(), new RecordedEvents());
        gateway.start();
        try (gateway; TestController controller =
                new TestController("127.0.0.2", gateway.tcpPort())) {
            assertEquals("PONG", controller.ask("PING"));
        }
    }

    private static void assertCannotStart(
            GatewaySettings settings, String protocol, int port, String key) {
        String message = assertThrows(
                GatewayException.class,
                () -> new Gateway(settings, new RecordedEvents())).getMessage();
        assertTrue(message.contains(protocol), message);
        assertTrue(message.contains("port " + port), message);
        assertTrue(message.contains("Address already in use"), message);
        assertTrue(message.contains(key), message);
    }

    private static Map<String, Long> counts(Gateway gateway) {
        return gateway.stats().stream()
                .collect(Collectors.toMap(Stat::name, stat -> stat.value().getAsLong()));
    }
}
