package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sensorgate.count.Loop;

class HeartbeatTest {

    private static final long MS = 1_000_000;

    /** A loop that the test runs, with a count of its wake-ups. */
    private static final class TestLoop {

        private long rounds;
        private int woken;

        Loop loop(String name) {
            return new Loop(name, () -> rounds, () -> woken++);
        }
    }

    private final TestLoop udp = new TestLoop();
    private final TestLoop keeper = new TestLoop();
    private final List<String> log = new ArrayList<>();
    private int beats;
    private boolean isDeaf;

    private final Heartbeat heartbeat = new Heartbeat(
            1_000 * MS, List.of(udp.loop("udp"), keeper.loop("keeper")), this::beat, log::add,
            7 * MS);

    @Test
    void beatsAtHalfTheInterval() {
        goRound();
        assertEquals(400 * MS, turn(100));
        assertEquals(0, beats);
        assertEquals(500 * MS, turn(500));
        assertEquals(1, beats);
        goRound();
        assertEquals(1 * MS, turn(999));
        assertEquals(500 * MS, turn(1_000));
        assertEquals(2, beats);
    }

    @Test
    void wakesALoopThatWaitsAndBeatsOnceItHasGoneRound() {
        udp.rounds++;
        assertTrue(turn(500) <= 100 * MS);
        assertEquals(0, beats);
        assertEquals(1, keeper.woken);
        assertEquals(0, udp.woken);
        keeper.rounds++;
        turn(550);
        assertEquals(1, beats);
        assertEquals(List.of(), log);
    }

    @Test
    void aRoundFromBeforeTheLastBeatProvesNothing() {
        goRound();
        turn(500);
        turn(1_000);
        turn(1_400);
        assertEquals(1, beats);
    }

    @Test
    void namesWhatHangsOnceAndSaysWhenItGoesOn() {
        keeper.rounds++;
        for (int ms = 500; ms < 3_000; ms += 50) {
            turn(ms);
        }
        assertEquals(0, beats);
        assertEquals(1, log.size(), log.toString());
        assertTrue(log.getFirst().endsWith(" 750 ms: udp"), log.getFirst());
        udp.rounds++;
        turn(3_000);
        assertEquals(1, beats);
        assertTrue(log.getLast().contains("again, after 3000 ms"), log.getLast());
    }

    @Test
    void namesAllThatHang() {
        turn(500);
        turn(900);
        assertEquals(1, log.size(), log.toString());
        assertTrue(log.getFirst().endsWith(" 900 ms: udp, keeper"), log.getFirst());
    }

    /** A stopped process ran no loop: the heartbeat wakes each loop before blaming the loop. */
    @Test
    void accusesNoLoopRightAfterTheProcessWasStopped() {
        turn(5_000);
        assertEquals(List.of(), log);
        goRound();
        turn(5_050);
        assertEquals(1, beats);
        assertEquals(List.of(), log);
    }

    @Test
    void beatsAgainSoonWhereTheBeatDidNotArrive() {
        goRound();
        isDeaf = true;
        assertTrue(turn(500) <= 100 * MS);
        isDeaf = false;
        assertEquals(500 * MS, turn(550));
        assertEquals(1, beats);
        assertEquals(List.of(), log);
    }

    private boolean beat() {
        beats += isDeaf ? 0 : 1;
        return !isDeaf;
    }

    @Test
    void keepsTheIntervalThatThisProcessIsAskedFor() {
        assertEquals(60_000 * MS, intervalNs(Map.of("WATCHDOG_USEC", "60000000")));
        assertEquals(
                2 * MS, intervalNs(Map.of("WATCHDOG_USEC", "2000", "WATCHDOG_PID", "42")));
        assertEquals(0, intervalNs(Map.of("WATCHDOG_USEC", "2000", "WATCHDOG_PID", "43")));
        assertEquals(0, intervalNs(Map.of()));
        assertEquals(0, intervalNs(Map.of("WATCHDOG_USEC", "0")));
        assertEquals(0, intervalNs(Map.of("WATCHDOG_USEC", "soon")));
        assertEquals(0, intervalNs(Map.of("WATCHDOG_USEC", "18446744073709551615")));
    }

    private static long intervalNs(Map<String, String> environment) {
        return Heartbeat.intervalNs(environment, 42);
    }

    private void goRound() {
        udp.rounds++;
        keeper.rounds++;
    }

    private long turn(long ms) {
        return heartbeat.turn((7 + ms) * MS);
    }
}
