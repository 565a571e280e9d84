package sensorgate.address;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An allow-list of senders: networks in CIDR notation (RFC 4632, RFC 4291). Addresses are two longs
 * as in {@link IpAddress}. An IPv4 network contains only IPv4 addresses, an IPv6 network only IPv6
 * addresses. Immutable, any thread; {@link #allows} allocates nothing.
 */
public final class SourceFilter {

    /** Loopback, private and link-local networks (RFC 1122, 1918, 3927, 4193, 4291). */
    public static final SourceFilter LOCAL = parse(
            "127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16,"
            + " ::1/128, fc00::/7, fe80::/10");

    private final String text;
    private final Network[] networks;

    /** Addresses that agree with {@code high} and {@code low} in the bits of the masks. */
    private record Network(boolean isIpv4, long high, long low, long maskHigh, long maskLow) {}

    private SourceFilter(String text) {
        this.text = text.strip();
        networks = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(SourceFilter::network)
                .toArray(Network[]::new);
    }

    /**
     * Reads networks or single addresses separated by commas, e.g.
     * {@code 192.168.1.0/24, fe80::/10}.
     *
     * @throws IllegalArgumentException if the text is wrong; the message names the remedy
     */
    public static SourceFilter parse(String text) {
        return new SourceFilter(text);
    }

    /** True if an address, given as two halves, is in one of the networks. */
    public boolean allows(long high, long low) {
        final boolean isIpv4 = IpAddress.isIpv4(high, low);
        for (Network network : networks) {
            if (network.isIpv4 == isIpv4
                    && (high & network.maskHigh) == network.high
                    && (low & network.maskLow) == network.low) {
                return true;
            }
        }
        return false;
    }

    /** The networks as text that {@link #parse} reads. */
    public String text() {
        return text;
    }

    /** The networks in words, for messages. */
    @Override
    public String toString() {
        return this == LOCAL ? "loopback, private and link-local networks" : text;
    }

    private static Network network(String network) {
        int slash = network.indexOf('/');
        String literal = slash < 0 ? network : network.substring(0, slash);
        byte[] bytes = literalBytes(network, literal);
        int bitsMax = bytes.length * 8;
        int bits = slash < 0 ? bitsMax : prefixBits(network, network.substring(slash + 1), bitsMax);
        int prefix = bits + 128 - bitsMax;
        long maskHigh = leadingOnes(Math.min(prefix, 64));
        long maskLow = leadingOnes(Math.max(prefix - 64, 0));
        long high = IpAddress.high(bytes);
        long low = IpAddress.low(bytes);
        if ((high & ~maskHigh) != 0 || (low & ~maskLow) != 0) {
            throw new IllegalArgumentException(network + " has bits set after its first " + bits
                    + ": the network would be "
                    + literalOf(high & maskHigh, low & maskLow) + "/" + bits);
        }
        return new Network(bitsMax == 32, high, low, maskHigh, maskLow);
    }

    private static String literalOf(long high, long low) {
        byte[] text = new byte[IpAddress.TEXT_BYTES_MAX];
        return new String(
                text, 0, IpAddress.write(high, low, text, 0), StandardCharsets.US_ASCII);
    }

    private static byte[] literalBytes(String network, String literal) {
        try {
            if (isWhole(literal)) {
                return InetAddress.ofLiteral(literal).getAddress();
            }
        } catch (IllegalArgumentException _) {
            // the message below covers this and abbreviated addresses
        }
        throw new IllegalArgumentException("'" + network + "' is not a network:"
                + " write an address and its prefix length, e.g. 192.168.1.0/24 or fd00::/8");
    }

    /** False for an abbreviation: Java reads 192.168 as 192.0.0.168, which nobody means. */
    private static boolean isWhole(String literal) {
        return literal.indexOf(':') >= 0 || literal.chars().filter(c -> c == '.').count() == 3;
    }

    private static int prefixBits(String network, String digits, int bitsMax) {
        if (digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bitsMax) {
            return Integer.parseInt(digits);
        }
        throw new IllegalArgumentException("'" + network
                + "' has no valid prefix length: write a number from 0 to " + bitsMax
                + " after the slash");
    }

    private static long leadingOnes(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }
}
