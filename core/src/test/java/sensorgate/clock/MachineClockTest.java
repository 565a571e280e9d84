package sensorgate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.clock.ClockState.Trust;
import sensorgate.count.Stat;

/** A clock that is set by time servers and by hand, seen every five seconds. */
@Timeout(20)
final class MachineClockTest {

    private static final long LOOK_MS = 5_000;
    private static final long HOUR_MS = 3_600_000;
    private static final long YEAR_MS = 8_766 * HOUR_MS;
    private static final long BEGUN_MS = 1_790_000_000_000L;

    /** A program that sets the clock, as the test says. */
    private static final class Program implements TimeProgram {
        private final String name;
        private Evidence evidence;
        private long stamp;
        private int asked;
        private Runnable onAsk = () -> { };

        Program(String name) {
            this.name = name;
        }

        void compares() {
            evidence = new Evidence(name, ++stamp);
        }

        @Override
        public Evidence ask() {
            asked++;
            onAsk.run();
            return evidence;
        }
    }

    private final Program timesync = new Program("systemd-timesyncd");
    private final Program chrony = new Program("chrony");
    private final List<String> notices = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private long steadyMs = 77_000;
    private long steppedMs;
    private LongSupplier steadyNs = () -> steadyMs * 1_000_000;
    private MachineClock clock = machine();

    @Test
    void knowsNothingBeforeAProgramSpeaks() {
        look();
        assertEquals(Trust.UNKNOWN, clock.state().trust());
        assertFalse(clock.state().isRight());
        assertFalse(clock.state().wasRight());
        assertEquals("", clock.state().source());
        assertEquals(0, stat("clock_synchronised"));
        assertEquals(List.of(), notices);
        assertEquals(List.of(), troubles);
    }

    @Test
    void isRightOnceATimeServerHasSetIt() {
        look();
        step(8 * HOUR_MS);
        timesync.compares();
        look();
        assertTrue(clock.state().isRight());
        assertEquals("systemd-timesyncd", clock.state().source());
        assertEquals(1, stat("clock_synchronised"));
        assertEquals(8 * HOUR_MS, stat("clock_stepped_ms"));
        assertEquals(List.of("this machine's clock was set 8 h forward, by a time server"
                + " (systemd-timesyncd)"), notices);
        assertEquals(steadyMs * 1_000_000, clock.state().sinceNs());
    }

    @ParameterizedTest
    @ValueSource(longs = {
        1_000, -1_000, HOUR_MS, -HOUR_MS, 20 * YEAR_MS, -20 * YEAR_MS
    })
    void datesWhatArrivedBeforeTheLastStepUntilItWasRight(long stepMs) {
        final long arrivedNs = ticksNs();
        assertEquals(Long.MIN_VALUE, clock.state().untilNs());
        look();
        assertEquals(Long.MIN_VALUE, clock.state().untilNs(), "nothing to correct");
        step(-3 * HOUR_MS);
        look();
        step(stepMs);
        look();
        final long rightNs = wallMs() * 1_000_000 - (ticksNs() - arrivedNs);
        assertEquals(rightNs, arrivedNs + clock.state().offsetNs());
        final long untilNs = clock.state().untilNs();
        assertEquals(ticksNs(), untilNs);
        timesync.compares();
        look();
        step(HOUR_MS); // by hand: corrects nothing
        look();
        assertTrue(clock.state().wasRight());
        assertEquals(rightNs, arrivedNs + clock.state().offsetNs());
        assertEquals(untilNs, clock.state().untilNs());
    }

    @Test
    void aStepThatIsSeenWithItsTimeServerDatesWhatArrivedBefore() {
        look();
        step(8 * HOUR_MS);
        timesync.compares();
        look();
        assertTrue(clock.state().isRight());
        assertEquals(ticksNs(), clock.state().untilNs());
        assertEquals(wallMs() * 1_000_000 - ticksNs(), clock.state().offsetNs());
    }

