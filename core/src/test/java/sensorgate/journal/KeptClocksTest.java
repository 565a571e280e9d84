package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.support.TestDisk;

/** What a journal's file keeps about the clocks, from one start to the next. */
@Timeout(60)
final class KeptClocksTest {

    private static final int JOURNAL_BYTES = JournalLayout.RING_FROM + 32 * 4096;
    private static final long HOUR = 3_600_000_000_000L;
    private static final long GRAIN = Clocks.GRAIN_NS;
    private static final long WALL = 1_700_000_000_000_000_000L & -GRAIN;
    private static final long RIGHT = WALL + 8 * HOUR & -GRAIN;

    @TempDir
    private Path directory;
    private final BootDisk disk = new BootDisk();
    private final StoreListener listener = new StoreListener() {};
    private StateDirectory files;
    private KeptJournal kept;

    /** A disk of a machine that can be started again. */
    private static final class BootDisk extends TestDisk {

        private String bootId = "first";
        private volatile boolean isFull;

        @Override
        public String bootId() {
            return bootId;
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
            if (isFull) {
                throw new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
            }
            super.write(file, bytes, at);
        }
    }

    @Test
    void aPowerCutLeavesTheCorrectionOfTheBootBefore() throws Exception {
        startWithAPointBeforeAStep(true);
        assertEquals(List.of(line("t v=1", RIGHT + 10 * GRAIN)), lines());
        powerCut();
        start();
        assertEquals(List.of(line("t v=1", RIGHT + 10 * GRAIN)), lines());
        assertTrue(kept.journal().clocks().isRight(1));
        assertFalse(kept.journal().clocks().isRight(2));
        append("t v=2", 10 * GRAIN, WALL); // of the new boot: nothing is known
        assertEquals(line("t v=2", WALL + 10 * GRAIN | 1), lines().getLast());
        kept.journal().tellClock(30 * GRAIN, RIGHT + HOUR, true, true);
        stop();
        disk.bootId = "third";
        start();
        assertEquals(
                List.of(line("t v=1", RIGHT + 10 * GRAIN),
                        line("t v=2", RIGHT + HOUR + 10 * GRAIN)),
                lines());
        stop();
    }

    @Test
    void anotherStartInTheBootGoesOnWithItsClock() throws Exception {
        start();
        append("t v=1", 10 * GRAIN, WALL);
        kept.journal().tellClock(20 * GRAIN, RIGHT, false, false);
        append("t v=2", 30 * GRAIN, RIGHT);
        kept.look();
        kill();
        start();
        kept.journal().takeUpClock(RIGHT + 40 * GRAIN, 40 * GRAIN); // as it was
        kept.journal().tellClock(Long.MIN_VALUE, 0, true, true); // no step since
        List<String> right = List.of(
                line("t v=1", RIGHT + 10 * GRAIN), line("t v=2", RIGHT + 30 * GRAIN | 1));
        assertEquals(right, lines());
        kept.journal().tellClock(50 * GRAIN, RIGHT - HOUR, true, true); // by hand, later
        assertEquals(right, lines());
        stop();
    }

    /** All points came before the step: the newest one seems 8 h off, and is corrected already. */
    @Test
    void aStepThatIsKnownIsNotSeenAgain() throws Exception {
        startWithAPointBeforeAStep(false);
        kill();
        start();
        kept.journal().takeUpClock(RIGHT + 3_000_000 + 40 * GRAIN, 40 * GRAIN);
        assertEquals(List.of(line("t v=1", RIGHT + 10 * GRAIN)), lines());
        kill();
    }

    @Test
    void seesThatTheClockWasSetWhileNoGatewayRan() throws Exception {
        start();
        append("t v=1", 10 * GRAIN, WALL);
        kill();
        start();
        kept.journal().takeUpClock(RIGHT + 40 * GRAIN, 40 * GRAIN);
        assertEquals(List.of(line("t v=1", RIGHT + 10 * GRAIN)), lines());
        kill();
        start();
        kept.journal().takeUpClock(RIGHT + HOUR + 50 * GRAIN, 50 * GRAIN);
        assertEquals(List.of(line("t v=1", RIGHT + HOUR + 10 * GRAIN)), lines());
        kept.journal().tellClock(Long.MIN_VALUE, 0, true, true);
        stop();
        start();
        kept.journal().takeUpClock(WALL, 60 * GRAIN); // the clock was right before
        assertEquals(List.of(line("t v=1", RIGHT + HOUR + 10 * GRAIN)), lines());
        kill();
    }

