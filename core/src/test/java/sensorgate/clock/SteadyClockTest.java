package sensorgate.clock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.linux.Libc;
import sensorgate.support.FaultyLibc;
import sensorgate.support.FaultyLibc.Call;
import sensorgate.support.Requires;

@Timeout(20)
final class SteadyClockTest {

    private static final long SECOND_NS = 1_000_000_000;

    @Test
    void runsLikeNanoTimeWhileTheMachineIsAwake() {
        Requires.that(Libc.isSupported(), "64-bit Linux");
        assertRunsLikeNanoTime(new SteadyClock());
        assertRunsLikeNanoTime(new SteadyClock(new FaultyLibc().fail(Call.CLOCK_GETTIME, 22)));
        assertRunsLikeNanoTime(new SteadyClock(null));
    }

    private static void assertRunsLikeNanoTime(LongSupplier clock) {
        long begunNs = System.nanoTime();
        long firstNs = clock.getAsLong();
        long nextNs = clock.getAsLong();
        long tookNs = System.nanoTime() - begunNs;
        assertTrue(nextNs >= firstNs, "goes back");
        assertTrue(nextNs - firstNs <= tookNs + SECOND_NS / 100, "runs faster");
    }
}
