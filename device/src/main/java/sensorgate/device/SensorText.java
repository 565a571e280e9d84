package sensorgate.device;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Whether a sensor's bytes are text, and which. Pure functions. */
final class SensorText {

    private SensorText() {}

    /** True if no control characters are in it; a zero byte at its end is C's. */
    static boolean isText(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            boolean isControl = bytes[i] >= 0 && bytes[i] < ' ';
            if (isControl && bytes[i] != '\t' && bytes[i] != '\r' && bytes[i] != '\n') {
                return false;
            }
        }
        return true;
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
