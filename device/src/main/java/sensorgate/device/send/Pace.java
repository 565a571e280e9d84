package sensorgate.device.send;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Spreads datagrams evenly over time: nobody sends again what a receiver had no room for. After a
 * pause it catches up a few milliseconds, never more.
 */
public final class Pace {

    private static final long CATCH_UP_NS = 5_000_000;

    private final long intervalNs;
    private final LongSupplier clockNs;
    private final LongConsumer sleepNs;
    private long dueNs;

    /** At most {@code rate} a second, or without bounds if it is 0. */
    public Pace(int rate) {
        this(rate, System::nanoTime, LockSupport::parkNanos);
    }

    public Pace(int rate, LongSupplier clockNs, LongConsumer sleepNs) {
        this.intervalNs = rate == 0 ? 0 : 1_000_000_000L / rate;
        this.clockNs = clockNs;
        this.sleepNs = sleepNs;
        this.dueNs = clockNs.getAsLong();
    }

    /** Waits until the next datagram may be sent. */
    public void await() {
        if (intervalNs == 0) {
            return;
        }
        long nowNs = clockNs.getAsLong();
        while (dueNs - nowNs > 0) {
            sleepNs.accept(dueNs - nowNs);
            nowNs = clockNs.getAsLong();
        }
        dueNs = Math.max(dueNs, nowNs - CATCH_UP_NS) + intervalNs;
    }
}
