package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import sensorgate.clock.ClockState;
import sensorgate.clock.MachineClock;
import sensorgate.clock.TestClock;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.TestDisk;
import sensorgate.udp.ArrivalClock;

/**
 * A machine without a clock chip, and its gateway: the true time, a clock that may be wrong, boots,
 * and the parts of the gateway that date points. Tells the {@link ClockModel} what happens.
 */
final class ClockMachine implements AutoCloseable {

    static final long MS = 1_000_000;
    static final long S = 1_000 * MS;
    static final long HOUR = 3_600 * S;
    static final long YEAR = 8_766 * HOUR;

    /** The gateway compares the clocks so often. */
    static final long LOOK_NS = 5 * S;

    /** Offsets are multiples of this, so that no step is near the least step of 100 ms. */
    static final long OFFSET_GRAIN_NS = 40 * MS;

    private static final int JOURNAL_BYTES = JournalLayout.RING_FROM + 6 * 4096;
    private static final int MEMORY_BYTES = 4 * 4096;
    private static final long BEGUN_NS = 1_790_000_000 * S;
    private static final long KERNEL_NS = 9 * S;

    private final ClockModel model;
    private final StateDirectory files;
    private final Point point = new Point();
    private final TestDisk disk = new TestDisk() {
        @Override
        public String bootId() {
            return "boot-" + bootTrueNs;
        }
    };
    private final StoreListener listener = new StoreListener() {
        @Override
        public void onTrouble(String what) {
            trouble = what;
        }

        @Override
        public void onRestored(String what) {
            trouble = what;
        }
    };

    private long trueNs = BEGUN_NS;
    private long bootTrueNs = trueNs - KERNEL_NS;
    private long offsetNs;
    private boolean isServed;
    private long lookedNs;
    private String trouble;

    private KeptJournal kept;
    private MachineClock clock;
    private ArrivalClock arrivals;

    /** A machine whose clock is wrong by this; no gateway runs. */
    ClockMachine(Path directory, ClockModel model, long offsetNs) throws StoreException {
        this.model = model;
        this.offsetNs = rounded(offsetNs);
        files = StateDirectory.open(directory, disk, listener); // once: its lock is slow to take
    }

    private static long rounded(long ns) {
        return Math.floorDiv(ns, OFFSET_GRAIN_NS) * OFFSET_GRAIN_NS;
    }

    // ---- the machine

    long trueNs() {
        return trueNs;
    }

    /** The clock minus the true time. */
    long offsetNs() {
        return offsetNs;
    }

    private long wallMs() {
        return Math.floorDiv(trueNs + offsetNs, MS);
    }

    private long ticksNs() {
        return trueNs - bootTrueNs;
    }

    /** Lets time pass; the gateway looks at the clock when that is due. */
    void pass(long ns) {
        long toNs = trueNs + ns;
        if (isRunning() && toNs - lookedNs >= LOOK_NS) {
            trueNs = Math.max(trueNs, lookedNs + LOOK_NS);
            look();
        }
        trueNs = toNs;
        if (isRunning() && toNs - lookedNs >= LOOK_NS) {
            look();
        }
    }

    /** Somebody sets the clock; to the other side if the clock has no such time. */
    void step(long byNs) {
        long wallNs = trueNs + offsetNs + byNs;
        offsetNs += wallNs < 0 || wallNs > BEGUN_NS + 100 * YEAR ? -byNs : byNs;
        model.stepped(offsetNs);
    }

    /** A time server sets the clock. */
    void serve() {
        offsetNs = 0;
        model.stepped(0);
        isServed = true;
    }

    /** The machine gets power again after this time. Its clock goes on at this time. */
    void boot(long outageNs, long wallNs) {
        trueNs += outageNs + KERNEL_NS;
        bootTrueNs = trueNs - KERNEL_NS;
        offsetNs = rounded(wallNs - trueNs);
        isServed = false;
        model.booted();
    }

    // ---- the gateway

    boolean isRunning() {
        return kept != null;
    }

    /** Does what {@code Gateway} does, in the same order. */
    void start() {
        clock = TestClock.of(this::wallMs, this::ticksNs, () -> isServed);
        kept = KeptJournal.open(files, JOURNAL_BYTES, MEMORY_BYTES, Cursor.NONE, listener);
        journal().takeUpClock(wallMs() * MS, ticksNs());
        model.started(trueNs, offsetNs);
        assertEquals(model.boot(), journal().clocks().boot(), () -> "boot; " + trouble);
        arrivals = new ArrivalClock(
                journal().start(), this::wallMs, this::ticksNs, () -> clock.state().isRight());
        lookedNs = trueNs;
        keep();
    }

    Journal journal() {
        return kept.journal();
    }

    void look() {
        clock.look();
        ClockState known = clock.state();
        journal().tellClock(
                known.untilNs(), known.offsetNs(), known.wasRight(),
                known.trust() != ClockState.Trust.UNKNOWN);
        model.looked(trueNs, offsetNs, isServed);
        lookedNs = trueNs;
        keep();
    }

    /** The keeper's thread, which is woken. */
    private void keep() {
        if (kept.lookInNs() == 0) {
            kept.look();
        }
    }

    /** One batch. A line without a time gets the time of its arrival. */
    void receive(String... lines) {
        arrivals.tick();
        for (String text : lines) {
            byte[] line = text.getBytes(StandardCharsets.US_ASCII);
            LineScanner.scan(line, 0, line.length, Precision.NS, point);
            point.sortTags(line);
            long timeNs = point.isTimed() ? point.timeNs() : arrivals.nextNs();
            journal().append(line, point, timeNs, arrivals.nowNs(), arrivals.nextTicksNs());
            journal().commit();
            model.arrived(
                    journal().nextSequence() - 1, trueNs, offsetNs,
                    point.isTimed() ? point.timeNs() : ClockModel.NO_TIME);
        }
    }

    /** The thread {@code journal} writes what is new. */
    void write() {
        try {
            kept.force();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        model.written();
    }

    /** The process is killed: what was not written is lost. */
    void kill() {
        model.killed();
        end();
    }

    void stop() throws IOException {
        kept.stop();
        kept.force();
        model.written();
        kept.markClean();
        end();
    }

    private void end() {
        kept.close();
        kept = null;
    }

    @Override
    public void close() {
        if (isRunning()) {
            end();
        }
        files.close();
    }
}
