package sensorgate.support;

import java.util.function.LongSupplier;

/** A clock like {@link System#nanoTime()} that stands still until the test moves it. */
public final class FakeTicks implements LongSupplier {

    private volatile long nowNs = 1_000_000_000_000L;

    @Override
    public long getAsLong() {
        return nowNs;
    }

    /** Lets time pass; the test's thread only. */
    public void advanceMs(long ms) {
        nowNs = nowNs + ms * 1_000_000;
    }
}
