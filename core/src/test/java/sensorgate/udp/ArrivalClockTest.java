package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of arrival on a machine whose clocks the test sets. */
final class ArrivalClockTest {

    private static final long MS = 1_000_000;
    private static final long GRAIN_NS = 256;
    private static final long SECOND = 1_000 * MS;
    private static final long HOUR = 3_600 * SECOND;
    private static final long YEAR = 365 * 24 * HOUR;

    /** The greatest error: 2 ms of drift, and 1 ms because the wall clock counts milliseconds. */
    private static final long ERROR_MAX_NS = 3 * MS;

    /** The two clocks of a machine. The wall clock can be set; the ticks only go forward. */
    private static final class Machine {

        private long wallNs = 1_700_000_000 * SECOND;
        private long ticksNs = -5 * SECOND; // ticks begin anywhere
        private long interruptedNs;

        void pass(long ns) {
            wallNs += ns;
            ticksNs += ns;
        }

        void set(long byNs) {
            wallNs += byNs;
        }

        long wallMs() {
            return Math.floorDiv(wallNs, MS);
        }

        long ticksNs() {
            long nowNs = ticksNs;
            pass(interruptedNs);
            interruptedNs = 0;
            return nowNs;
        }
    }

    private final Machine machine = new Machine();
    private final ArrivalClock clock =
            new ArrivalClock(1, machine::wallMs, machine::ticksNs, () -> true);

    @Test
    void tellsTheTimeOfTheWallClock() {
        clock.tick();
        assertIsWallTime(clock.nextNs());
        assertIsWallTime(clock.nowNs());
    }

    @Test
    void theMachinesOwnClockTellsTheTime() {
        ArrivalClock own = new ArrivalClock(1, () -> true);
        long beforeNs = System.currentTimeMillis() * MS;
        own.tick();
        long afterNs = System.currentTimeMillis() * MS;
        assertTrue(own.nowNs() >= beforeNs - ERROR_MAX_NS);
        assertTrue(own.nowNs() <= afterNs + ERROR_MAX_NS);
    }

    /** Else the journal would take the point for one from before a step of the clock. */
    @Test
    void anInterruptionBetweenTheClocksLeavesBothTimesOfAPointTogether() {
        clock.tick();
        final long apartNs = clock.nowNs() - clock.arrivedNs();
        machine.interruptedNs = SECOND;
        clock.tick();
        assertEquals(apartNs, clock.nowNs() - clock.arrivedNs());
        assertIsWallTime(clock.nowNs());
    }

    @Test
    void tellsArrivalsOnTheClockOfTicks() {
        machine.pass(123_456_789);
        machine.set(YEAR);
        clock.tick();
        assertEquals(machine.ticksNs(), clock.arrivedNs());
    }

    @Test
    void theBatchHasOneTimeAndEachOfItsPointsItsOwn() {
        clock.tick();
        long firstNs = clock.nextNs();
        final long batchNs = clock.nowNs();
        assertEquals(batchNs & -GRAIN_NS, firstNs & -GRAIN_NS);
        for (int i = 1; i <= 1000; i++) {
            assertEquals(firstNs + i * GRAIN_NS, clock.nextNs());
        }
        assertEquals(batchNs, clock.nowNs());
    }

