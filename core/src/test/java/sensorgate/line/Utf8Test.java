package sensorgate.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares the check with the JDK's decoder, which reports malformed input. */
final class Utf8Test {

    /** The bytes at both sides of every limit in RFC 3629. */
    private static final byte[] EDGES = HexFormat.of().parseHex(
            "00417F80818F909FA0BFC0C1C2C3DFE0E1ECEDEEEFF0F1F3F4F5F7F8FBFCFF");

    private final CharsetDecoder decoder = UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(64);

    @Test
    void takesNothingForText() {
        assertTrue(Utf8.isValid(new byte[0], 0, 0));
    }

    @Test
    void agreesWithTheDecoderOnEverySequenceOfOneOrTwoBytes() {
        for (int first = 0; first < 256; first++) {
            check((byte) first);
            for (int second = 0; second < 256; second++) {
                check((byte) first, (byte) second);
            }
        }
    }

    @Test
    void agreesWithTheDecoderOnEverySequenceOfEdges() {
        for (byte first : EDGES) {
            for (byte second : EDGES) {
                for (byte third : EDGES) {
                    check(first, second, third);
                    for (byte fourth : EDGES) {
                        check(first, second, third, fourth);
                    }
                }
            }
        }
    }

    @Test
    void agreesWithTheDecoderOnRandomSequences() {
        SplittableRandom random = Seed.random();
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = new byte[3 + random.nextInt(2)];
            random.nextBytes(bytes);
            check(bytes);
            for (int j = 1; j < bytes.length; j++) {
                bytes[j] = (byte) (bytes[j] & 0x3F | 0x80); // mostly valid
            }
            check(bytes);
        }
    }

    @Test
    void takesEveryCodePoint() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            byte[] bytes = Character.toString(codePoint).getBytes(UTF_8); // "?" for a surrogate
            assertTrue(Utf8.isValid(bytes, 0, bytes.length));
        }
    }

    @Test
    void looksNoFurtherThanItsLimits() {
        byte[] bytes = "a\u00E9\u20AC\uD83C\uDF21".getBytes(UTF_8); // of 1, 2, 3 and 4 bytes
        for (int from = 0; from <= bytes.length; from++) {
            for (int to = from; to <= bytes.length; to++) {
                check(bytes, from, to);
            }
        }
    }

    private void check(byte... bytes) {
        check(bytes, 0, bytes.length);
    }

    private void check(byte[] bytes, int from, int to) {
        assertEquals(
                isDecodable(ByteBuffer.wrap(bytes, from, to - from)),
                Utf8.isValid(bytes, from, to),
                () -> HexFormat.of().formatHex(bytes, from, to));
    }

    private boolean isDecodable(ByteBuffer bytes) {
        return !decoder.reset().decode(bytes, decoded.clear(), true).isError();
    }
}
