package sensorgate.udp;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The time of arrival, nanoseconds since 1970; each point gets a later time than the point before.
 * The machine's clock gives milliseconds without allocating; {@link System#nanoTime()} gives the
 * digits below.
 *
 * <p>When the machine's clock is set, as on a Pi that finds its time server, this clock follows. A
 * step back of {@value #BACK_NS} ns or less makes times stand still until the machine's clock
 * catches up; after a larger step times go back too, but do not repeat. Times of points differ in
 * their upper bits, or else in the mark below:
 *
 * <pre>
 *  63                              8        3            1         0
 *  | time, in steps of 256 ns      | start  | steps back | stamped |
 * </pre>
 *
 * <p>The number of the start is modulo 32, that of the larger steps back in this process modulo 4.
 * A time that is corrected later is a multiple of 256: see {@link sensorgate.journal.Clocks}.
 * Belongs to the UDP thread.
 */
public final class ArrivalClock {

    private static final long BACK_NS = 1_000_000_000;
    private static final long DRIFT_NS = 2_000_000;
    private static final long GRAIN_NS = 256;
    private static final long STAMPED = 1;
    private static final int BACK_SHIFT = 1;
    private static final int BACKS = 4;
    private static final int START_SHIFT = 3;
    private static final int STARTS = 32;

    private final LongSupplier wallMs;
    private final LongSupplier ticksNs;
    private final BooleanSupplier isRight;
    private long offsetNs;
    private long wallNs;
    private long nowNs;
    private long arrivedNs;
    private final long startMark;
    private long mark;
    private long backs;
    private long lastNs;
    private long lastTicksNs = Long.MIN_VALUE;

    /**
     * The machine's clock.
     *
     * @param start the number of this start of the gateway
     * @param isRight tells, without allocating, whether the clock is right
     */
    public ArrivalClock(int start, BooleanSupplier isRight) {
        this(start, System::currentTimeMillis, System::nanoTime, isRight);
    }

    /** A clock that reads {@code wallMs} since 1970 and {@code ticksNs} since any moment. */
    public ArrivalClock(
            int start, LongSupplier wallMs, LongSupplier ticksNs, BooleanSupplier isRight) {
        startMark = (long) Math.floorMod(start, STARTS) << START_SHIFT | STAMPED;
        mark = startMark;
        this.wallMs = wallMs;
        this.ticksNs = ticksNs;
        this.isRight = isRight;
        wallNs = wallMs.getAsLong() * 1_000_000;
        offsetNs = wallNs - ticksNs.getAsLong();
        lastNs = (wallNs & -GRAIN_NS) - GRAIN_NS;
    }

    /** Reads the machine's clocks. Call it for each batch, and when none came. */
    public void tick() {
        if (!isReadAsBefore() && !isReadAsBefore()) { // not an interruption between the clocks
            nowNs = wallNs;
            offsetNs = wallNs - arrivedNs;
        }
        if (nowNs < lastNs - BACK_NS) {
            lastNs = (nowNs & -GRAIN_NS) - GRAIN_NS;
            backs++;
            mark = startMark | backs % BACKS << BACK_SHIFT;
        }
    }

    /** Reads both clocks; true if they are as far apart as before. */
    private boolean isReadAsBefore() {
        arrivedNs = ticksNs.getAsLong();
        wallNs = wallMs.getAsLong() * 1_000_000;
        nowNs = arrivedNs + offsetNs;
        return Math.abs(nowNs - wallNs) <= DRIFT_NS;
    }

    /** The batch's time, nanoseconds since 1970. Two batches may have the same time. */
    public long nowNs() {
        return nowNs;
    }

    /** The time of arrival of the next point of this batch, nanoseconds since 1970. */
    public long nextNs() {
        lastNs = Math.max(nowNs & -GRAIN_NS, lastNs + GRAIN_NS);
        return lastNs | mark;
    }

    /**
     * The arrival of the next point on the clock of {@link System#nanoTime()}, with the mark; each
     * point gets a later one.
     */
    public long nextTicksNs() {
        final long nextNs = arrivedNs & -GRAIN_NS;
        lastTicksNs = lastTicksNs == Long.MIN_VALUE
                ? nextNs
                : Math.max(nextNs, lastTicksNs + GRAIN_NS);
        return lastTicksNs | mark;
    }

    /** True if the machine's clock is right now, as far as is known. */
    public boolean isRight() {
        return isRight.getAsBoolean();
    }

    /** The batch's arrival on the clock of {@link System#nanoTime()}, to compute ages. */
    public long arrivedNs() {
        return arrivedNs;
    }
}
