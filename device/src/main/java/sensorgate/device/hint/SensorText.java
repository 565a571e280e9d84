package sensorgate.device.hint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Decides whether the bytes of a sensor are text, and decodes them. Pure functions. */
final class SensorText {

    /** Text before zero bytes has at least this length; a binary number may be shorter. */
    private static final int TEXT_BEFORE_ZEROS_MIN = 4;

    private static final double MOSTLY = 0.75;
    private static final int DELETE = 0x7F;

    private SensorText() {}

    /**
     * True if the bytes are UTF-8 or mostly ASCII, without control characters. Zero bytes may end
     * the text, as C programs send them, but not after a few bytes: that may be a number.
     *
     * @param isCut true if the sender sent more bytes than these
     */
    static boolean isText(byte[] bytes, boolean isCut) {
        int end = withoutZeros(bytes, 0, bytes.length);
        if (end < bytes.length && end < TEXT_BEFORE_ZEROS_MIN) {
            return false;
        }
        int ascii = 0;
        for (int i = 0; i < end; i++) {
            boolean isSpace = bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n';
            boolean isControl = bytes[i] >= 0 && bytes[i] < ' ' || bytes[i] == DELETE;
            if (isControl && !isSpace) {
                return false;
            }
            ascii += bytes[i] >= 0 ? 1 : 0;
        }
        return utf8(bytes, 0, end, isCut) != null || ascii >= end * MOSTLY;
    }

    /** The end without zero bytes: a string in C ends with one, a buffer may end with many. */
    static int withoutZeros(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** The end of a line without the zero bytes and carriage returns behind it. */
    static int withoutCrumbs(byte[] line) {
        int end = line.length;
        while (end > 0 && (line[end - 1] == 0 || line[end - 1] == '\r')) {
            end--;
        }
        return end;
    }

    static boolean isUtf8(byte[] bytes, int from, int to) {
        return utf8(bytes, from, to, false) != null;
    }

    /** Decodes UTF-8, or Latin-1 if the bytes are not UTF-8. */
    static String of(byte[] bytes, boolean isCut) {
        String text = utf8(bytes, 0, bytes.length, isCut);
        return (text == null ? new String(bytes, StandardCharsets.ISO_8859_1) : text)
                .replaceFirst("\0+$", "").strip();
    }

    /** Decodes UTF-8, without a letter at the end that was cut; {@code null} if invalid. */
    private static String utf8(byte[] bytes, int from, int to, boolean isCut) {
        CharBuffer text = CharBuffer.allocate(to - from);
        ByteBuffer encoded = ByteBuffer.wrap(bytes, from, to - from);
        return StandardCharsets.UTF_8.newDecoder().decode(encoded, text, !isCut).isError()
                ? null
                : text.flip().toString();
    }
}
