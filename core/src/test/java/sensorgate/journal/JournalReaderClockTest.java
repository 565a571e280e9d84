package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;

/** The times that a reader gives once the clock of this boot is known. */
@Timeout(20)
final class JournalReaderClockTest {

    private static final long S = 1_000_000_000;
    private static final long HOUR = 3_600 * S;
    private static final long YEAR = 8_766 * HOUR;
    private static final long WRONG_NS = 1_700_000_000 * S;
    private static final int STEP_NS = 256;

    private final Journal journal = Journal.inMemory(1 << 20);
    private final JournalReader reader = new JournalReader(journal);

    @ParameterizedTest
    @ValueSource(longs = {S, -S, HOUR, -HOUR, 20 * YEAR, -20 * YEAR})
    void aStepCorrectsWhatArrivedBeforeItAndNothingLater(long stepNs) {
        append("t v=1", 1_000 * STEP_NS);
        append("t v=2", 2_000 * STEP_NS);
        append("t v=3 77", 2_001 * STEP_NS);
        append("t v=4", 3_000 * STEP_NS);
        assertPoint(1, "t v=1 " + (WRONG_NS + 1_000 * STEP_NS | 1), 1_000 * STEP_NS, 0);
        final long offsetNs = (WRONG_NS + stepNs) & -STEP_NS;
        journal.tellClock(3_000 * STEP_NS, offsetNs, false, false);
        assertPoint(1, "t v=1 " + (offsetNs + 1_000 * STEP_NS), 1_000 * STEP_NS, offsetNs);
        assertPoint(2, "t v=2 " + (offsetNs + 2_000 * STEP_NS), 2_000 * STEP_NS, offsetNs);
        assertPoint(3, "t v=3 77", 2_001 * STEP_NS, offsetNs);
        assertPoint(4, "t v=4 " + (WRONG_NS + 3_000 * STEP_NS | 1), 3_000 * STEP_NS, 0);
    }

    @Test
    void aReaderThatHasReadBeforeGivesTheRightTimeFromTheNextBeginOn() {
        append("t v=1", STEP_NS);
        reader.begin(1);
        assertTrue(reader.next());
        journal.tellClock(HOUR, 8 * HOUR & -STEP_NS, true, true);
        assertEquals(0, reader.begin(1));
        assertTrue(reader.next());
        assertEquals((8 * HOUR & -STEP_NS) + (STEP_NS | 1), reader.arrivedNs());
        assertEquals(2, reader.sequence());
    }

    @Test
    void tellsWhetherThePointsTimeIsKnown() {
        append("t v=1", STEP_NS);
        append("t v=2 77", 2 * STEP_NS);
        reader.begin(1);
        assertTrue(reader.next());
        assertTrue(reader.isArrivalTime());
        assertFalse(reader.isTimeKnown());
        assertEquals(1, reader.boot());
        assertTrue(reader.next());
        assertFalse(reader.isArrivalTime());
        assertTrue(reader.isTimeKnown());
        journal.tellClock(Long.MIN_VALUE, 0, true, true);
        reader.begin(1);
        assertTrue(reader.next());
        assertTrue(reader.isTimeKnown());
        assertEquals(WRONG_NS + STEP_NS | 1, reader.arrivedNs());
    }

    @Test
    void theEntryIsFinalOnceTheClockWasRight() {
        journal.tellClock(STEP_NS, HOUR, false, false);
        journal.tellClock(2 * STEP_NS, 2 * HOUR, true, true);
        Clocks right = journal.clocks();
        assertTrue(right.isRight(right.boot()));
        assertTrue(right.isTrusted());
        journal.tellClock(3 * STEP_NS, 3 * HOUR, true, true);
        assertSame(right, journal.clocks());
        assertEquals(2 * HOUR & -STEP_NS, right.entry(right.boot()).offsetNs());
    }

    @Test
    void noNewsMakeNoNewSnapshot() {
        Clocks before = journal.clocks();
        journal.tellClock(Long.MIN_VALUE, 0, false, false);
        assertSame(before, journal.clocks());
        journal.tellClock(STEP_NS, HOUR, false, false);
        Clocks after = journal.clocks();
        assertNotEquals(before, after);
        journal.tellClock(STEP_NS, HOUR, false, false);
        assertSame(after, journal.clocks());
    }

    private void assertPoint(long sequence, String line, long ticksNs, long offsetNs) {
        reader.begin(sequence);
        assertTrue(reader.next());
        assertEquals(line, new String(
                reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                StandardCharsets.US_ASCII));
        assertEquals(ticksNs | 1, reader.ticksNs());
        assertEquals((offsetNs == 0 ? WRONG_NS : offsetNs) + (ticksNs | 1), reader.arrivedNs());
    }

    private void append(String text, long ticksNs) {
        byte[] line = text.getBytes(StandardCharsets.US_ASCII);
        Point point = new Point();
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        final long arrivedNs = WRONG_NS + ticksNs | 1;
        journal.append(
                line, point, point.isTimed() ? point.timeNs() : arrivedNs, arrivedNs, ticksNs | 1);
        journal.commit();
    }
}
