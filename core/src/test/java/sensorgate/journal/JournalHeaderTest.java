package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.journal.JournalHeader.Found;
import sensorgate.journal.SkippedSequences.Gap;

final class JournalHeaderTest {

    private static final int VERSION = 6;
    private static final int CHECK = 12;
    private static final int GAPS = 56;
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final SkippedSequences SKIPPED =
            SkippedSequences.NONE.with(new Gap(100, 200, 3, 4));
    private static final JournalHeader FOURTH = new JournalHeader(
            0x5d0c41e7, SECRET, 4, 16 << 20, 15 << 20, 0, 9, 2, "boot", SkippedSequences.NONE,
            List.of());
    private static final JournalHeader FIFTH = FOURTH.next(1844, SKIPPED);

    @Test
    void isWrittenAsItAlwaysWas() {
        String expected = "534752494e473200" // SGRING2
                + "e7410c5d" + "00000000" // id, check
                + "0500000000000000" // generation
                + "0000000100000000" + "0000f00000000000" // file bytes, asked bytes
                + "3407000000000000" // clean
                + "09000000" + "02000000" + "01000000" + "00000000" // start, boot, gaps, clocks
                + "30313233343536373839616263646566" // secret
                + "626f6f74" + "00".repeat(44) // boot id
                + "6400000000000000" + "c800000000000000" // from, to
                + "0300000000000000" + "0400000000000000"; // lost from, lost to
        byte[] bytes = FIFTH.toBytes().array();
        int check = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(CHECK);
        ByteBuffer.wrap(bytes).putInt(CHECK, 0);
        int length = expected.length() / 2;
        assertEquals(expected, HexFormat.of().formatHex(bytes, 0, length));
        assertEquals("00".repeat(JournalHeader.BYTES - length),
                HexFormat.of().formatHex(bytes, length, JournalHeader.BYTES));
        assertEquals(checkOf(bytes), check);
    }

    @Test
    void givesBackWhatWasWritten() {
        assertSame(FIFTH, find(FOURTH, FIFTH).header());
        SkippedSequences skipped = SkippedSequences.NONE;
        for (int i = 0; i < SkippedSequences.GAPS_MAX; i++) {
            long from = skipped.end() + 1;
            skipped = skipped.with(new Gap(from, from + SkippedSequences.JUMP, i, i + 1));
        }
        JournalHeader full = FOURTH.next(0, skipped);
        assertSame(full, find(FOURTH, full).header());
        assertEquals(SkippedSequences.GAPS_MAX, skipped.gaps().size());
    }

    @Test
    void givesBackTheClocksOfAllBoots() {
        List<Clocks.Entry> clocks = IntStream.rangeClosed(1, Clocks.BOOTS_MAX)
                .mapToObj(boot -> new Clocks.Entry(boot, -boot, boot * 1024L, boot % 2 == 0))
                .toList();
        JournalHeader later = new JournalHeader(
                0, SECRET, 1, 16 << 20, 15 << 20, 0, 9, Clocks.BOOTS_MAX, "boot",
                SkippedSequences.NONE, clocks);
        assertSame(later, find(null, later).header());
        assertEquals(clocks, find(null, later).header().next(7, SKIPPED)
                .started(10, "another").sized(1 << 20, 1 << 20).clocks());
        assertEquals(List.of(), later.withClocks(List.of()).clocks());
    }

    @Test
    void refusesClocksThatNoGatewayWrote() {
        for (List<Clocks.Entry> forged : List.of(
                List.of(entry(0)), List.of(entry(3)), List.of(entry(2), entry(1)),
                List.of(entry(1), entry(1)))) {
            assertNull(find(null, FIFTH.withClocks(forged)));
        }
        assertEquals(2, find(null, FIFTH.withClocks(List.of(entry(1), entry(2))))
                .header().clocks().size());
    }

    private static Clocks.Entry entry(int boot) {
        return new Clocks.Entry(boot, 1, 0, true);
    }

    @Test
    void theNextGoesToTheOtherCopy() {
        assertEquals(0, FOURTH.offset());
        assertEquals(JournalLayout.HEADER_SPACING, FIFTH.offset());
        assertEquals(0, FIFTH.next(0, SKIPPED).offset());
    }

    @Test
    void countsTheBootsOfTheMachine() {
        assertEquals(2, FOURTH.started(10, "boot").boot());
        assertEquals(3, FOURTH.started(10, "another").boot());
        assertEquals(4, FOURTH.started(10, "").started(11, "").boot());
        assertEquals("another", FOURTH.started(10, "another").bootId());
        assertEquals(10, FOURTH.started(10, "another").start());
    }