    /** A program sets the clock and answers, between two lines of a look. */
    @Test
    void isNotRightBeforeItsStepWasSeen() {
        chrony.onAsk = () -> {
            step(8 * HOUR_MS);
            chrony.compares();
            chrony.onAsk = () -> { };
        };
        look();
        assertTrue(clock.state().isRight());
        assertEquals(8 * HOUR_MS, stat("clock_stepped_ms"));
        assertEquals(wallMs() * 1_000_000 - ticksNs(), clock.state().offsetNs());
        look();
        assertTrue(clock.state().isRight());
    }

    @Test
    void isNotRightWhileItsStepMayBeUnseen() {
        look();
        step(8 * HOUR_MS);
        chrony.compares();
        LongSupplier quick = steadyNs;
        steadyNs = () -> (steadyMs += 100) * 1_000_000; // each reading of a clock takes 100 ms
        look();
        assertFalse(clock.state().isRight());
        steadyNs = quick;
        look();
        assertTrue(clock.state().isRight());
        assertEquals(8 * HOUR_MS, stat("clock_stepped_ms"));
    }

    /** A thread may be interrupted between the first clocks: that is no step. */
    @Test
    void aBusyMachineAtTheBeginningIsNoStep() {
        LongSupplier quick = steadyNs;
        int[] readings = {0};
        steadyNs = () -> {
            long nowNs = steadyMs * 1_000_000;
            steadyMs += ++readings[0] <= 8 ? 150 : 0; // then the thread is interrupted
            return nowNs;
        };
        clock = machine();
        assertEquals(clock.begun().wallNs(), wallMs() * 1_000_000);
        assertEquals(clock.begun().ticksNs(), ticksNs());
        steadyNs = quick;
        look();
        assertEquals(0, stat("clock_stepped_ms"));
        assertEquals(Long.MIN_VALUE, clock.state().untilNs());
    }

    @Test
    void aMachineThatIsBusyForLongIsComparedLater() {
        LongSupplier quick = steadyNs;
        steadyNs = () -> (steadyMs += 100) * 1_000_000;
        clock = machine();
        assertNull(clock.begun());
        steadyNs = quick;
        look();
        assertEquals(0, stat("clock_stepped_ms"));
        step(HOUR_MS);
        look();
        assertEquals(HOUR_MS, stat("clock_stepped_ms"));
    }

    @Test
    void isNotRightAnyMoreOnceSomebodySetsItByHand() {
        timesync.compares();
        look();
        step(-HOUR_MS);
        look();
        assertEquals(Trust.SET, clock.state().trust());
        assertEquals(0, stat("clock_synchronised"));
        assertEquals(-HOUR_MS, stat("clock_stepped_ms"));
        assertEquals(List.of("this machine's clock was set 60 min back, not by a time server:"
                + " earlier points keep their times"), troubles);
        look();
        look();
        assertEquals(Trust.SET, clock.state().trust(), "old evidence proves nothing");
        step(HOUR_MS);
        timesync.compares();
        look();
        assertTrue(clock.state().isRight());
        assertEquals(0, stat("clock_stepped_ms"));
        assertEquals(1, troubles.size(), troubles::toString);
        assertEquals("this machine's clock was set 60 min forward, by a time server"
                + " (systemd-timesyncd)", notices.getLast());
    }

    @Test
    void staysRightWhenATimeServerStepsIt() {
        chrony.compares();
        look();
        step(2_000);
        chrony.compares();
        look();
        assertTrue(clock.state().isRight());
        assertEquals(List.of(), troubles);
        assertEquals("this machine's clock was set 2.0 s forward, by a time server (chrony)",
                notices.getLast());
    }

    @Test
    void staysRightWithoutATimeServer() {
        chrony.compares();
        look();
        chrony.evidence = null; // restarted, or without a network
        for (int i = 0; i < 1_000; i++) {
            look();
        }
        assertTrue(clock.state().isRight());
        assertEquals(1, notices.size(), notices::toString);
    }

    /** timesyncd's file stays until the next boot; another program may set the clock now. */
    @Test
    void believesTheProgramThatSpeaksAnewBeforeTheOneThatDoesNot() {
        timesync.compares();
        chrony.compares();
        look();
        step(HOUR_MS);
        look();
        assertEquals(Trust.SET, clock.state().trust());
        step(-HOUR_MS);
        chrony.compares();
        look();
        assertTrue(clock.state().isRight());
        assertEquals("chrony", clock.state().source());
    }

