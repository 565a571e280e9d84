package sensorgate.serve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import sensorgate.address.IpAddress;
import sensorgate.line.Decimal;

/**
 * The bytes of replies on their way to a client, at most {@value #BYTES}. Lines are appended while
 * {@link #hasRoomForLine()}; a reply that is longer than the buffer continues after the buffer was
 * written out. Its listener's thread only; allocates nothing.
 */
public final class ReplyBuffer {

    static final int BYTES = 16 * 1024;

    /** The longest line of a reply: a point of 1024 bytes, each escaped, a time and a newline. */
    public static final int LINE_BYTES = 2 * 1024 + 64;

    /** A reply of this size goes out in one write: Home Assistant's tcp sensor reads only once. */
    private static final int WHOLE_REPLY_BYTES = 1024;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes = new byte[BYTES];

    /** Direct: NIO copies a heap buffer to one of its own, a new one for each longest reply. */
    private final ByteBuffer unwritten = ByteBuffer.allocateDirect(BYTES).limit(0);
    private int length;

    public ReplyBuffer() {}

    /** True if any one line of a reply fits. */
    public boolean hasRoomForLine() {
        return hasRoomFor(LINE_BYTES);
    }

    public boolean hasRoomFor(int count) {
        return BYTES - length >= count;
    }

    /** True if a short reply that begins now goes out in one write. */
    boolean hasRoomForReply() {
        return hasRoomFor(WHOLE_REPLY_BYTES + LINE_BYTES);
    }

    public int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** The bytes that are left to write; call {@link #clear()} when none are left. */
    ByteBuffer unwritten() {
        final int copied = unwritten.limit();
        return unwritten.limit(length).put(copied, bytes, copied, length - copied);
    }

    void clear() {
        length = 0;
        unwritten.clear().limit(0);
    }

    public ReplyBuffer append(char ascii) {
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends US-ASCII text. */
    public ReplyBuffer append(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public ReplyBuffer append(byte[] from, int at, int to) {
        System.arraycopy(from, at, bytes, length, to - at);
        length += to - at;
        return this;
    }

    /** The array that text is appended to at {@link #length()}, for writers of their own text. */
    public byte[] bytes() {
        return bytes;
    }

    /** Counts the bytes of {@link #bytes()} before {@code end} as appended. */
    public ReplyBuffer appendedTo(int end) {
        length = end;
        return this;
    }

    /** Appends any bytes; those outside printable ASCII are written as {@code \xNN}. */
    public ReplyBuffer appendPrintable(byte[] from, int at, int to) {
        for (int i = at; i < to; i++) {
            byte b = from[i];
            if (b >= ' ' && b < 0x7F && b != '\\') {
                append((char) b);
            } else {
                append('\\').append('x').append((char) HEX[b >> 4 & 15]).append((char) HEX[b & 15]);
            }
        }
        return this;
    }

    public ReplyBuffer append(long number) {
        length = Decimal.write(number, bytes, length);
        return this;
    }

    /** Appends an address and a port: {@code 192.168.1.7:4210} or {@code [fe80::1]:4210}. */
    public ReplyBuffer appendAddress(long high, long low, int port) {
        length = IpAddress.write(high, low, port, bytes, length);
        return this;
    }

    /** Appends an address alone: {@code 192.168.1.7} or {@code fe80::1}. */
    public ReplyBuffer appendAddress(long high, long low) {
        length = IpAddress.write(high, low, bytes, length);
        return this;
    }

    /** The text so far; allocates. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
