package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.address.IpAddress;

/** What replies are made of: text, numbers, addresses, excerpts, and the room for them. */
final class ReplyBufferTest {

    private static final int WHOLE_REPLY_BYTES = 1024;

    private final ReplyBuffer reply = new ReplyBuffer();

    // ---- text and numbers

    @Test
    void appendsTextBytesAndCharacters() {
        byte[] bytes = "0123456789".getBytes(StandardCharsets.US_ASCII);
        reply.append("temp").append(' ').append(bytes, 2, 5).append(bytes, 5, 5).append('\n');
        assertEquals("temp 234\n", reply.toString());
        assertEquals(9, reply.length());
    }

    @ParameterizedTest
    @ValueSource(longs = {
        0, 1, -1, 9, 10, -10, 99, 100, Integer.MIN_VALUE, Integer.MAX_VALUE,
        1_700_000_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void appendsNumbersInDecimal(long number) {
        assertEquals(Long.toString(number), reply.append(number).toString());
    }

    @Test
    void appendsAnyNumberAfterAnyOther() {
        Random random = random();
        for (int i = 0; i < 100_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            reply.clear();
            assertEquals(Long.toString(number), reply.append(number).toString());
        }
    }

    // ---- addresses

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3", "192.168.1.7", "255.255.255.255", "1.0.0.100"})
    void writesIpv4AddressesDotted(String literal) {
        assertEquals(literal + ":4210", textOf(InetAddress.ofLiteral(literal).getAddress(), 4210));
    }

    /** The rules of RFC 5952, section 4, and its own examples. */
    @ParameterizedTest
    @ValueSource(strings = {
        "::", "::1", "1::", "fe80::1", "2001:db8::1",
        "2001:db8::2:1", // 4.2.1: shortened as far as it goes
        "2001:db8:0:1:1:1:1:1", // 4.2.2: one group alone is not
        "2001:0:0:1::1", // 4.2.3: the longest run
        "2001:db8::1:0:0:1", // 4.2.3: the first of two as long
        "2001:db8::aaaa:0:0:1", "0:1::", "::2:3:4:5:6:7", "1:2:3:4:5:6::", "0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:0", "::1:0:0:0:1", "1:0:0:2::", "abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "fd00:a:ab:abc:abcd::f"})
    void writesIpv6AddressesInOneWay(String literal) {
        byte[] address = InetAddress.ofLiteral(literal).getAddress();
        assertEquals("[" + literal + "]:4210", textOf(address, 4210));
        assertEquals(literal, canonical(address), "the check of the next test agrees");
    }

    /** Each of the 256 ways in which groups can be zero, against another way to write them. */
    @Test
    void writesEveryPatternOfZeroGroups() {
        for (int zeros = 0; zeros < 256; zeros++) {
            byte[] address = new byte[16];
            for (int group = 0; group < 8; group++) {
                address[2 * group + 1] = (byte) ((zeros >> group & 1) == 0 ? 0x10 + group : 0);
            }
            assertEquals("[" + canonical(address) + "]:1", textOf(address, 1));
        }
    }

    @Test
    void anAddressIsReadBackAsItWas() {
        Random random = random();
        for (int i = 0; i < 20_000; i++) {
            byte[] address = new byte[random.nextInt(4) == 0 ? 4 : 16];
            for (int at = 0; at < address.length; at++) {
                address[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0);
            }
            String text = textOf(address, 65535).replaceAll("[\\[\\]]|:65535$", "");
            assertArrayEquals(address, InetAddress.ofLiteral(text).getAddress(), text);
        }
    }

    // ---- what others sent

    @Test
    void writesExcerptsOfAnythingPrintably() {
        byte[] bytes = new byte[256];
        StringBuilder expected = new StringBuilder();
        for (int b = 0; b < 256; b++) {
            bytes[b] = (byte) b;
            boolean plain = b >= 0x20 && b <= 0x7E && b != '\\';
            expected.append(plain ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        assertEquals(expected.toString(), reply.appendPrintable(bytes, 0, 256).toString());
        reply.clear();
        assertEquals("AB", reply.appendPrintable(bytes, 'A', 'C').toString());
    }

    // ---- room

    @Test
    void theLongestLineFitsWheneverThereIsRoomForALine() {
        int lengthMax = lengthMaxWithRoomForLine();
        fill(lengthMax);
        assertTrue(reply.hasRoomForLine());
        fill(ReplyBuffer.LINE_BYTES);
        assertEquals(lengthMax + ReplyBuffer.LINE_BYTES, reply.length());
        assertFalse(reply.hasRoomForLine());
    }

    /** A reading of 1024 bytes, each written as two, its time and the newline. */
    @Test
    void theLongestLineIsLongEnough() {
        assertTrue(ReplyBuffer.LINE_BYTES >= 2 * 1024 + " -9223372036854775808\n".length());
    }

    /** As it is appended a line at a time, each only if there is room for any line. */
    @Test
    void aShortReplyFitsWheneverThereIsRoomForAReply() {
        while (reply.hasRoomForReply()) {
            reply.append('.');
        }
        int length = reply.length();
        reply.clear();
        fill(length - 1);
        assertTrue(reply.hasRoomForReply());
        for (int i = 0; i < WHOLE_REPLY_BYTES; i++) {
            assertTrue(reply.hasRoomForLine());
            reply.append('\n');
        }
    }

    @Test
    void anEmptyBufferHasRoomForAReply() {
        assertTrue(reply.hasRoomForReply());
        assertTrue(reply.hasRoomForLine());
    }

    // ---- on its way

    @Test
    void whatIsLeftIsWrittenNext() {
        assertTrue(reply.isEmpty());
        assertFalse(reply.unwritten().hasRemaining());
        reply.append("first ");
        assertEquals("fir", take(3));
        reply.append("second");
        assertEquals("st second", take(9));
        assertFalse(reply.unwritten().hasRemaining());
        assertFalse(reply.isEmpty(), "until it is cleared");
    }

    @Test
    void aClearedBufferBeginsAnew() {
        reply.append("something else");
        take(5);
        reply.clear();
        assertTrue(reply.isEmpty());
        assertEquals(0, reply.length());
        assertEquals("", reply.toString());
        assertFalse(reply.unwritten().hasRemaining());
        reply.append("new");
        assertEquals("new", take(3));
    }

    private String take(int count) {
        ByteBuffer unwritten = reply.unwritten();
        assertTrue(unwritten.remaining() >= count);
        byte[] taken = new byte[count];
        unwritten.get(taken);
        return new String(taken, StandardCharsets.US_ASCII);
    }

    private int lengthMaxWithRoomForLine() {
        while (reply.hasRoomForLine()) {
            reply.append('.');
        }
        int lengthMax = reply.length() - 1;
        reply.clear();
        return lengthMax;
    }

    private void fill(int count) {
        reply.append(new byte[count], 0, count);
    }

    private String textOf(byte[] address, int port) {
        reply.clear();
        return reply.appendAddress(
                IpAddress.high(address), IpAddress.low(address), port).toString();
    }

    /** RFC 5952 by regular expressions: the groups, then the first of the longest runs as ::. */
    private static String canonical(byte[] address) {
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            groups.append(i > 0 ? ":" : "")
                    .append(Integer.toHexString((address[i] & 0xFF) << 8 | address[i + 1] & 0xFF));
        }
        for (int length = 8; length > 1; length--) {
            String run = "(^|:)0(:0){" + (length - 1) + "}(:|$)";
            String shortened = groups.toString().replaceFirst(run, "::");
            if (!shortened.contentEquals(groups)) {
                return shortened;
            }
        }
        return groups.toString();
    }

    /** The seed is printed, and taken from {@code -Dsensorgate.seed} to see a failure again. */
    private static Random random() {
        long seed = Long.getLong("sensorgate.seed", System.nanoTime());
        System.out.println("ReplyBufferTest: sensorgate.seed=" + seed);
        return new Random(seed);
    }
}
