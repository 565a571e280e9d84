package sensorgate.udp;

import java.util.function.LongSupplier;

/**
 * The time of arrival, nanoseconds since 1970. Each point gets a later time than the point before.
 * Only when the machine's clock is set back by more than {@value #BACK_NS} ns do the times go back
 * too, and may repeat; a smaller step back makes them wait. The clock gives milliseconds without
 * allocating; {@link System#nanoTime()} gives the rest. Owned by the UDP thread.
 */
public final class ArrivalClock {

    private static final long BACK_NS = 1_000_000_000;
    private static final long DRIFT_NS = 2_000_000;

    private final LongSupplier wallMs;
    private final LongSupplier ticksNs;
    private long offsetNs;
    private long nowNs;
    private long arrivedNs;
    private long lastNs = Long.MIN_VALUE;

    /** A clock on the machine's own. */
    public ArrivalClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    /** A clock on given ones: milliseconds since 1970, and nanoseconds since any moment. */
    public ArrivalClock(LongSupplier wallMs, LongSupplier ticksNs) {
        this.wallMs = wallMs;
        this.ticksNs = ticksNs;
        offsetNs = wallMs.getAsLong() * 1_000_000 - ticksNs.getAsLong();
    }

    /** Looks at the machine's clocks; once a batch, and when none came. */
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

    /** The batch's time, nanoseconds since 1970; several may have the same. */
    public long nowNs() {
        return nowNs;
    }

    /** The time of arrival for one more point of this batch, nanoseconds since 1970. */
    public long nextNs() {
        lastNs = Math.max(nowNs, lastNs + 1);
        return lastNs;
    }

    /** The batch's arrival on the clock of {@link System#nanoTime()}, for ages. */
    public long arrivedNs() {
        return arrivedNs;
    }
}
