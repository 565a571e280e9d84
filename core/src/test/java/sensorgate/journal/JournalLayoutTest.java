package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The bytes of blocks and records. */
final class JournalLayoutTest {

    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final BlockKey key = new BlockKey(SECRET);
    private final byte[] bytes = new byte[JournalLayout.BLOCK_BYTES];

    @Test
    void aBlocksHeadIsWrittenAsItAlwaysWas() {
        JournalLayout.setBlockHead(bytes, 0, 0x0102, 3, 4, 0x0506, key);
        String rest = "00000000" // zero
                + "0201000000000000" // number
                + "03000000" + "04000000" // start, boot
                + "0605000000000000"; // next sequence
        assertEquals(rest, hex(4, 32));
        assertEquals(check(0x0102, 3, rest), hex(0, 4));
        assertTrue(JournalLayout.isBlock(bytes, 0, key));
    }

    @Test
    void aRecordIsWrittenAsItAlwaysWas() {
        key.begin(7, 1);
        byte[] line = "a v=1".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(line, 0, bytes, JournalLayout.RECORD_HEAD, line.length);
        JournalLayout.setRecordHead(bytes, 45, 1, 0x11, 0x22, 0x33, -2, key);
        String rest = "2d00" + "0100" // length, flags
                + "1100000000000000" + "2200000000000000" // sequence, ticks
                + "3300000000000000" + "feffffffffffffff" // arrived, time
                + "6120763d31"; // line
        assertEquals(rest, hex(4, 45));
        assertEquals(check(7, 1, rest), hex(0, 4));
        assertTrue(JournalLayout.isRecord(bytes, 0, bytes.length, key));
        assertFalse(JournalLayout.isRecord(bytes, 0, 44, key), "it ends behind the limit");
    }

    /** From the description of the format alone. */
    private static String check(long number, int start, String hex) {
        CRC32C crc = new CRC32C();
        crc.update(SECRET);
        for (int i = 0; i < 8; i++) {
            crc.update((int) (number >>> 8 * i) & 0xFF);
        }
        for (int i = 0; i < 4; i++) {
            crc.update(start >>> 8 * i & 0xFF);
        }
        crc.update(HexFormat.of().parseHex(hex));
        int reversed = Integer.reverseBytes((int) crc.getValue());
        return HexFormat.of().toHexDigits(reversed);
    }

    @Test
    void aRecordHoldsOnlyInItsBlockOfItsStartOfItsRing() {
        key.begin(7, 1);
        JournalLayout.setRecordHead(bytes, 50, 0, 1, 1, 1, 1, key);
        assertTrue(JournalLayout.isRecord(bytes, 0, 100, key));
        key.begin(8, 1);
        assertFalse(JournalLayout.isRecord(bytes, 0, 100, key), "another block");
        key.begin(7, 2);
        assertFalse(JournalLayout.isRecord(bytes, 0, 100, key), "another start");
        BlockKey other = new BlockKey(new byte[BlockKey.SECRET_BYTES]);
        other.begin(7, 1);
        assertFalse(JournalLayout.isRecord(bytes, 0, 100, other), "another secret");
    }

    @Test
    void zerosEndABlock() {
        assertTrue(JournalLayout.isEnd(bytes, 0, bytes.length));
        assertFalse(JournalLayout.isRecord(bytes, 0, bytes.length, key));
        assertFalse(JournalLayout.isBlock(bytes, 0, key));
        bytes[4] = 45;
        assertTrue(JournalLayout.isEnd(bytes, 0, JournalLayout.RECORD_HEAD), "no room for a line");
    }

    @Test
    void headersAndRingStandAtMultiplesOfTheLargestPages() {
        assertEquals(64 * 1024, JournalLayout.HEADER_SPACING);
        assertEquals(128 * 1024, JournalLayout.RING_FROM);
        assertEquals(32, JournalLayout.blocksOf(256 * 1024));
        assertTrue(JournalHeader.BYTES <= JournalLayout.HEADER_SPACING);
        assertTrue(JournalLayout.RECORD_BYTES_MAX
                <= JournalLayout.BLOCK_BYTES - JournalLayout.BLOCK_HEAD);
    }

    private String hex(int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }
}
