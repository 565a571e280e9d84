package sensorgate.address;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An address and a port that a socket is bound to or connected to.
 *
 * @param high the upper half of the address
 * @param low the lower half of the address, see {@link IpAddress}
 * @param port the port, 0 for none
 */
public record SocketPlace(long high, long low, int port) {

    private static final int WORD_DIGITS = 8;

    /** A port at an address of 4 or 16 bytes. */
    public static SocketPlace of(byte[] address, int port) {
        return new SocketPlace(IpAddress.high(address), IpAddress.low(address), port);
    }

    /** Parses the kernel's notation: {@code 0100007F:1F91}, or 32 digits for IPv6. */
    static SocketPlace parse(String text) {
        String[] parts = text.split(":");
        return of(address(parts[0]), Integer.parseInt(parts[1], 16));
    }

    /** True if the address is an IPv4 one, mapped or not. */
    public boolean isIpv4() {
        return IpAddress.isIpv4(high, low);
    }

    /** True for {@code 0.0.0.0} and {@code ::}, which stand for every address. */
    public boolean isEverywhere() {
        return isIpv4() ? (int) low == 0 : high == 0 && low == 0;
    }

    public boolean isSameAddress(SocketPlace other) {
        return high == other.high && low == other.low;
    }

    /** The kernel prints each 32-bit word of an address in the machine's order: little-endian. */
    private static byte[] address(String hex) {
        ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < hex.length(); at += WORD_DIGITS) {
            bytes.putInt(Integer.parseUnsignedInt(hex, at, at + WORD_DIGITS, 16));
        }
        return bytes.array();
    }
}
