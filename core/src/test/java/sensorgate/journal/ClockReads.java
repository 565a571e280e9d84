package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import sensorgate.journal.ClockModel.Arrival;

/**
 * Reads of a {@link ClockMachine}'s journal, each compared with the {@link ClockModel}: the points,
 * their order, their times, how many are lost. No two points without a time may have the same time,
 * also not in another read.
 */
final class ClockReads {

    /** The machine's clock tells milliseconds; offset and ticks are multiples of 256 ns. */
    private static final long DATED_NS = ClockMachine.MS + 2 * Clocks.GRAIN_NS;

    /** {@link sensorgate.udp.ArrivalClock} follows a clock that drifts so far. */
    private static final long STAMPED_NS = 3 * ClockMachine.MS;

    /** After a step back of a second or less times stand still. */
    private static final long STILL_NS = ClockMachine.S;

    /** Points of one batch follow each other in steps of 256 ns. */
    private static final long BATCH_NS = 1_000 * Clocks.GRAIN_NS;

    private final ClockModel model;
    private final Map<Long, Long> stamped = new HashMap<>();
    private long cursor = 1;
    private Journal opened;
    private JournalReader drainer;
    private JournalReader whole;
    private long drained;
    private long lost;
    private long wraps;
    private long right;
    private long dated;

    ClockReads(ClockModel model) {
        this.model = model;
    }

    /** The number of points that this drained, and that the ring lost before. */
    long taken() {
        return drained + lost;
    }

    /** The number of points that the ring lost before a drain. */
    long lost() {
        return lost;
    }

    /** How often this read a ring that had lost points. */
    long wraps() {
        return wraps;
    }

    /** How often this read a time that a time server has corrected. */
    long right() {
        return right;
    }

    /** How often this read a corrected time. */
    long dated() {
        return dated;
    }

    /** The readers stay until the gateway ends: they may keep what a step has made wrong. */
    private void open(Journal journal) {
        if (opened != journal) {
            opened = journal;
            drainer = new JournalReader(journal, JournalLayout.BLOCK_BYTES);
            whole = new JournalReader(journal);
        }
    }

    /** Reads everything that the ring has. */
    void readAll(Journal journal) {
        Map<Long, Long> corrected = new HashMap<>();
        open(journal);
        JournalReader reader = whole;
        reader.begin(0);
        int index = model.indexOf(reader.sequence());
        wraps += index > 0 ? 1 : 0;
        while (reader.sequence() < journal.nextSequence()) {
            while (reader.next()) {
                check(reader, index, corrected);
                index++;
            }
            assertEquals(0, reader.begin(reader.sequence()), "lost");
        }
        assertEquals(model.arrivals().size(), index, "the newest point is the last");
    }

    /** Reads what has come since the last drain, from its cursor. */
    void drain(Journal journal) {
        Map<Long, Long> corrected = new HashMap<>();
        open(journal);
        JournalReader reader = drainer;
        while (cursor < journal.nextSequence()) {
            long missing = reader.begin(cursor);
            long first = reader.sequence();
            assertEquals(model.countBetween(cursor, first), missing, "lost");
            lost += missing;
            int index = model.indexOf(first);
            while (reader.next()) {
                check(reader, index, corrected);
                index++;
                drained++;
            }
            cursor = reader.sequence();
        }
    }

    private void check(JournalReader reader, int index, Map<Long, Long> corrected) {
        assertTrue(index < model.arrivals().size(), "a point that did not come");
        Arrival point = model.arrivals().get(index);
        assertEquals(point.sequence(), reader.sequence() - 1, "sequence");
        assertEquals(point.boot().number(), reader.boot(), "boot");
        assertEquals(!point.isTimed(), reader.isArrivalTime(), "isArrivalTime");
        assertEquals(
                point.isTimed() || point.boot().isFinal(), reader.isTimeKnown(), "isTimeKnown");
        checkTime(point, reader.arrivedNs(), 0);
        long timeNs = timeNs(reader);
        if (point.isTimed()) {
            assertEquals(point.ownNs(), timeNs, "its own time");
            return;
        }
        checkTime(point, timeNs, STILL_NS);
        assertEquals(point.isDated() ? 0 : Clocks.STAMPED, timeNs & Clocks.STAMPED, "stamped");
        Long other = (point.isDated() ? corrected : stamped).put(timeNs, point.sequence());
        assertTrue(
                other == null || !point.isDated() && other == point.sequence(),
                () -> "a time twice: sequences=" + other + "," + point.sequence());
    }

    private void checkTime(Arrival point, long timeNs, long stillNs) {
        long errorNs = timeNs - point.arrivedNs();
        long mostNs = point.isDated() ? DATED_NS : STAMPED_NS;
        assertTrue(
                errorNs >= -mostNs
                        && errorNs <= mostNs + BATCH_NS + (point.isDated() ? 0 : stillNs),
                () -> "wrong by ns=" + errorNs + " " + point + " boot=" + point.boot().number()
                        + " dated=" + point.isDated());
        dated += point.isDated() ? 1 : 0;
        if (point.isRight()) {
            right++;
            assertTrue(
                    Math.abs(timeNs - point.trueNs()) <= DATED_NS + BATCH_NS, "the true time");
        }
    }

    private static long timeNs(JournalReader reader) {
        String line = new String(
                reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                StandardCharsets.US_ASCII);
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }
}
