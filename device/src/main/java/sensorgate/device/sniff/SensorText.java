package sensorgate.device.sniff;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Whether a sensor's bytes are text, and which. Pure functions. */
final class SensorText {

    /** A round number in binary has fewer bytes before its zeros. */
    private static final int TEXT_BEFORE_ZEROS_MIN = 4;

    private static final double MOSTLY = 0.75;
    private static final int DELETE = 0x7F;

    private SensorText() {}

    /**
     * True if no control characters are in it, and it is UTF-8 or for the most part ASCII. Zero
     * bytes at its end are C's, unless so little stands before them that it may be a number.
     *
     * @param isCut true if more of it was sent than is there
     */
    static boolean isText(byte[] bytes, boolean isCut) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
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

    /** True if it is UTF-8 from its first letter to its last. */
    static boolean isUtf8(byte[] bytes, int from, int to) {
        return utf8(bytes, from, to, false) != null;
    }

    /** The text; in Latin-1, which any bytes are, if it is not UTF-8. Its end may be cut off. */
    static String of(byte[] bytes, boolean isCut) {
        String text = utf8(bytes, 0, bytes.length, isCut);
        return (text == null ? new String(bytes, StandardCharsets.ISO_8859_1) : text)
                .replaceFirst("\0+$", "").strip();
    }

    /** {@code null} if it is none; the letter that a cut went through is left out. */
    private static String utf8(byte[] bytes, int from, int to, boolean isCut) {
        CharBuffer text = CharBuffer.allocate(to - from);
        ByteBuffer encoded = ByteBuffer.wrap(bytes, from, to - from);
        return StandardCharsets.UTF_8.newDecoder().decode(encoded, text, !isCut).isError()
                ? null
                : text.flip().toString();
    }
}
