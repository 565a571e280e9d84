package sensorgate.net;

import java.net.InetAddress;

/**
 * Internet addresses as two longs, most significant first, IPv4 mapped as {@code ::ffff:a.b.c.d}.
 */
public final class SocketAddressText {

    private static final long MAPPED_IPV4 = 0x0000_FFFF_0000_0000L;

    private SocketAddressText() {}

    /** True if the address is an IPv4 one (RFC 4291, 2.5.5.2). */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED_IPV4;
    }

    /** The upper half of an address of 4 or 16 bytes. */
    public static long high(byte[] address) {
        return address.length == 4 ? 0 : bigEndian(address, 0, 8);
    }

    /** The lower half of an address of 4 or 16 bytes. */
    public static long low(byte[] address) {
        return address.length == 4
                ? MAPPED_IPV4 | bigEndian(address, 0, 4)
                : bigEndian(address, 8, 8);
    }

    /** The address as text, for messages; allocates. */
    public static String of(long high, long low) {
        String withPort = new ReplyBuffer().appendAddress(high, low, 0).toString();
        return withPort.substring(0, withPort.length() - ":0".length());
    }

    /** The address as text, without a scope, in brackets if it is an IPv6 one: ready for a port. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return of(high(bytes), low(bytes));
    }

    /** Group {@code i} of the eight 16-bit groups that an IPv6 address is written in. */
    static int group(long high, long low, int i) {
        return (int) ((i < 4 ? high : low) >>> 48 - 16 * (i & 3)) & 0xFFFF;
    }

    /**
     * The first group of the longest run of zero groups, the first of several; 8 if there is none.
     */
    static int longestZeroRun(long high, long low) {
        int best = 8;
        int bestLength = 0;
        for (int i = 0; i < 8; i++) {
            int runLength = zeroRunEnd(high, low, i) - i;
            if (runLength > bestLength) {
                best = i;
                bestLength = runLength;
            }
        }
        return best;
    }

    /** Where the run of zero groups that begins at {@code from} ends. */
    static int zeroRunEnd(long high, long low, int from) {
        int at = from;
        while (at < 8 && group(high, low, at) == 0) {
            at++;
        }
        return at;
    }

    private static long bigEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }
}
