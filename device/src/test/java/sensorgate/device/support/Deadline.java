package sensorgate.device.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another thread or process does. */
public final class Deadline {

    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    private Deadline() {}

    public static void await(Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!condition.call()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "it did not come about in time");
            Thread.onSpinWait();
        }
    }
}
