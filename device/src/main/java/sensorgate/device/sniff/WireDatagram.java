package sensorgate.device.sniff;

import sensorgate.address.IpAddress;

/**
 * One UDP datagram in an IP packet (RFC 791, 8200, 768). Filled again for each packet; belongs to
 * one thread.
 *
 * <pre>
 *  IPv4    0              2        4    6               8     9          10    12       16
 *          | version, IHL | length | id | flags, offset | TTL | protocol | sum | source | dest. |
 *  IPv6    0              4        6             7           8        24
 *          | version, ... | length | next header | hop limit | source | destination |
 *  UDP     0        2             4        6
 *          | source | destination | length | checksum |
 * </pre>
 */
final class WireDatagram {

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

    private static final int NONE = -1;

    private byte[] packet;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int sourcePort;
    private int destinationPort;
    private int from;
    private int to;
    private int length;
    private boolean fragmented;

    /**
     * Finds the datagram in a packet and keeps the array, without a copy. False if the packet does
     * not hold the beginning of a datagram.
     *
     * @param bytes an IP packet from its first byte
     * @param captured how many bytes of the packet were captured
     */
    public boolean parse(byte[] bytes, int captured) {
        packet = bytes;
        fragmented = false;
        int udp = switch (captured > 0 ? bytes[0] >> 4 & 15 : 0) {
            case 4 -> ipv4(captured);
            case 6 -> ipv6(captured);
            default -> NONE;
        };
        if (udp == NONE || udp + UDP_HEADER_BYTES > captured) {
            return false;
        }
        sourcePort = unsigned16(udp);
        destinationPort = unsigned16(udp + 2);
        length = Math.max(0, unsigned16(udp + 4) - UDP_HEADER_BYTES);
        from = udp + UDP_HEADER_BYTES;
        to = Math.min(captured, from + length);
        return true;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    public int destinationPort() {
        return destinationPort;
    }

    public byte[] bytes() {
        return packet;
    }

    public int from() {
        return from;
    }

    /** End of the captured content. */
    public int to() {
        return to;
    }

    /** Length of the content as the sender gives it. */
    public int length() {
        return length;
    }

    /** True if this packet is the first of several that hold the datagram. */
    public boolean isFragmented() {
        return fragmented;
    }

    private int ipv4(int captured) {
        int headerBytes = (packet[0] & 15) * 4;
        if (captured < IPV4_HEADER_BYTES || headerBytes < IPV4_HEADER_BYTES || packet[9] != UDP) {
            return NONE;
        }
        int fragment = unsigned16(6);
        if ((fragment & FRAGMENT_OFFSET) != 0) {
            return NONE;
        }
        fragmented = (fragment & MORE_FRAGMENTS) != 0;
        sourceHigh = 0;
        sourceLow = mappedIpv4(12);
        destinationHigh = 0;
        destinationLow = mappedIpv4(16);
        return headerBytes;
    }

    private int ipv6(int captured) {
        if (captured < IPV6_HEADER_BYTES) {
            return NONE;
        }
        sourceHigh = IpAddress.bigEndian(packet, 8, 8);
        sourceLow = IpAddress.bigEndian(packet, 16, 8);
        destinationHigh = IpAddress.bigEndian(packet, 24, 8);
        destinationLow = IpAddress.bigEndian(packet, 32, 8);
        int header = packet[6] & 0xFF;
        int at = IPV6_HEADER_BYTES;
        for (int i = 0; i < EXTENSIONS_MAX && header != UDP; i++) {
            boolean isKnown = header == HOP_BY_HOP || header == ROUTING || header == FRAGMENT
                    || header == DESTINATION_OPTIONS;
            if (!isKnown || at + 8 > captured) {
                return NONE;
            }
            if (header == FRAGMENT) {
                int fragment = unsigned16(at + 2);
                if ((fragment & IPV6_FRAGMENT_OFFSET) != 0) {
                    return NONE;
                }
                fragmented = (fragment & IPV6_MORE_FRAGMENTS) != 0;
            }
            int headerBytes = header == FRAGMENT ? 8 : 8 + (packet[at + 1] & 0xFF) * 8;
            header = packet[at] & 0xFF;
            at += headerBytes;
        }
        return header == UDP ? at : NONE;
    }

    private long mappedIpv4(int at) {
        return 0xFFFF_0000_0000L | IpAddress.bigEndian(packet, at, 4);
    }

    private int unsigned16(int at) {
        return (int) IpAddress.bigEndian(packet, at, 2);
    }
}