    @Test
    void aPointOfAnotherBootTellsNothingAboutThisClock() throws Exception {
        start();
        append("t v=1", 10 * GRAIN, WALL);
        powerCut();
        start();
        kept.journal().takeUpClock(RIGHT, 5 * GRAIN);
        assertEquals(List.of(line("t v=1", WALL + 10 * GRAIN | 1)), lines());
        assertEquals(List.of(), kept.journal().clocks().entries());
        stop();
    }

    /** The machine starts again with the clock of the time before the cut. */
    @Test
    void tellsWhenThePowerWasCutByTheRightClocks() throws Exception {
        startWithAPointBeforeAStep(true);
        powerCut();
        long beforeNs = System.currentTimeMillis() * 1_000_000;
        start();
        append("t v=2", 10 * GRAIN, WALL);
        JournalReader reader = new JournalReader(kept.journal());
        reader.begin(2);
        assertEquals(RIGHT + 10 * GRAIN + 1, reader.cutFromNs());
        assertTrue(reader.cutToNs() >= beforeNs && reader.cutToNs() < beforeNs + HOUR);
        kept.journal().tellClock(20 * GRAIN, WALL + 8 * HOUR, true, true);
        reader.begin(2);
        assertTrue(reader.cutToNs() >= beforeNs + 8 * HOUR);
        stop();
    }

    @Test
    void aTornHeadLeavesTheOneBefore() throws Exception {
        startWithAPointBeforeAStep(false);
        kept.journal().tellClock(30 * GRAIN, RIGHT + HOUR, true, true);
        kept.look();
        powerCut();
        tearNewestHead();
        start();
        assertEquals(List.of(line("t v=1", RIGHT + 10 * GRAIN)), lines());
        stop();
    }

    @Test
    void aDiskThatTakesNothingGetsTheClocksLater() throws Exception {
        start();
        append("t v=1", 10 * GRAIN, WALL);
        kept.force();
        disk.isFull = true;
        kept.journal().tellClock(20 * GRAIN, RIGHT, true, true);
        kept.look();
        assertTrue(kept.lookInNs() > 0 && kept.lookInNs() <= 60_000_000_000L);
        disk.isFull = false;
        stop();
        disk.bootId = "second";
        start();
        assertEquals(List.of(line("t v=1", RIGHT + 10 * GRAIN)), lines());
        stop();
    }

    @Test
    void wakesTheKeeperWhenTheClockWasSet() throws Exception {
        start();
        append("t v=1", 10 * GRAIN, WALL);
        assertEquals(Long.MAX_VALUE, kept.lookInNs());
        kept.journal().tellClock(20 * GRAIN, RIGHT, true, true);
        assertEquals(0, kept.lookInNs());
        kept.look();
        assertEquals(Long.MAX_VALUE, kept.lookInNs());
        kill();
    }

    // ---- starts and ends

    private void start() throws StoreException {
        files = StateDirectory.open(directory, disk, listener);
        kept = KeptJournal.open(files, JOURNAL_BYTES, Cursor.NONE, listener);
    }

    /** Leaves the step in the file: a point came 8 h behind, then the clock was set. */
    private void startWithAPointBeforeAStep(boolean isRight) throws StoreException {
        start();
        append("t v=1", 10 * GRAIN, WALL);
        kept.journal().tellClock(20 * GRAIN, RIGHT, isRight, isRight);
        kept.look();
    }

    private void kill() {
        kept.stop();
        close();
    }

    private void close() {
        kept.close();
        files.close();
    }

    private void stop() throws IOException {
        kept.stop();
        kept.force();
        kept.markClean();
        close();
    }

    private void powerCut() {
        kill();
        disk.bootId += "+";
    }

    private void tearNewestHead() throws IOException {
        try (FileChannel file = FileChannel.open(
                directory.resolve(StateDirectory.JOURNAL), StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            long newest = JournalHeader.Copies.of(disk, file).find().header().offset();
            file.write(ByteBuffer.wrap(new byte[4096]), newest + 8192);
        }
    }

    // ---- points

    private void append(String line, long ticksNs, long offsetNs) {
        long stampedNs = ticksNs | Clocks.STAMPED;
        new TestRing(kept.journal()).append(line, offsetNs + stampedNs, stampedNs);
    }

    private static String line(String line, long timeNs) {
        return line + " " + timeNs;
    }

    private List<String> lines() {
        return TestRing.lines(kept.journal());
    }
}
