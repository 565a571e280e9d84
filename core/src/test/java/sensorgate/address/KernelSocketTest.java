package sensorgate.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.Requires;

final class KernelSocketTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Captured on Linux 6.1; the last socket is connected to 127.0.0.1:8081. */
    private static final String UDP = """
               sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt  \
            \suid  timeout inode ref pointer drops \s
              412: 00000000:1F91 00000000:0000 07 00000000:00000000 00:00000000 00000000  \
            \s998        0 21508 3 00000000d1e5b5a2 17 \s
             1201: 0100007F:D4A1 0100007F:1F91 01 00000000:00000000 00:00000000 00000000   \
            \s 0        0 22417 2 000000004be3a0c1 0 \s
            """;

    private static final String UDP6 = """
              sl  local_address                         remote_address                     \
            \s  st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
              412: 00000000000000000000000000000000:1F91\
            \s00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000\
            \s00000000   998        0 21509 2 00000000aa10ff31 3
              600: 000080FE00000000000000001F000000:1F93\
            \s00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000\
            \s00000000     0        0 21510 2 00000000aa10ff32 0
              601: 0000000000000000FFFF00000501A8C0:1F94\
            \s00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000\
            \s00000000     0        0 21511 2 00000000aa10ff33 0
            """;

    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt  \
            \suid  timeout inode \s
               0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000    \
            \s0        0 52 1 000000009870f1a9 100 0 0 10 0 \s
               1: 020200C0:BD66 507100CB:0050 06 00000000:00000000 03:00001455 00000000    \
            \s0        0 0 3 00000000214cfdd4 \s
            """;

    @Test
    void parsesATableOfIpv4() {
        List<KernelSocket> sockets = KernelSocket.parse(UDP);
        assertEquals(2, sockets.size());
        assertEquals(
                new KernelSocket(
                        place("0.0.0.0", 8081), place("0.0.0.0", 0), false, 7, "21508", 17),
                sockets.getFirst());
        assertEquals(place("127.0.0.1", 54_433), sockets.getLast().local());
        assertEquals(place("127.0.0.1", 8081), sockets.getLast().remote());
    }

    @Test
    void parsesATableOfIpv6() {
        List<KernelSocket> sockets = KernelSocket.parse(UDP6);
        assertEquals(
                new KernelSocket(place("::", 8081), place("::", 0), true, 7, "21509", 3),
                sockets.getFirst());
        assertEquals(place("fe80::1f", 8083), sockets.get(1).local());
        assertEquals(place("192.168.1.5", 8084), sockets.get(2).local());
        assertTrue(sockets.get(2).isIpv6());
    }

    @Test
    void takesNoColumnOfATcpTableForDrops() {
        List<KernelSocket> sockets = KernelSocket.parse(TCP);
        assertEquals(
                new KernelSocket(
                        place("0.0.0.0", 2024), place("0.0.0.0", 0), false, KernelSocket.LISTENS,
                        "52", 0),
                sockets.getFirst());
        assertEquals(6, sockets.getLast().state());
        assertEquals(0, sockets.getLast().drops());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\n\n", "head\n", "garbage", "  1: 00000000:1F91", "  1: 0000:1F91 0000:0000 07",
        "  1: 0000000G:1F91 00000000:0000 07 0:0 0:0 0 0 0 21508 3 d1e5 17",
        "  1: 00000000:1F91 00000000:0000 07 0:0 0:0 0 0 0 many 3 d1e5 17",
        "\0\0\0\0",
    })
    void leavesOutALineThatIsNoSocket(String table) {
        assertEquals(List.of(), KernelSocket.parse(table));
    }

    @Test
    void countsNoDropsWhereTheColumnIsNoNumber() {
        assertEquals(0, KernelSocket.parse(
                "  1: 00000000:1F91 00000000:0000 07 0:0 0:0 0 0 0 21508 3 d1e5 many\n")
                .getFirst().drops());
    }

    @Test
    void findsTheSocketsOfThisMachine() throws Exception {
        try (DatagramChannel udp = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK)) {
            int udpPort = ((InetSocketAddress) udp.getLocalAddress()).getPort();
            assertTrue(here("udp").stream().anyMatch(socket ->
                    socket.local().equals(place("127.0.0.1", udpPort)) && socket.drops() == 0));
            assertTrue(here("tcp").stream().anyMatch(socket ->
                    socket.local().equals(place("127.0.0.1", tcp.getLocalPort()))
                            && socket.state() == KernelSocket.LISTENS));
        }
    }

    @Test
    void knowsWhichAddressStandsForEveryAddress() {
        assertTrue(place("0.0.0.0", 1).isEverywhere());
        assertTrue(place("::", 1).isEverywhere());
        assertFalse(place("127.0.0.1", 1).isEverywhere());
        assertFalse(place("::1", 1).isEverywhere());
    }

    /** Java binds IPv6 sockets where the machine has IPv6. */
    private static List<KernelSocket> here(String protocol) throws Exception {
        Path table = Path.of("/proc/net/" + protocol);
        Path table6 = Path.of("/proc/net/" + protocol + "6");
        Requires.that(Files.exists(table), table.toString());
        return KernelSocket.parse(Files.readString(table)
                + (Files.exists(table6) ? Files.readString(table6) : ""));
    }

    private static SocketPlace place(String address, int port) {
        return SocketPlace.of(InetAddress.ofLiteral(address).getAddress(), port);
    }
}
