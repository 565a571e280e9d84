package sensorgate.address;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import sensorgate.line.Decimal;

/**
 * IP addresses as two longs, the most significant first. IPv4 addresses are mapped as
 * {@code ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2). Pure functions; only those that return a string
 * allocate.
 */
public final class IpAddress {

    /** The longest text: eight groups of four digits in brackets, a colon and a port. */
    public static final int TEXT_BYTES_MAX = 8 * 4 + 7 + 2 + 1 + 5;

    private static final long MAPPED_IPV4 = 0x0000_FFFF_0000_0000L;
    private static final int GROUPS = 8;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private IpAddress() {}

    /**
     * Reads an address. Java reads 192.168 as 192.0.0.168, which nobody means: an IPv4 address has
     * four numbers here.
     *
     * @throws IllegalArgumentException if the text is no address
     */
    static InetAddress parse(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException(text);
        }
        return InetAddress.ofLiteral(text);
    }

    /** True if the address is an IPv4 address. */
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

    /** The address as text, IPv6 in brackets, so that a port can follow. Allocates. */
    public static String of(long high, long low) {
        byte[] text = new byte[TEXT_BYTES_MAX];
        return new String(text, 0, writeBracketed(high, low, text, 0), StandardCharsets.US_ASCII);
    }

    /** The address as text without scope, IPv6 in brackets for a port to follow. Allocates. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return of(high(bytes), low(bytes));
    }

    /** An address and a port as text: {@code 192.168.1.7:4210} or {@code [fe80::1]:4210}. */
    public static String of(long high, long low, int port) {
        byte[] text = new byte[TEXT_BYTES_MAX];
        return new String(text, 0, write(high, low, port, text, 0), StandardCharsets.US_ASCII);
    }

    /** Writes an address and a port like {@link #of(long, long, int)}; returns the end. */
    public static int write(long high, long low, int port, byte[] into, int at) {
        int to = writeBracketed(high, low, into, at);
        into[to++] = ':';
        return Decimal.write(port, into, to);
    }

    /** Writes an address alone, {@code 192.168.1.7} or {@code fe80::1}; returns the end. */
    public static int write(long high, long low, byte[] into, int at) {
        return isIpv4(high, low) ? writeIpv4(low, into, at) : writeIpv6(high, low, into, at);
    }

    private static int writeBracketed(long high, long low, byte[] into, int at) {
        if (isIpv4(high, low)) {
            return writeIpv4(low, into, at);
        }
        into[at] = '[';
        int to = writeIpv6(high, low, into, at + 1);
        into[to++] = ']';
        return to;
    }

    private static int writeIpv4(long low, byte[] into, int at) {
        int to = Decimal.write(low >>> 24 & 0xFF, into, at);
        for (int shift = 16; shift >= 0; shift -= 8) {
            into[to++] = '.';
            to = Decimal.write(low >>> shift & 0xFF, into, to);
        }
        return to;
    }

    /** RFC 5952: lower case, no leading zeros, "::" for the longest run of two or more zeros. */
    private static int writeIpv6(long high, long low, byte[] into, int at) {
        int runFrom = longestZeroRun(high, low);
        int runTo = zeroRunEnd(high, low, runFrom);
        boolean isShortened = runTo - runFrom > 1;
        int to = at;
        for (int i = 0; i < GROUPS; i++) {
            if (i == runFrom && isShortened) {
                into[to++] = ':';
                into[to++] = ':';
                i = runTo - 1;
            } else {
                if (i > 0 && into[to - 1] != ':') {
                    into[to++] = ':';
                }
                to = writeHex(group(high, low, i), into, to);
            }
        }
        return to;
    }

    private static int writeHex(int group, byte[] into, int at) {
        int to = at;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = group >>> shift & 15;
            if (to > at || digit != 0 || shift == 0) {
                into[to++] = HEX[digit];
            }
        }
        return to;
    }

    /** Group {@code i} of the eight 16-bit groups of an IPv6 address. */
    private static int group(long high, long low, int i) {
        return (int) ((i < 4 ? high : low) >>> 48 - 16 * (i & 3)) & 0xFFFF;
    }

    /** Index of the longest run of zero groups, of the first if several; 8 if there is no zero. */
    private static int longestZeroRun(long high, long low) {
        int best = GROUPS;
        int bestLength = 0;
        for (int i = 0; i < GROUPS; i++) {
            int runLength = zeroRunEnd(high, low, i) - i;
            if (runLength > bestLength) {
                best = i;
                bestLength = runLength;
            }
        }
        return best;
    }

    private static int zeroRunEnd(long high, long low, int from) {
        int at = from;
        while (at < GROUPS && group(high, low, at) == 0) {
            at++;
        }
        return at;
    }

    /** The unsigned number in {@code count} bytes. */
    public static long bigEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }
}