    @Test
    void noTwoPointsHaveTheSameTimeThoughBatchesFollowClosely() {
        long lastNs = 0;
        for (int batch = 0; batch < 1000; batch++) {
            machine.pass(10);
            clock.tick();
            for (int i = 0; i < 64; i++) { // six times as many points as nanoseconds
                long nowNs = clock.nextNs();
                assertTrue(nowNs > lastNs);
                lastNs = nowNs;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, HOUR, -HOUR})
    void tellsTheTimeBetweenMillisecondsWhateverTheClockIsSetBy(long byNs) {
        clock.tick();
        clock.nextNs();
        machine.pass(MS);
        machine.set(byNs);
        clock.tick();
        long lastNs = clock.nextNs();
        for (int i = 0; i < 5_000; i++) {
            machine.pass(1_000);
            clock.tick();
            long nowNs = clock.nextNs();
            assertEquals(1_000, nowNs - lastNs, GRAIN_NS);
            lastNs = nowNs;
        }
        assertIsWallTime(lastNs);
    }

    @ParameterizedTest
    @ValueSource(longs = {10 * MS, SECOND, HOUR, 30 * YEAR})
    void followsAClockThatIsSetForward(long byNs) {
        clock.tick();
        clock.nextNs();
        machine.set(byNs);
        clock.tick();
        assertIsWallTime(clock.nextNs());
    }

    @ParameterizedTest
    @ValueSource(longs = {SECOND + 10 * MS, HOUR, 5 * HOUR, 30 * YEAR})
    void followsAClockThatIsSetBack(long byNs) {
        clock.tick();
        clock.nextNs();
        machine.set(-byNs);
        clock.tick();
        long nowNs = clock.nextNs();
        assertIsWallTime(nowNs);
        assertEquals(nowNs + GRAIN_NS, clock.nextNs());
    }

    @Test
    void followsAClockThatIsSetForwardInErrorAndBackAgain() {
        clock.tick();
        machine.set(10 * YEAR);
        clock.tick();
        clock.nextNs();
        machine.set(-10 * YEAR);
        machine.pass(SECOND);
        clock.tick();
        assertIsWallTime(clock.nextNs());
    }

    @ParameterizedTest
    @ValueSource(longs = {3 * MS, 500 * MS, SECOND - MS})
    void waitsForAClockThatWentBackByLessThanASecond(long byNs) {
        clock.tick();
        long lastNs = clock.nextNs();
        machine.set(-byNs);
        for (int i = 1; i <= 100; i++) {
            clock.tick();
            assertEquals(lastNs + i * GRAIN_NS, clock.nextNs());
        }
        machine.pass(byNs + MS); // the wall clock has caught up
        clock.tick();
        assertIsWallTime(clock.nextNs());
    }

    @Test
    void followsAClockThatGoesBackInSmallSteps() {
        clock.tick();
        clock.nextNs();
        for (int i = 0; i < 3; i++) {
            machine.set(-900 * MS);
            clock.tick();
            clock.nextNs();
        }
        long waitingNs = clock.nextNs() - machine.wallNs;
        assertTrue(waitingNs <= SECOND, () -> "ahead by ns=" + waitingNs);
    }

    /** A quartz is wrong by up to 100 ppm, a cheap one by more. */
    @ParameterizedTest
    @ValueSource(longs = {-500, -100, 100, 500})
    void followsTheWallClockWhenTheTicksDrift(long ppm) {
        long lastNs = 0;
        for (int i = 0; i < 36_000; i++) {
            machine.pass(100 * MS);
            machine.ticksNs += 100 * ppm; // ppm of 100 ms
            clock.tick();
            long nowNs = clock.nextNs();
            assertIsWallTime(nowNs);
            assertTrue(nowNs > lastNs);
            lastNs = nowNs;
        }
    }

    @Test
    void noTwoPointsHaveTheSameTimeWhileTheClockIsNotSetBackByASecond() {
        Random random = random();
        long lastNs = 0;
        for (int batch = 0; batch < 100_000; batch++) {
            machine.pass(random.nextLong(2 * MS));
            if (batch % 1_000 == 0) {
                machine.set(random.nextLong(-900 * MS, 900 * MS)); // the next round catches up
            }
            clock.tick();
            for (int points = random.nextInt(5); points > 0; points--) {
                long nowNs = clock.nextNs();
                assertTrue(nowNs > lastNs);
                lastNs = nowNs;
            }
        }
    }

    @Test
    void timesDifferAfterStepsBackAndInAnotherStart() {
        Set<Long> times = new HashSet<>();
        for (int start = 1; start <= 32; start++) {
            ArrivalClock other =
                    new ArrivalClock(start, machine::wallMs, machine::ticksNs, () -> true);
            for (int back = 0; back < 4; back++) {
                other.tick();
                for (int i = 0; i < 20_000; i++) {
                    assertTrue(times.add(other.nextNs()), "a time came twice");
                }
                machine.set(10 * SECOND); // seen forward, then back to where it was
                other.tick();
                times.add(other.nextNs());
                machine.set(-10 * SECOND);
            }
        }
    }

    @Test
    void ticksOfPointsRiseWithTheMarkOfTheirTimes() {
        long lastNs = Long.MIN_VALUE;
        for (int batch = 0; batch < 100; batch++) {
            machine.pass(1_000);
            machine.set(batch % 10 == 0 ? -HOUR : 0);
            clock.tick();
            for (int i = 0; i < 10; i++) {
                long ticksNs = clock.nextTicksNs();
                assertTrue((ticksNs & -GRAIN_NS) > (lastNs & -GRAIN_NS));
                assertEquals(clock.nextNs() & GRAIN_NS - 1, ticksNs & GRAIN_NS - 1);
                lastNs = ticksNs;
            }
        }
    }

    private void assertIsWallTime(long ns) {
        long errorNs = ns - machine.wallNs;
        assertTrue(Math.abs(errorNs) <= ERROR_MAX_NS, () -> "wrong by ns=" + errorNs);
    }

    /** Prints the seed; {@code -Dsensorgate.seed} repeats a failure. */
    private static Random random() {
        long seed = Long.getLong("sensorgate.seed", System.nanoTime());
        System.out.println("ArrivalClockTest: sensorgate.seed=" + seed);
        return new Random(seed);
    }
}
