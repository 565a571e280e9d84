package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.line.Precision;
import sensorgate.store.SeriesSettings;
import sensorgate.support.Await;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.support.TestSettings;
import sensorgate.udp.Cause;
import sensorgate.udp.UdpSettings.SourceKind;

/**
 * Nothing is lost silently: every datagram and every line that was sent ends in exactly one
 * counter, for any content and any sender; the kernel's own drops are among them.
 */
@Timeout(60)
final class LedgerTest {

    /** The senders 127.0.0.2 to 127.0.0.65, and nobody else. */
    private static final String ALLOWED = "127.0.0.0/26, 127.0.0.64/31";
    private static final int SENSORS = 64;
    private static final String STRANGER = "127.0.0.200";

    /** Datagrams under way: as many as fit into any kernel's default receive buffer. */
    private static final int WINDOW = 64;
    private static final int NO_WINDOW = Integer.MAX_VALUE;

    private static final int RELOADS = 100;

    /** One datagram in this number comes from a stranger. */
    private static final int STRANGER_EACH = 50;

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void everythingSentIsCountedAsWhatItWas(SourceKind kind) {
        long seed = new Random().nextLong();
        KnownTraffic traffic = new KnownTraffic(seed);
        try (TestGateway gateway = start(kind, 4 << 20)) {
            TestSensor stranger = gateway.sensor(STRANGER);
            send(50_000, traffic, stranger, gateway, WINDOW);
            assertSettled(gateway, 50_000, seed);
            assertEquals(0, gateway.count("kernel_dropped"));
            assertEquals(50_000 / STRANGER_EACH, gateway.count("denied"));
            assertIsCounted(traffic, gateway, seed);
            assertSendersAddUp(gateway);
            assertEquals(
                    stranger.name() + " \"stranger v=1\\x0astranger v=x\"",
                    gateway.gateway().lastOffender("denied"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void whatTheKernelDropsIsCountedToo(SourceKind kind) {
        long seed = new Random().nextLong();
        try (TestGateway gateway = start(kind, 4096)) {
            TestSensor stranger = gateway.sensor(STRANGER);
            send(20_000, new KnownTraffic(seed), stranger, gateway, NO_WINDOW);
            assertSettled(gateway, 20_000, seed);
            assertTrue(gateway.count("kernel_dropped") > 0, "nothing was dropped");
            assertTrue(gateway.count("received") > 0, "everything was dropped");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void everythingSentIsCountedWhileAHundredReloadsChangeWhoMaySend(SourceKind kind)
            throws InterruptedException {
        long seed = new Random().nextLong();
        try (TestGateway gateway = start(kind, 4 << 20)) {
            TestSensor stranger = gateway.sensor(STRANGER);
            LongSupplier received = gateway.counter("received");
            Thread reloads = Thread.startVirtualThread(() -> {
                for (int i = 1; i <= RELOADS; i++) {
                    long next = i * 100L;
                    Await.until("load", () -> received.getAsLong() >= next);
                    gateway.gateway().reload(setup(kind, 4 << 20)
                            .udpAllow(i % 2 == 0 ? ALLOWED : ALLOWED + ", " + STRANGER)
                            .precision(i % 2 == 0 ? Precision.AUTO : Precision.S)
                            .series(SeriesSettings.of(TestSettings.SERIES_MAX - i))
                            .settings());
                }
            });
            send(20_000, new KnownTraffic(seed), stranger, gateway, WINDOW);
            reloads.join();
            assertSettled(gateway, 20_000, seed);
            assertEquals(0, gateway.count("kernel_dropped"));
            long strangers = 20_000 / STRANGER_EACH;
            long denied = gateway.count("denied");
            assertTrue(denied > 0 && denied < strangers, "denied=" + denied);
            assertEquals(TestSettings.SERIES_MAX, gateway.count("readings_max"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "PORTABLE"})
    void theLastOffenderOfEachCauseIsTheOneWhoSentIt(SourceKind kind) {
        KnownTraffic traffic = new KnownTraffic(1);
        try (TestGateway gateway = start(kind, 4 << 20)) {
            List<TestSensor> sensors = sensors(gateway);
            for (int round = 0; round < 3; round++) {
                for (Cause cause : KnownTraffic.CAUSES) {
                    sensors.get(round + cause.ordinal()).send(traffic.bad(cause));
                }
            }
            for (Cause cause : KnownTraffic.CAUSES) {
                String expected = sensors.get(2 + cause.ordinal()).name() + " \"";
                Await.until(cause + " by " + expected, () -> {
                    String last = gateway.gateway().lastOffender(cause.counterName());
                    return last != null && last.startsWith(expected);
                });
            }
        }
    }

    /** Sends from all sensors in turns, now and then from a stranger, in batches. */
    private static void send(
            int datagrams, KnownTraffic traffic, TestSensor stranger, TestGateway gateway,
            int window) {
        List<TestSensor> sensors = sensors(gateway);
        LongSupplier received = gateway.counter("received");
        LongSupplier denied = gateway.counter("denied");
        for (int i = 0; i < datagrams; i++) {
            if (i % STRANGER_EACH == 0) {
                stranger.send("stranger v=1\nstranger v=x");
            } else {
                sensors.get(i % SENSORS).send(traffic.next());
            }
            long sent = i + 1;
            Await.until("room for more", () ->
                    sent - received.getAsLong() - denied.getAsLong() < window);
        }
    }

    private static void assertSettled(TestGateway gateway, long sent, long seed) {
        Await.untilEquals(
                "received + denied + kernel_dropped, seed=" + seed, sent,
                () -> gateway.count("received") + gateway.count("denied")
                        + gateway.count("kernel_dropped"));
        Await.untilEquals(
                "lines that ended nowhere or twice, seed=" + seed, 0,
                () -> gateway.count("lines") - gateway.count("stored") - rejected(gateway));
    }

    private static void assertIsCounted(KnownTraffic traffic, TestGateway gateway, long seed) {
        Await.untilEquals(
                "stored, seed=" + seed, traffic.stored(), gateway.counter("stored"));
        assertEquals(traffic.questions(), questions(gateway), "questions, seed=" + seed);
        assertEquals(traffic.blank(), gateway.count("blank"), "blank, seed=" + seed);
        assertEquals(traffic.oversize(), gateway.count("oversize"), "oversize, seed=" + seed);
        assertEquals(traffic.oversizeBytes(), gateway.count("oversize_bytes"), "seed=" + seed);
        assertEquals(0, gateway.count("times_implausible"), "times, seed=" + seed);
        for (Cause cause : Cause.values()) {
            assertEquals(
                    traffic.rejected(cause), gateway.count(cause.counterName()),
                    cause + ", seed=" + seed);
        }
    }

    /** None was forgotten, so what came of all of them is what came. */
    private static void assertSendersAddUp(TestGateway gateway) {
        TestController controller = gateway.controller("127.0.0.1");
        controller.send("STATS\n");
        List<String> senders = controller.readLinesToEnd().stream()
                .filter(line -> line.startsWith("sender "))
                .toList();
        assertEquals(SENSORS, senders.size());
        assertEquals(gateway.count("received"), sum(senders, "received"));
        assertEquals(gateway.count("stored"), sum(senders, "stored"));
        assertEquals(rejected(gateway), sum(senders, "rejected"));
    }

    private static long sum(List<String> senders, String counter) {
        return senders.stream()
                .map(line -> line.replaceFirst(".* " + counter + "=(\\d+) .*", "$1"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static long rejected(TestGateway gateway) {
        long rejected = 0;
        for (Cause cause : Cause.values()) {
            rejected += gateway.count(cause.counterName());
        }
        return rejected;
    }

    private static long questions(TestGateway gateway) {
        return gateway.gateway().stats().stream()
                .filter(stat -> stat.name().startsWith("time_"))
                .mapToLong(stat -> stat.value().getAsLong())
                .sum();
    }

    private static TestGateway start(SourceKind kind, int receiveBufferBytes) {
        return setup(kind, receiveBufferBytes).start();
    }

    private static TestGateway.Setup setup(SourceKind kind, int receiveBufferBytes) {
        return new TestGateway.Setup()
                .source(kind)
                .udpAllow(ALLOWED)
                .receiveBufferBytes(receiveBufferBytes);
    }

    private static List<TestSensor> sensors(TestGateway gateway) {
        return IntStream.range(2, 2 + SENSORS)
                .mapToObj(host -> gateway.sensor("127.0.0." + host))
                .toList();
    }
}
