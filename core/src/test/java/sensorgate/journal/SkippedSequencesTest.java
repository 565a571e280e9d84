package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.journal.SkippedSequences.Gap;

final class SkippedSequencesTest {

    private static final long JUMP = SkippedSequences.JUMP;

    @Test
    void withoutAnyEverySequenceHadAPoint() {
        assertEquals(0, SkippedSequences.NONE.end());
        assertEquals(7, SkippedSequences.NONE.pointsBetween(3, 10));
        assertEquals(0, SkippedSequences.NONE.pointsBetween(3, 3));
        assertEquals(0, SkippedSequences.NONE.pointsBetween(10, 3));
    }

    @Test
    void aJumpSkipsFourBillionSequences() {
        SkippedSequences skipped = SkippedSequences.NONE.with(jump(100));
        assertEquals(List.of(new Gap(100, 100 + JUMP)), skipped.gaps());
        assertEquals(100 + JUMP, skipped.end());
        assertEquals(1L << 32, JUMP);
        assertEquals(List.of(), SkippedSequences.NONE.gaps(), "what was there stays as it was");
    }

    @Test
    void aJumpAtTheEndOfAnotherMakesItLonger() {
        SkippedSequences skipped = SkippedSequences.NONE.with(jump(100)).with(jump(100 + JUMP));
        assertEquals(List.of(new Gap(100, 100 + 2 * JUMP)), skipped.gaps());
    }

    @Test
    void aJumpAfterOnePointStandsAlone() {
        SkippedSequences skipped = SkippedSequences.NONE.with(jump(100)).with(jump(101 + JUMP));
        assertEquals(
                List.of(new Gap(100, 100 + JUMP), new Gap(101 + JUMP, 101 + 2 * JUMP)),
                skipped.gaps());
        assertEquals(1, skipped.pointsBetween(100, skipped.end()));
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        SkippedSequences skipped = SkippedSequences.NONE;
        List<Gap> all = new ArrayList<>();
        for (int i = 0; i < SkippedSequences.GAPS_MAX + 6; i++) {
            long next = skipped.end() + 1;
            all.add(new Gap(next, next + JUMP));
            skipped = skipped.with(jump(next));
        }
        assertEquals(SkippedSequences.GAPS_MAX, skipped.gaps().size());
        assertEquals(all.subList(6, all.size()), skipped.gaps());
        assertEquals(
                SkippedSequences.GAPS_MAX, skipped.with(jump(skipped.end())).gaps().size());
    }

    @Test
    void nobodyChangesThem() {
        List<Gap> gaps = SkippedSequences.NONE.with(jump(1)).gaps();
        assertThrows(UnsupportedOperationException.class, gaps::clear);
    }

    /** The gaps are from 10 to 20 and from 21 to 30. */
    @ParameterizedTest
    @CsvSource({
        "1, 10, 9", "1, 11, 9", "1, 20, 9", "1, 21, 10", "1, 30, 10", "1, 31, 11", "10, 20, 0",
        "12, 15, 0", "15, 21, 1", "20, 21, 1", "20, 20, 0", "21, 30, 0", "19, 22, 1", "30, 33, 3",
        "25, 12, 0", "40, 5, 0",
    })
    void countsThePointsBetween(long from, long to, long points) {
        SkippedSequences skipped =
                new SkippedSequences(List.of(new Gap(10, 20), new Gap(21, 30)));
        assertEquals(points, skipped.pointsBetween(from, to));
    }

    @Test
    void countsWhatAreLeftOneByOne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            SkippedSequences skipped = randomGaps(random);
            long from = random.nextInt(120);
            long to = random.nextInt(120);
            long expected = LongStream.range(from, to)
                    .filter(sequence -> skipped.gaps().stream().noneMatch(
                            gap -> sequence >= gap.from() && sequence < gap.to()))
                    .count();
            assertEquals(
                    expected, skipped.pointsBetween(from, to),
                    () -> "seed=" + seed + " from=" + from + " to=" + to + " " + skipped);
        }
    }

    private static SkippedSequences randomGaps(Random random) {
        List<Gap> gaps = new ArrayList<>();
        long next = 0;
        for (int gap = random.nextInt(6); gap > 0; gap--) {
            long from = next + 1 + random.nextInt(12);
            next = from + 1 + random.nextInt(12);
            gaps.add(new Gap(from, next));
        }
        return new SkippedSequences(gaps);
    }

    // ---- power cuts

    @Test
    void aReaderPassesACutOnceAndNoOtherGap() {
        Gap first = new Gap(10, 20, 1, 2);
        Gap last = new Gap(41, 50, 3, 4);
        SkippedSequences skipped = SkippedSequences.NONE
                .with(first).with(new Gap(25, 30)).with(last);
        assertEquals(first, skipped.firstCut(1, 20));
        assertEquals(first, skipped.lastCut(1, 20));
        assertEquals(first, skipped.firstCut(10, 35));
        assertEquals(first, skipped.firstCut(19, 20), "a cursor that was handed out and lost");
        assertEquals(first, skipped.firstCut(5, 60));
        assertEquals(last, skipped.lastCut(5, 60));
        assertNull(skipped.firstCut(5, 9));
        assertNull(skipped.firstCut(20, 40), "the reader is behind it, and the other is none");
        assertNull(skipped.firstCut(50, 60));
    }

    @Test
    void twoCutsWithoutAPointBetweenThemAreOne() {
        Gap crash = new Gap(20, 30);
        assertEquals(
                List.of(new Gap(10, 30, 1, 4)),
                SkippedSequences.NONE.with(new Gap(10, 20, 1, 2)).with(new Gap(20, 30, 3, 4))
                        .gaps());
        assertEquals(
                List.of(new Gap(10, 30, 1, 2)),
                SkippedSequences.NONE.with(new Gap(10, 20, 1, 2)).with(crash).gaps());
        assertEquals(
                List.of(new Gap(10, 30, 3, 4)),
                SkippedSequences.NONE.with(new Gap(10, 20)).with(new Gap(20, 30, 3, 4)).gaps());
    }

    private static Gap jump(long from) {
        return new Gap(from, from + JUMP);
    }

    /** A gateway loses power often, each time after one stored point. */
    @Test
    void countsNoPointsAsLostAfterManyRestarts() {
        SkippedSequences skipped = SkippedSequences.NONE;
        long next = 2;
        for (int restarts = 1; restarts <= 1_000; restarts++) {
            skipped = skipped.with(jump(next));
            next = skipped.end() + 1;
            assertEquals(restarts + 1, skipped.pointsBetween(1, next), "restarts=" + restarts);
        }
    }
}
