package sensorgate.device.sniff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.address.IpAddress;
import sensorgate.address.SocketPlace;

/** Datagrams in IP packets. */
@Timeout(20)
final class WireDatagramTest {

    /** 192.168.1.31:49152 to 192.168.1.5:8081. */
    private static final String IPV4 =
            "45 00 00 21 00 00 00 00 40 11 00 00 c0a8011f c0a80105";
    private static final String UDP = "c000 1f91 000d 0000";
    private static final String CONTENT = "6120763d31"; // a v=1

    /** fe80::1f to ff02::1. */
    private static final String IPV6_ADDRESSES =
            "fe80000000000000000000000000001f ff020000000000000000000000000001";

    private WireDatagram datagram;

    @Test
    void readsADatagramInAnIpv4Packet() {
        assertTrue(parse(IPV4 + UDP + CONTENT));
        assertEquals("192.168.1.31", address(datagram.source()));
        assertEquals("192.168.1.5", address(datagram.destination()));
        assertEquals(49_152, datagram.source().port());
        assertEquals(8_081, datagram.destination().port());
        assertEquals(5, datagram.length());
        assertEquals("a v=1", text());
        assertFalse(datagram.isFragmented());
    }

    @Test
    void readsOverIpv4Options() {
        assertTrue(parse(IPV4.replaceFirst("45", "46") + "94040000" + UDP + CONTENT));
        assertEquals("a v=1", text());
    }

    @Test
    void leavesOutWhatIsBehindTheDatagram() {
        assertTrue(parse(IPV4 + UDP + CONTENT + "0000000000000000")); // Ethernet's padding
        assertEquals("a v=1", text());
    }

    @Test
    void givesAsMuchAsWasCaptured() {
        assertTrue(parse(IPV4 + UDP.replace("000d", "0fff") + CONTENT));
        assertEquals(0x0FFF - 8, datagram.length());
        assertEquals("a v=1", text());
    }

    @Test
    void knowsTheFirstOfSeveralFragmentsAndNotTheOthers() {
        String first = "45 00 00 21 0001 2000 40 11 0000 c0a8011f c0a80105";
        assertTrue(parse(first + UDP + CONTENT));
        assertTrue(datagram.isFragmented());
        assertFalse(parse(first.replace("2000", "2001") + UDP + CONTENT));
        assertFalse(parse(first.replace("2000", "0001") + UDP + CONTENT));
        assertTrue(parse(IPV4 + UDP + CONTENT));
        assertFalse(datagram.isFragmented());
    }

    @Test
    void readsADatagramInAnIpv6Packet() {
        assertTrue(parse("60000000 000d 11 ff" + IPV6_ADDRESSES + UDP + CONTENT));
        assertEquals("[fe80::1f]", address(datagram.source()));
        assertEquals("[ff02::1]", address(datagram.destination()));
        assertEquals(8_081, datagram.destination().port());
        assertEquals("a v=1", text());
    }

    @Test
    void readsOverIpv6ExtensionHeaders() {
        String hopByHop = "3c 00 0000 00000000";
        String destination = "2c 01 0000 00000000 0000000000000000";
        String fragment = "11 00 0001 00000007";
        assertTrue(parse("60000000 0040 00 ff" + IPV6_ADDRESSES
                + hopByHop + destination + fragment + UDP + CONTENT));
        assertTrue(datagram.isFragmented());
        assertEquals("a v=1", text());
        assertFalse(parse("60000000 0040 2c ff" + IPV6_ADDRESSES
                + fragment.replace("0001", "0009") + UDP + CONTENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "45",
        "00 00 00 21 0000 0000 40 11 0000 c0a8011f c0a80105 c0001f91000d0000",
        "44 00 00 21 0000 0000 40 11 0000 c0a8011f c0a80105 c0001f91000d0000",
        "45 00 00 21 0000 0000 40 06 0000 c0a8011f c0a80105 c0001f91000d0000",
        "45 00 00 21 0000 0000 40 11 0000 c0a8011f c0a80105 c0001f91",
        "60000000 000d 3a ff " + IPV6_ADDRESSES + UDP,
        "60000000 000d 3c ff " + IPV6_ADDRESSES + "11ff000000000000",
    })
    void refusesWhatHoldsNone(String packet) {
        assertFalse(parse(packet));
    }

    @Test
    void survivesWhateverIsSent() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = bytes("60000000 0040 00 ff" + IPV6_ADDRESSES
                + "3c00000000000000 2c00000000000000 1100000100000007" + UDP + CONTENT);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = good.clone();
            for (int change = 0; change < 4; change++) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            packet[0] = (byte) (random.nextBoolean() ? 0x60 : 0x45 + random.nextInt(3));
            int captured = random.nextInt(packet.length + 1);
            WireDatagram parsed = WireDatagram.parse(packet, captured);
            if (parsed != null) {
                assertTrue(parsed.content().length <= captured - 28, "seed=" + seed);
            }
        }
    }

    private boolean parse(String hex) {
        byte[] packet = bytes(hex);
        datagram = WireDatagram.parse(Arrays.copyOf(packet, 2048), packet.length);
        return datagram != null;
    }

    private String text() {
        return new String(datagram.content(), StandardCharsets.UTF_8);
    }

    private static String address(SocketPlace place) {
        return IpAddress.of(place.high(), place.low());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
