package sensorgate.device.send;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Spreads datagrams evenly over time, since UDP never repeats a datagram that the receiver had no
 * room for. After a pause it catches up 5 ms, never more.
 */
public final class Pace {

    private static final long CATCH_UP_NS = 5_000_000;

    private final long intervalNs;
    private final LongSupplier clockNs;
    private final LongConsumer sleepNs;
    private long dueNs;

    /** At most {@code rate} datagrams a second; 0 is without limit. */
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
