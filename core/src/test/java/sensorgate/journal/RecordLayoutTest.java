package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.PointText;

/** The bytes of records; the golden ones worked out from the description by another program. */
final class RecordLayoutTest {

    private static final int ID = 0x5d0c41e7;
    private static final String LINE = "temp,room=attic value=21.5 1700000000000000000";
    private static final String RECORD = "e0d9a787" // check
            + "46000000" // length
            + "3307000000000000" // sequence
            + "01002a36fe9c9717" // arrived
            + "74656d702c726f6f6d3d61747469632076616c75653d32312e35"
            + "2031373030303030303030303030303030303030"
            + "0000"; // to the next multiple of 8

    private final CRC32C crc = new CRC32C();

    @Test
    void aRecordIsWrittenAsItAlwaysWas() {
        byte[] record = record();
        assertEquals(RECORD, HexFormat.of().formatHex(record));
        assertEquals(24 + LINE.length(), RecordLayout.length(record, 0));
        assertEquals(1843, RecordLayout.sequence(record, 0));
        assertEquals(1_700_000_000_000_000_001L, RecordLayout.arrivedNs(record, 0));
        assertTrue(isWhole(record, 0, record.length));
    }

    @Test
    void theJournalWritesTheSameRecord() {
        TestRing ring = new TestRing(JournalHeader.PAGE_BYTES);
        ring.reopen(1843, SkippedSequences.NONE);
        ring.append(LINE, 1_700_000_000_000_000_001L);
        byte[] written = ring.ring.asSlice(0, RECORD.length() / 2).toArray(ValueLayout.JAVA_BYTE);
        assertEquals(RECORD, HexFormat.of().formatHex(written));
        assertEquals(TestRing.ID, ID);
    }

    @ParameterizedTest
    @CsvSource({
        "8, d206f3bbf8ffffff",
        "24, e898335ce8ffffff00000000000000000000000000000000",
    })
    void aPadIsWrittenAsItAlwaysWas(int bytes, String expected) {
        byte[] pad = new byte[bytes];
        Arrays.fill(pad, (byte) '#');
        RecordLayout.makePad(pad, bytes, ID, crc);
        assertEquals(expected, HexFormat.of().formatHex(pad));
        assertTrue(RecordLayout.isPad(RecordLayout.length(pad, 0)));
        assertTrue(isWhole(pad, 0, bytes));
    }

    @Test
    void aPadHasEveryLengthUpToTheLongestRecord() {
        byte[] pad = new byte[RecordLayout.BYTES_MAX + 1];
        pad[RecordLayout.BYTES_MAX] = '#';
        for (int bytes = 8; bytes <= RecordLayout.BYTES_MAX; bytes += 8) {
            RecordLayout.makePad(pad, bytes, ID, crc);
            assertTrue(isWhole(pad, 0, bytes), "bytes=" + bytes);
            assertEquals(bytes, RecordLayout.strideOf(RecordLayout.length(pad, 0)));
        }
        assertEquals('#', pad[RecordLayout.BYTES_MAX]);
    }

    @Test
    void everyFlippedBitOfARecordIsNoticed() {
        byte[] record = record();
        for (int bit = 0; bit < 8 * (24 + LINE.length()); bit++) {
            record[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(isWhole(record, 0, record.length), "bit " + bit);
            record[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertTrue(isWhole(record, 0, record.length), "whole without the changed bit");
    }

    @Test
    void aRecordOfAnotherRingIsNone() {
        byte[] record = record();
        assertFalse(RecordLayout.isWhole(record, 0, record.length, ID + 1, crc));
        assertFalse(RecordLayout.isWhole(record, 0, record.length, 0, crc));
    }

    @Test
    void aRecordIsWholeOnlyUpToItsEnd() {
        byte[] record = record();
        int length = RecordLayout.length(record, 0);
        for (int limit = 0; limit < length; limit++) {
            assertFalse(isWhole(record, 0, limit), "limit=" + limit);
        }
        assertTrue(isWhole(record, 0, length), "the zeros behind it may be missing");
        byte[] amid = new byte[16 + record.length + 8];
        System.arraycopy(record, 0, amid, 16, record.length);
        assertTrue(isWhole(amid, 16, 16 + record.length));
        assertEquals(1843, RecordLayout.sequence(amid, 16));
        assertFalse(isWhole(amid, 8, amid.length));
        assertFalse(isWhole(amid, 0, amid.length), "zeros are none");
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 26, 32, 1000, 2095, 2096, -8, -16, -2088, -2096})
    void takesLengthsThatAreWritten(int length) {
        assertTrue(RecordLayout.isPlausible(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {
        0, 1, 24, 2097, 4096, Integer.MAX_VALUE, -1, -7, -9, -12, -2095, -2097, -2104,
        Integer.MIN_VALUE, Integer.MIN_VALUE + 8
    })
    void takesNoOtherLength(int length) {
        assertFalse(RecordLayout.isPlausible(length));
    }

    @ParameterizedTest
    @CsvSource({"25, 32", "32, 32", "33, 40", "2096, 2096", "-8, 8", "-2096, 2096"})
    void takesTheNextMultipleOfEightBytes(int length, int stride) {
        assertEquals(stride, RecordLayout.strideOf(length));
    }

    @Test
    void theLongestLineFits() {
        assertEquals(2096, RecordLayout.BYTES_MAX);
        assertTrue(RecordLayout.isPlausible(RecordLayout.LINE + PointText.BYTES_MAX));
    }

    private boolean isWhole(byte[] bytes, int at, int limit) {
        return RecordLayout.isWhole(bytes, at, limit, ID, crc);
    }

    private byte[] record() {
        byte[] line = LINE.getBytes(StandardCharsets.US_ASCII);
        int length = RecordLayout.LINE + line.length;
        byte[] record = new byte[RecordLayout.strideOf(length)];
        System.arraycopy(line, 0, record, RecordLayout.LINE, line.length);
        RecordLayout.setHead(record, length, 1843, 1_700_000_000_000_000_001L);
        RecordLayout.setCheck(record, ID, crc);
        return record;
    }
}
