package sensorgate.device;

/**
 * An address and a port that datagrams come from or go to.
 *
 * @param high the upper half of the address
 * @param low the lower half of the address, see {@link sensorgate.net.SocketAddressText}
 * @param port the port, 0 for none
 */
record UdpPlace(long high, long low, int port) {

    private static final long MAPPED_IPV4 = 0xFFFF_0000_0000L;
    private static final long IPV4_MASK = 0xFFFF_FFFFL;

    /** Reads it as the kernel's tables have it: {@code 0100007F:1F91}, or 32 digits for IPv6. */
    static UdpPlace parse(String text) {
        String[] parts = text.split(":");
        String address = parts[0];
        int port = Integer.parseInt(parts[1], 16);
        return address.length() == 8
                ? new UdpPlace(0, MAPPED_IPV4 | word(address, 0), port)
                : new UdpPlace(
                        word(address, 0) << 32 | word(address, 8),
                        word(address, 16) << 32 | word(address, 24), port);
    }

    boolean isIpv4() {
        return high == 0 && (low & ~IPV4_MASK) == MAPPED_IPV4;
    }

    /** True if it stands for every address. */
    boolean isEverywhere() {
        return high == 0 && (low == 0 || low == MAPPED_IPV4);
    }

    boolean isSameAddress(UdpPlace other) {
        return high == other.high && low == other.low;
    }

    /** Each word of an address is written as the machine keeps it: little-endian. */
    private static long word(String hex, int at) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hex, at, at + 8, 16)) & IPV4_MASK;
    }
}
