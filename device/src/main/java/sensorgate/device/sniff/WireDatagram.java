package sensorgate.device.sniff;

import java.util.Arrays;
import sensorgate.address.IpAddress;
import sensorgate.address.SocketPlace;

/**
 * One UDP datagram in an IP packet (RFC 791, 8200, 768).
 *
 * <pre>
 *  IPv4    0              2        4    6               8     9          10    12       16
 *          | version, IHL | length | id | flags, offset | TTL | protocol | sum | source | dest. |
 *  IPv6    0              4        6             7           8        24
 *          | version, ... | length | next header | hop limit | source | destination |
 *  UDP     0        2             4        6
 *          | source | destination | length | checksum |
 * </pre>
 *
 * @param content the captured bytes behind the UDP header
 * @param length length of the content as the sender gives it
 * @param isFragmented true if the packet is the first of several that hold the datagram
 */
record WireDatagram(
        SocketPlace source, SocketPlace destination, byte[] content, int length,
        boolean isFragmented) {

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int UDP = 17;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1FFF;
    private static final int IPV6_MORE_FRAGMENTS = 1;
    private static final int IPV6_FRAGMENT_OFFSET = 0xFFF8;

    /** An honest sender uses fewer extension headers. */
    private static final int EXTENSIONS_MAX = 8;

    /**
     * Finds the datagram in a packet; {@code null} if the packet does not hold its beginning.
     *
     * @param captured how many bytes of the packet were captured
     */
    static WireDatagram parse(byte[] packet, int captured) {
        return switch (captured > 0 ? packet[0] >> 4 & 15 : 0) {
            case 4 -> ipv4(packet, captured);
            case 6 -> ipv6(packet, captured);
            default -> null;
        };
    }

    private static WireDatagram ipv4(byte[] packet, int captured) {
        int headerBytes = (packet[0] & 15) * 4;
        if (captured < IPV4_HEADER_BYTES || headerBytes < IPV4_HEADER_BYTES || packet[9] != UDP) {
            return null;
        }
        int fragment = unsigned16(packet, 6);
        if ((fragment & FRAGMENT_OFFSET) != 0) {
            return null;
        }
        return udp(packet, captured, headerBytes, 12, 4, (fragment & MORE_FRAGMENTS) != 0);
    }

    private static WireDatagram ipv6(byte[] packet, int captured) {
        if (captured < IPV6_HEADER_BYTES) {
            return null;
        }
        boolean isFragmented = false;
        int header = packet[6] & 0xFF;
        int at = IPV6_HEADER_BYTES;
        for (int i = 0; i < EXTENSIONS_MAX && header != UDP; i++) {
            boolean isKnown = header == HOP_BY_HOP || header == ROUTING || header == FRAGMENT
                    || header == DESTINATION_OPTIONS;
            if (!isKnown || at + 8 > captured) {
                return null;
            }
            if (header == FRAGMENT) {
                int fragment = unsigned16(packet, at + 2);
                if ((fragment & IPV6_FRAGMENT_OFFSET) != 0) {
                    return null;
                }
                isFragmented = (fragment & IPV6_MORE_FRAGMENTS) != 0;
            }
            int headerBytes = header == FRAGMENT ? 8 : 8 + (packet[at + 1] & 0xFF) * 8;
            header = packet[at] & 0xFF;
            at += headerBytes;
        }
        return header == UDP ? udp(packet, captured, at, 8, 16, isFragmented) : null;
    }

    /** The datagram at {@code udpAt}; the destination's address follows the source's. */
    private static WireDatagram udp(
            byte[] packet, int captured, int udpAt, int sourceAt, int addressBytes,
            boolean isFragmented) {
        int from = udpAt + UDP_HEADER_BYTES;
        if (from > captured) {
            return null;
        }
        int length = Math.max(0, unsigned16(packet, udpAt + 4) - UDP_HEADER_BYTES);
        int destinationAt = sourceAt + addressBytes;
        return new WireDatagram(
                SocketPlace.of(
                        Arrays.copyOfRange(packet, sourceAt, destinationAt),
                        unsigned16(packet, udpAt)),
                SocketPlace.of(
                        Arrays.copyOfRange(packet, destinationAt, destinationAt + addressBytes),
                        unsigned16(packet, udpAt + 2)),
                Arrays.copyOfRange(packet, from, Math.min(captured, from + length)), length,
                isFragmented);
    }

    private static int unsigned16(byte[] packet, int at) {
        return (int) IpAddress.bigEndian(packet, at, 2);
    }
}