    @Test
    void saysOnceThatNoTimeServerComes() {
        for (int i = 0; i < 1_000; i++) {
            look();
        }
        assertEquals(Trust.NEVER, clock.state().trust());
        assertEquals(1, troubles.size(), troubles::toString);
        assertTrue(troubles.getFirst().startsWith("no time server has set"), troubles::toString);
        assertEquals(List.of(), notices);
        int asked = chrony.asked;
        for (int i = 0; i < 120; i++) {
            look();
        }
        assertEquals(asked + 10, chrony.asked, "once a minute");
        timesync.compares();
        for (int i = 0; i < 12; i++) {
            look();
        }
        assertTrue(clock.state().isRight(), "a time server may come late");
    }

    @Test
    void saysThatSomebodySetTheClockOfAMachineWithoutATimeServer() {
        step(-20 * YEAR_MS);
        look();
        assertEquals(List.of("this machine's clock was set 7305 days back, by hand or by an"
                + " unknown program"), notices);
    }

    @Test
    void addsUpStepsThatComeTooFast() {
        for (int i = 0; i < 12; i++) {
            step(i % 2 == 0 ? 3_000 : -1_000);
            look();
        }
        assertEquals(1, notices.size(), notices::toString);
        look();
        assertEquals("this machine's clock was set 9.0 s forward, by hand or by an unknown"
                + " program", notices.getLast());
        assertEquals(12_000, stat("clock_stepped_ms"));
    }

    @Test
    void aSmallStepIsCountedAndNotTold() {
        step(999);
        look();
        step(-50);
        look();
        assertEquals(999, stat("clock_stepped_ms"));
        assertEquals(List.of(), notices);
    }

    @Test
    void aThreadThatWasInterruptedBetweenTheClocksSeesNoStep() {
        steadyNs = () -> (steadyMs += 300) * 1_000_000;
        clock = machine();
        look();
        assertEquals(0, stat("clock_stepped_ms"));
    }

    /** Against a plain model, for many schedules. */
    @Test
    void neverIsRightAfterAStepWithoutNewEvidence() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int schedule = 0; schedule < 2_000; schedule++) {
            chrony.evidence = null;
            timesync.evidence = null;
            long fromMs = steppedMs;
            clock = machine();
            boolean isRight = false;
            for (int i = 0; i < 30; i++) {
                boolean isStep = random.nextInt(4) == 0;
                boolean isCompared = random.nextInt(4) == 0;
                if (isStep) {
                    long[] sizes = {1_000, HOUR_MS, 20 * YEAR_MS};
                    step(sizes[random.nextInt(3)] * (random.nextBoolean() ? 1 : -1));
                }
                if (isCompared) {
                    (random.nextBoolean() ? chrony : timesync).compares();
                }
                steadyMs += 60_000; // programs are asked at each look
                look();
                isRight = isCompared || isRight && !isStep;
                assertEquals(isRight, clock.state().isRight(), "seed=" + seed);
                assertEquals(steppedMs - fromMs, stat("clock_stepped_ms"), "seed=" + seed);
            }
        }
    }

    /** Another clock than the steady one, as after a sleep. */
    private long ticksNs() {
        return steadyMs * 1_000_000 - 5_000_000_123L;
    }

    private MachineClock machine() {
        return new MachineClock(
                this::wallMs, () -> steadyNs.getAsLong(), this::ticksNs,
                List.of(timesync, chrony), notices::add, troubles::add);
    }

    private void look() {
        steadyMs += LOOK_MS;
        clock.look();
    }

    private void step(long ms) {
        steppedMs += ms;
    }

    private long wallMs() {
        return BEGUN_MS + steadyMs + steppedMs;
    }

    private long stat(String name) {
        return clock.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .map(Stat::value)
                .findFirst()
                .orElseThrow()
                .getAsLong();
    }
}
