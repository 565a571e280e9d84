package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.journal.Clocks.Entry;

/** What is known about the clocks of some boots. */
final class ClocksTest {

    private static final long UNTIL_NS = 1_000 * Clocks.GRAIN_NS;
    private static final long OFFSET_NS = 1_000_000 * Clocks.GRAIN_NS;

    private final Clocks unknown = Clocks.unknown(3);
    private final Clocks known = unknown.with(new Entry(2, UNTIL_NS, OFFSET_NS + 7, true));

    @Test
    void keepsTheStampsOfABootThatIsNotKnown() {
        assertEquals(77, known.arrivedNs(3, 5, 77));
        assertEquals(77, known.timeNs(3, 5, 77));
        assertEquals(77, known.timeNs(Clocks.NO_BOOT, 5, 77));
        assertFalse(known.isRight(3));
        assertNull(known.entry(3));
    }

    @Test
    void datesWhatArrivedBeforeAndKeepsTheStampsOfTheRest() {
        assertTrue(known.isRight(2));
        assertEquals(OFFSET_NS + 513, known.arrivedNs(2, 513, 77));
        assertEquals(OFFSET_NS + 512, known.timeNs(2, 513, 77), "not as a stamp");
        assertEquals(OFFSET_NS + UNTIL_NS - 1, known.arrivedNs(2, UNTIL_NS - 1, 77));
        assertEquals(77, known.arrivedNs(2, UNTIL_NS, 77));
        assertEquals(77, known.timeNs(2, UNTIL_NS, 77));
    }

    @Test
    void replacesTheEntryOfItsBootAndKeepsTheOthers() {
        Clocks more = known.with(new Entry(3, 1, 256, false)).with(new Entry(3, 2, 512, false));
        assertEquals(2, more.entries().size());
        assertEquals(512, more.entry(3).offsetNs());
        assertTrue(more.isRight(2));
        assertEquals(0, unknown.entries().size());
    }

    @Test
    void forgetsTheOldestBoots() {
        Clocks many = Clocks.unknown(1_000);
        for (int boot = 1; boot <= Clocks.BOOTS_MAX + 10; boot++) {
            many = many.with(new Entry(boot, 0, 0, true));
        }
        assertEquals(Clocks.BOOTS_MAX, many.entries().size());
        assertNull(many.entry(10));
        assertTrue(many.isRight(11));
    }

    @Test
    void newsOfARightClockChangeNothing() {
        Clocks right = unknown.told(UNTIL_NS, OFFSET_NS, true);
        assertSame(right, right.told(2 * UNTIL_NS, 2 * OFFSET_NS, true));
        assertSame(right, right.told(2 * UNTIL_NS, 2 * OFFSET_NS, false));
    }

    @Test
    void trustIsOfNow() {
        assertFalse(known.isTrusted());
        assertTrue(known.trusted(true).isTrusted());
        assertTrue(known.trusted(true).isRight(2));
        assertEquals(3, known.trusted(true).boot());
    }

    /** If the time server is late, the clock is as far behind as the power was off. */
    @Test
    void comparesWithARightClockOnlyOnceThisOneIsRight() {
        Clocks waiting = Clocks.of(
                List.of(new Clocks.Entry(1, Long.MIN_VALUE, 0, true)), 3).trusted(true);
        assertFalse(waiting.isComparable(1));
        assertTrue(waiting.isComparable(2), "neither had a time server");
        Clocks right = waiting.told(Long.MIN_VALUE, 0, true);
        assertTrue(right.isComparable(1));
        assertFalse(right.isComparable(2));
        assertTrue(right.isComparable(Clocks.NO_BOOT));
        assertFalse(right.trusted(false).isComparable(1));
    }
}
