package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.journal.JournalHeader.Found;
import sensorgate.journal.SkippedSequences.Gap;

final class JournalHeaderTest {

    private static final int PAGE_BYTES = JournalHeader.PAGE_BYTES;
    private static final int VERSION = 6;
    private static final SkippedSequences SKIPPED = SkippedSequences.NONE.withJump(100);
    private static final JournalHeader FOURTH =
            new JournalHeader(0x5d0c41e7, 4, 16 << 20, 0, SkippedSequences.NONE);
    private static final JournalHeader FIFTH = FOURTH.next(1844, SKIPPED);

    /** Another program has computed these bytes from the description of the format. */
    @Test
    void isWrittenAsItAlwaysWas() {
        String expected = "534752494e473100" // SGRING1
                + "e7410c5d" // id
                + "c5130467" // check
                + "0500000000000000" // generation
                + "0000000100000000" // file bytes
                + "3407000000000000" // clean
                + "01000000" + "00000000" // gaps
                + "6400000000000000" + "6400000001000000"; // from, to
        byte[] page = FIFTH.toPage().array();
        int bytes = expected.length() / 2;
        assertEquals(expected, HexFormat.of().formatHex(page, 0, bytes));
        assertEquals("00".repeat(PAGE_BYTES - bytes),
                HexFormat.of().formatHex(page, bytes, PAGE_BYTES));
    }

    @Test
    void givesBackWhatWasWritten() {
        assertEquals(FIFTH, JournalHeader.find(pages(FOURTH, FIFTH)).header());
        JournalHeader extreme = new JournalHeader(
                -1, Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, SkippedSequences.NONE);
        assertEquals(extreme, JournalHeader.find(pages(FOURTH, extreme)).header());
    }

    @Test
    void givesBackAsManyGapsAsThereCanBe() {
        SkippedSequences skipped = SkippedSequences.NONE;
        for (int i = 0; i < SkippedSequences.GAPS_MAX; i++) {
            skipped = skipped.withJump(skipped.end() + 1);
        }
        JournalHeader header = FOURTH.next(0, skipped);
        assertEquals(SkippedSequences.GAPS_MAX, skipped.gaps().size());
        assertEquals(header, JournalHeader.find(pages(FOURTH, header)).header());
    }

    @Test
    void theNextGoesToTheOtherPage() {
        assertEquals(0, FOURTH.place());
        assertEquals(PAGE_BYTES, FIFTH.place());
        assertEquals(0, FIFTH.next(0, SKIPPED).place());
        assertEquals(new JournalHeader(0x5d0c41e7, 5, 16 << 20, 1844, SKIPPED), FIFTH);
    }

    @Test
    void theLaterOfTwoWins() {
        JournalHeader sixth = FIFTH.next(0, SKIPPED);
        assertEquals(new Found(FIFTH, true, false), JournalHeader.find(pages(FOURTH, FIFTH)));
        assertEquals(new Found(sixth, true, false), JournalHeader.find(pages(sixth, FIFTH)));
    }

    @Test
    void onlyOneIsNotSureToBeTheLatest() {
        assertEquals(new Found(FOURTH, false, false), JournalHeader.find(pages(FOURTH, null)));
        assertEquals(new Found(FIFTH, false, false), JournalHeader.find(pages(null, FIFTH)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyFlippedBitIsNoticed(boolean inFirstPage) {
        Found expected = new Found(inFirstPage ? FIFTH : FOURTH, false, false);
        ByteBuffer pages = pages(FOURTH, FIFTH);
        int from = inFirstPage ? 0 : PAGE_BYTES;
        for (int at = from; at < from + PAGE_BYTES; at++) {
            byte before = pages.get(at);
            for (int bit = 0; bit < 8; bit++) {
                pages.put(at, (byte) (before ^ 1 << bit));
                assertEquals(expected, JournalHeader.find(pages), "byte " + at + " bit " + bit);
            }
            pages.put(at, before);
        }
        assertTrue(JournalHeader.find(pages).isSure(), "whole without the changed bit");
    }

    @Test
    void whatItFindsItLeavesAsItWas() {
        ByteBuffer pages = pages(FOURTH, FIFTH);
        byte[] before = pages.array().clone();
        JournalHeader.find(pages);
        assertEquals(ByteBuffer.wrap(before), pages);
    }

    @Test
    void recognisesAnotherVersion() {
        ByteBuffer pages = pages(FOURTH, FIFTH);
        pages.put(VERSION, (byte) '2');
        pages.put(PAGE_BYTES + VERSION, (byte) '2');
        assertEquals(new Found(null, false, true), JournalHeader.find(pages));
    }

    @Test
    void ofAnotherVersionIsNoneThatCanBeRead() {
        ByteBuffer pages = pages(FOURTH, FIFTH);
        pages.put(VERSION, (byte) '2');
        assertEquals(new Found(FIFTH, false, false), JournalHeader.find(pages));
    }

    @Test
    void garbageIsNoHeaderOfAnyVersion() {
        long seed = new Random().nextLong();
        byte[] garbage = new byte[JournalHeader.BYTES];
        new Random(seed).nextBytes(garbage);
        Found found = JournalHeader.find(ByteBuffer.wrap(garbage));
        assertEquals(new Found(null, false, false), found, "seed=" + seed);
        assertNull(JournalHeader.find(ByteBuffer.allocate(JournalHeader.BYTES)).header());
        assertFalse(
                JournalHeader.find(ByteBuffer.allocate(JournalHeader.BYTES)).isOfOtherVersion());
        ByteBuffer sameVersion = ByteBuffer.allocate(JournalHeader.BYTES);
        sameVersion.put(0, FOURTH.toPage(), 0, 8);
        assertEquals(new Found(null, false, false), JournalHeader.find(sameVersion));
    }

    @Test
    void thePagesStandBeforeTheRing() {
        assertEquals(2 * PAGE_BYTES, JournalHeader.BYTES);
        assertEquals(List.of(new Gap(100, (1L << 32) + 100)), SKIPPED.gaps());
    }

    /** The two pages of a file; a missing page is zeros. */
    private static ByteBuffer pages(JournalHeader first, JournalHeader second) {
        ByteBuffer pages = ByteBuffer.allocate(JournalHeader.BYTES);
        if (first != null) {
            pages.put(0, first.toPage(), 0, PAGE_BYTES);
        }
        if (second != null) {
            pages.put(PAGE_BYTES, second.toPage(), 0, PAGE_BYTES);
        }
        return pages;
    }
}
