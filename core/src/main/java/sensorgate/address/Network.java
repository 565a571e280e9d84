package sensorgate.address;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291): the addresses that agree with {@code high} and
 * {@code low} in the bits of the masks. An IPv4 network contains only IPv4 addresses, an IPv6
 * network only IPv6 addresses. Immutable; {@link #contains} allocates nothing.
 *
 * @param high the upper half of the first address, see {@link IpAddress}
 * @param low the lower half of the first address
 */
record Network(boolean isIpv4, long high, long low, long maskHigh, long maskLow) {

    /** What people write for a whole part of an IPv4 address: {@code 192.168.1.*}. */
    private static final Pattern STARS =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){0,2})(?:\\.\\*)+");

    /** The network of an address, with the first {@code bits} bits of the address. */
    static Network of(byte[] address, int bits) {
        int prefix = bits + 128 - address.length * 8;
        long maskHigh = leadingOnes(Math.min(prefix, 64));
        long maskLow = leadingOnes(Math.max(prefix - 64, 0));
        return new Network(
                address.length == 4,
                IpAddress.high(address) & maskHigh, IpAddress.low(address) & maskLow,
                maskHigh, maskLow);
    }

    /**
     * Reads a network or a single address.
     *
     * @throws IllegalArgumentException if the text is wrong; the message names the remedy
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = literalBytes(text, literal);
        int bitsMax = bytes.length * 8;
        int bits = slash < 0 ? bitsMax : prefixBits(text, text.substring(slash + 1), bitsMax);
        Network network = of(bytes, bits);
        if (network.high != IpAddress.high(bytes) || network.low != IpAddress.low(bytes)) {
            throw new IllegalArgumentException(text + " has bits set after its first " + bits
                    + ": the network would be " + network);
        }
        return network;
    }

    boolean contains(boolean isOtherIpv4, long otherHigh, long otherLow) {
        return isIpv4 == isOtherIpv4
                && (otherHigh & maskHigh) == high
                && (otherLow & maskLow) == low;
    }

    /** True if every address of the other network is in this one. */
    boolean contains(Network other) {
        return bits() <= other.bits() && contains(other.isIpv4, other.high, other.low);
    }

    /** The number of leading bits that all addresses of the network share. */
    int bits() {
        return Long.bitCount(maskHigh) + Long.bitCount(maskLow) - (isIpv4 ? 96 : 0);
    }

    /** The text that {@link #parse} reads, {@code 192.168.1.0/24}. */
    @Override
    public String toString() {
        byte[] text = new byte[IpAddress.TEXT_BYTES_MAX];
        return new String(text, 0, IpAddress.write(high, low, text, 0), StandardCharsets.US_ASCII)
                + "/" + bits();
    }

    private static byte[] literalBytes(String network, String literal) {
        try {
            return IpAddress.parse(literal).getAddress();
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("'" + network + "' is not a network:"
                    + " write an address and its prefix length, e.g. " + example(literal));
        }
    }

    private static String example(String literal) {
        Matcher stars = STARS.matcher(literal);
        if (!stars.matches()) {
            return "192.168.1.0/24 or fd00::/8";
        }
        int parts = stars.group(1).split("\\.").length;
        return stars.group(1) + ".0".repeat(4 - parts) + "/" + parts * 8;
    }

    private static int prefixBits(String network, String digits, int bitsMax) {
        if (digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bitsMax) {
            return Integer.parseInt(digits);
        }
        throw new IllegalArgumentException("'" + network
                + "' has no valid prefix length: write a number from 0 to " + bitsMax
                + " after the slash" + bitsOfMask(digits));
    }

    /** The prefix length that an IPv4 mask such as 255.255.255.0 stands for. */
    private static String bitsOfMask(String mask) {
        try {
            long ones = IpAddress.low(literalBytes(mask, mask)) << 32;
            int bits = Long.numberOfLeadingZeros(~ones);
            return mask.indexOf(':') < 0 && ones == leadingOnes(bits) ? ", here " + bits : "";
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static long leadingOnes(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }
}
