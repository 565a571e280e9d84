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
 * catches up; after a larger one times go back too, and may repeat. Belongs to the UDP thread.
 */
public final class ArrivalClock {

    private static final long BACK_NS = 1_000_000_000;
    private static final long DRIFT_NS = 2_000_000;

    private final LongSupplier wallMs;
    private final LongSupplier ticksNs;
    private final BooleanSupplier isRight;
    private long offsetNs;
    private long nowNs;
    private long arrivedNs;
    private long lastNs = Long.MIN_VALUE;

    /** The machine's clock; {@code isRight} tells, without allocating, whether it is right. */
    public ArrivalClock(BooleanSupplier isRight) {
        this(System::currentTimeMillis, System::nanoTime, isRight);
    }

    /** A clock that reads {@code wallMs} since 1970 and {@code ticksNs} since any moment. */
    public ArrivalClock(LongSupplier wallMs, LongSupplier ticksNs, BooleanSupplier isRight) {
        this.wallMs = wallMs;
        this.ticksNs = ticksNs;
        this.isRight = isRight;
        offsetNs = wallMs.getAsLong() * 1_000_000 - ticksNs.getAsLong();
    }

    /** Reads the machine's clocks. Call it for each batch, and when none came. */
    public void tick() {
        arrivedNs = ticksNs.getAsLong();
        long wallNs = wallMs.getAsLong() * 1_000_000;
        nowNs = arrivedNs + offsetNs;
        if (Math.abs(nowNs - wallNs) > DRIFT_NS) {
            nowNs = wallNs;
            offsetNs = wallNs - arrivedNs;
        }
        if (nowNs < lastNs - BACK_NS) {
            lastNs = nowNs - 1;
        }
    }

    /** The batch's time, nanoseconds since 1970. Two batches may have the same time. */
    public long nowNs() {
        return nowNs;
    }

    /** The time of arrival of the next point of this batch, nanoseconds since 1970. */
    public long nextNs() {
        lastNs = Math.max(nowNs, lastNs + 1);
        return lastNs;
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