    @Test
    void theLaterOfTwoWinsAndOneAloneIsNotSure() {
        JournalHeader sixth = FIFTH.next(0, SKIPPED);
        assertSame(FIFTH, find(FOURTH, FIFTH).header());
        assertSame(sixth, find(sixth, FIFTH).header());
        assertTrue(find(sixth, FIFTH).isSure());
        assertSame(FOURTH, find(FOURTH, null).header());
        assertSame(FIFTH, find(null, FIFTH).header());
        assertFalse(find(null, FIFTH).isSure());
        assertNull(find(null, null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyFlippedBitIsNoticed(boolean inFirst) {
        ByteBuffer first = FOURTH.toBytes();
        ByteBuffer second = FIFTH.toBytes();
        ByteBuffer changed = inFirst ? first : second;
        for (int at = 0; at < JournalHeader.BYTES; at += at < 200 ? 1 : 61) {
            for (int bit = 0; bit < 8; bit++) {
                changed.put(at, (byte) (changed.get(at) ^ 1 << bit));
                Found found = JournalHeader.find(first, second);
                assertFalse(found.isSure(), "byte " + at + " bit " + bit);
                assertSame(inFirst ? FIFTH : FOURTH, found.header());
                changed.put(at, (byte) (changed.get(at) ^ 1 << bit));
            }
        }
        assertTrue(JournalHeader.find(first, second).isSure(), "whole without the changed bit");
    }

    @Test
    void recognisesAnotherVersion() {
        ByteBuffer copy = FOURTH.toBytes();
        assertFalse(JournalHeader.isOfOtherVersion(copy));
        copy.put(VERSION, (byte) '9');
        assertTrue(JournalHeader.isOfOtherVersion(copy));
        assertNull(JournalHeader.find(copy, copy.duplicate()));
    }

    @Test
    void garbageIsNoHeader() {
        byte[] garbage = new byte[JournalHeader.BYTES];
        new Random(5).nextBytes(garbage);
        assertNull(JournalHeader.find(ByteBuffer.wrap(garbage), ByteBuffer.wrap(garbage)));
        assertFalse(JournalHeader.isOfOtherVersion(ByteBuffer.wrap(garbage)));
    }

    /** Whoever can write the file can compute the check too. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 251, 1_000_000_000, Integer.MAX_VALUE})
    void aNumberOfGapsThatCannotBeIsNoHeader(int gaps) {
        ByteBuffer copy = FOURTH.toBytes().order(ByteOrder.LITTLE_ENDIAN);
        copy.putInt(GAPS, gaps);
        assertNull(JournalHeader.find(checked(copy), checked(copy)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 131_072, (1L << 31) + 4096, 1L << 40, Long.MAX_VALUE})
    void aSizeThatCannotBeIsNoHeader(long fileBytes) {
        ByteBuffer copy = FOURTH.toBytes().order(ByteOrder.LITTLE_ENDIAN);
        copy.putLong(24, fileBytes);
        assertNull(JournalHeader.find(checked(copy), checked(copy)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 62, Long.MAX_VALUE})
    void aSequenceThatCannotBeIsNoHeader(long sequence) {
        ByteBuffer copy = FOURTH.toBytes().order(ByteOrder.LITTLE_ENDIAN);
        copy.putLong(40, sequence);
        assertNull(JournalHeader.find(checked(copy), checked(copy)));
    }

    @Test
    void gapsThatDoNotRiseAreNoHeader() {
        for (Gap gap : new Gap[] {new Gap(-5, 9), new Gap(9, 5), new Gap(9, Long.MAX_VALUE)}) {
            ByteBuffer copy = FOURTH.next(0, new SkippedSequences(List.of(gap))).toBytes();
            assertNull(JournalHeader.find(copy, copy.duplicate()), "" + gap);
        }
        ByteBuffer copy = FOURTH.next(
                0, new SkippedSequences(List.of(new Gap(5, 9), new Gap(8, 20)))).toBytes();
        assertNull(JournalHeader.find(copy, copy.duplicate()));
    }

    private static ByteBuffer checked(ByteBuffer copy) {
        copy.putInt(CHECK, 0);
        copy.putInt(CHECK, checkOf(copy.array()));
        return ByteBuffer.wrap(copy.array().clone());
    }

    private static int checkOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static Found find(JournalHeader first, JournalHeader second) {
        return JournalHeader.find(bytes(first), bytes(second));
    }

    private static ByteBuffer bytes(JournalHeader header) {
        return header == null ? ByteBuffer.allocate(JournalHeader.BYTES) : header.toBytes();
    }

    /** A record compares arrays by identity. */
    private static void assertSame(JournalHeader expected, JournalHeader header) {
        assertArrayEquals(expected.toBytes().array(), header.toBytes().array());
    }
}
