package sensorgate.device.late;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeGateway;

/** {@code sensorgate late}, its lines and exit codes. */
@Timeout(60)
final class LateCommandTest {

    private static final long NOW_NS = 1_764_000_000_000_000_000L; // 2025-11-24 16:00:00 UTC

    private static final String ALL = "slow v 5 -\ntemp,room=attic value 100 10\n"
            + "temp,room=living\\ room value 90000 60\nEND\n";

    @Test
    void namesTheLateOnesTheLongestSilenceFirst() throws Exception {
        Called called = late(Map.of(
                "LATE THAN 0s", ALL,
                "LATE", "temp,room=attic value 100 10\ntemp,room=living\\ room value 90000 60\n"
                        + "END\n"));
        assertEquals("""
                WARNING: 2 of 3 readings late; 1 without a usual interval, see --than
                temp,room=living\\ room value   silent for 25 h, since 2025-11-23 15:00, usually \
                every 60 s
                temp,room=attic value   silent for 100 s, since 15:58:20, usually every 10 s
                """, called.out());
        assertEquals(1, called.exitCode());
    }

    @Test
    void doesNotSayWhenAReadingFellSilentThatWasRestoredUnderAWrongClock() throws Exception {
        String line = "t v 10800 10 least\nEND\n";
        assertEquals("""
                WARNING: 1 of 1 reading late
                t v   silent for at least 3 h, since before a restart, usually every 10 s
                """, late(Map.of("LATE THAN 0s", line, "LATE", line)).out());
    }

    @Test
    void saysThatNoneIsLate() throws Exception {
        Map<String, String> script = Map.of("LATE THAN 0s", ALL, "LATE", "END\n");
        Called called = late(script);
        assertEquals(
                "OK: 0 of 3 readings late; 1 without a usual interval, see --than\n", called.out());
        assertEquals(0, called.exitCode());
        called = late(script, "--quiet");
        assertEquals("", called.out());
        assertEquals(0, called.exitCode());
    }

    @Test
    void takesAnAgeAndAPrefix() throws Exception {
        Called called = late(Map.of(
                "LATE s THAN 0s", "slow v 700 -\nEND\n", "LATE s THAN 10m",
                "slow v 700 -\nEND\n"), "--than=10m", "s", "--quiet");
        assertEquals("WARNING: 1 of 1 reading late, silent for 10m\n"
                + "slow v   silent for 11 min, since 15:48:20, no usual interval yet\n",
                called.out());
        assertEquals(1, called.exitCode());
    }

    /** A misspelt prefix must not look as if all were well. */
    @Test
    void doesNotKnowWithoutAReading() throws Exception {
        Called called = late(Map.of("LATE tmp THAN 0s", "END\n"), "tmp", "--quiet");
        assertTrue(called.out().startsWith("UNKNOWN: no reading begins with 'tmp'"), called.out());
        assertEquals(3, called.exitCode());
        called = late(Map.of("LATE THAN 0s", "END\n"));
        assertEquals("UNKNOWN: the gateway has no reading\n", called.out());
        assertEquals(3, called.exitCode());
    }

    @Test
    void aGatewayThatDoesNotAnswerIsCritical() throws Exception {
        Called called = Called.with("late", "--at", "127.0.0.1:" + FakeGateway.freePort());
        assertTrue(called.out().startsWith("CRITICAL: nobody listens at "), called.out());
        assertEquals(2, called.exitCode());
        called = late(Map.of("LATE THAN 0s", "ERR verb unknown request\n"));
        assertTrue(called.out().contains("answered ERR verb"), called.out());
        assertEquals(2, called.exitCode());
        called = late(Map.of("LATE THAN 0s", "something else\nEND\n"));
        assertEquals(2, called.exitCode());
    }

    @Test
    void anotherCommandLineIsRefused() {
        Called.with("late", "--than", "10").assertUsage("cannot use --than '10'");
        Called.with("late", "a", "b").assertUsage("at most one PREFIX");
        Called.with("late", "a b").assertUsage("write \\ and a space");
    }

    @Test
    void showsNothingThatWouldTurnATerminalAround() throws Exception {
        String line = "t\u202e v 700 -\nEND\n";
        Called called = late(
                Map.of("LATE THAN 0s", line, "LATE THAN 1s", line), "--than", "1s");
        assertTrue(called.out().contains("t\\u202e v   silent"), called.out());
    }

    private static Called late(Map<String, String> script, String... more) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(script)) {
            List<String> arguments = new ArrayList<>(List.of(more));
            arguments.add(gateway.at());
            return Called.with("", streams ->
                    new LateCommand(() -> NOW_NS, ZoneOffset.UTC).run(arguments, streams));
        }
    }
}
