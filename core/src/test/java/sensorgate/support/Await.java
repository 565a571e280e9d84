package sensorgate.support;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what other threads and the kernel do: looks again until it holds, or time is up. */
public final class Await {

    private static final long LIMIT_NS = 10_000_000_000L;
    private static final long PAUSE_NS = 200_000;

    private Await() {}

    /** Returns once {@code holds}, and fails after 10 s. */
    public static void until(String what, BooleanSupplier holds) {
        if (!isSoon(holds)) {
            throw new AssertionError("not within 10 s: " + what);
        }
    }

    /** Returns once the number is the expected one, and fails after 10 s. */
    public static void untilEquals(String what, long expected, LongSupplier actual) {
        if (!isSoon(() -> actual.getAsLong() == expected)) {
            throw new AssertionError("not within 10 s: " + what + ": expected=" + expected
                    + ", actual=" + actual.getAsLong());
        }
    }

    private static boolean isSoon(BooleanSupplier holds) {
        long begunNs = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begunNs > LIMIT_NS) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return true;
    }
}
