package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sensorgate.address.MulticastGroup;
import sensorgate.address.OwnNetworks;
import sensorgate.count.Loop;
import sensorgate.linux.Libc;
import sensorgate.support.FaultyLibc;
import sensorgate.support.FaultyLibc.Call;
import sensorgate.support.Requires;

/** Multicast on the loopback interface; {@code NetworksTest} has real networks that change. */
@Timeout(20)
final class NetworkWatchTest {

    private static final int BUFFER_BYTES = 65_536;
    private static final int ENOBUFS = 105;

    private final List<String> notices = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void receivesAGroupThatItHasJoined(SourceKinds kind) throws IOException {
        try (DatagramSource source = open(kind)) {
            send("239.1.2.3", source.port(), "before");
            watch(source, "239.1.2.3%lo").look();
            assertEquals(List.of("receives multicast group 239.1.2.3 on lo"), notices);
            send("239.1.2.3", source.port(), "m v=1");
            assertEquals("m v=1", TakenDatagram.take(source, 1).getFirst().text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsEachJoinOnce(SourceKinds kind) throws IOException {
        try (DatagramSource source = open(kind)) {
            NetworkWatch watch = watch(source, "239.1.2.3%lo, 239.1.2.4%lo");
            watch.look();
            watch.look();
            assertEquals(2, notices.size(), notices::toString);
            assertEquals(List.of(), troubles);
        }
    }

    /** The socket of a service lives on when the gateway restarts, and so do its groups. */
    @ParameterizedTest
    @EnumSource
    void takesAGroupThatTheSocketHasJoinedBefore(SourceKinds kind) throws IOException {
        try (DatagramSource source = open(kind)) {
            watch(source, "239.1.2.3%lo").look();
            watch(source, "239.1.2.3%lo").look();
            assertEquals(2, notices.size(), notices::toString);
            assertEquals(List.of(), troubles);
        }
    }

    @Test
    void saysOnceThatAnInterfaceIsMissing() throws IOException {
        try (DatagramSource source = open(SourceKinds.PORTABLE)) {
            NetworkWatch watch = watch(source, "239.1.2.3%none0");
            watch.look();
            watch.look();
            assertEquals(
                    List.of("no interface is up to receive 239.1.2.3%none0; udp.multicast takes"
                            + " effect when one comes up"),
                    troubles);
            assertEquals(List.of(), notices);
        }
    }

    @Test
    void saysOnceWhyTheKernelRefuses() throws IOException {
        Requires.that(Libc.isSupported(), "64-bit Linux, for recvmmsg");
        FaultyLibc libc = new FaultyLibc();
        LinuxUdpSocket socket = LinuxUdpSocket.open(
                libc, new InetSocketAddress(0), BUFFER_BYTES);
        try (DatagramSource source = new LinuxDatagramSource(libc, socket)) {
            libc.fail(Call.MCAST_JOIN_GROUP, ENOBUFS);
            NetworkWatch watch = watch(source, "239.1.2.3%lo");
            watch.look();
            watch.look();
            assertEquals(1, troubles.size(), troubles::toString);
            assertTrue(
                    troubles.getFirst().startsWith("cannot receive multicast group 239.1.2.3 on"
                            + " lo: MCAST_JOIN_GROUP failed: No buffer space available"),
                    troubles::toString);
        }
        assertEquals(List.of(), libc.open());
    }

    @Test
    void goesRoundWhenItIsWokenAndEndsAtOnce() throws Exception {
        try (DatagramSource source = open(SourceKinds.PORTABLE)) {
            NetworkWatch watch = watch(source, "239.1.2.3%lo");
            Loop loop = watch.loop("networks");
            Thread thread = Thread.startVirtualThread(watch);
            while (loop.rounds().getAsLong() < 3) {
                loop.wake().run();
                Thread.onSpinWait();
            }
            watch.stop();
            thread.join();
            assertFalse(thread.isAlive());
            assertEquals(List.of(), notices, "a wake by the watchdog is no reason to look");
        }
    }

    private NetworkWatch watch(DatagramSource source, String groups) {
        return new NetworkWatch(
                new OwnNetworks(), false, source, MulticastGroup.parse(groups), notices::add,
                troubles::add, () -> {});
    }

    private static DatagramSource open(SourceKinds kind) throws IOException {
        return kind.open(new InetSocketAddress(0), BUFFER_BYTES);
    }

    private static void send(String group, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (MulticastSocket sender = new MulticastSocket()) {
            sender.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
            sender.send(new DatagramPacket(
                    bytes, bytes.length, InetAddress.ofLiteral(group), port));
        }
    }
}
