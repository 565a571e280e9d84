package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeGateway;

/** {@code watch} at the command line, without a terminal. */
@Timeout(30)
final class WatchCommandTest {

    private static final Map<String, String> REPLIES = Map.of(
            "SINCE now", "END 5d0c41e7.3\n",
            "SINCE 0 2000", "END 5d0c41e7.3\n",
            "SINCE 5d0c41e7.3 2000", "END 5d0c41e7.3\n",
            "DUMP", "temp value=21.5 17\ntemp battery=88i 17\nEND\n",
            "DUMP temp", "temp value=21.5 17\nEND\n",
            "LATE", "END\n",
            "LATE THAN 0s", "END\n",
            "LATE temp", "END\n",
            "LATE temp THAN 0s", "END\n",
            "STATS", "received 2\nstored 1\nreadings_per_s 1\nreadings_per_min 2\ndenied 3\nEND\n");

    private static final String TABLE = """
            READING       VALUE     AGE          RATE  LAST VALUES
            temp battery     88       ?                ▄
            temp value     21.5       ?                ▄
            2 readings; 1/s, 2 in the last minute; 2 datagrams received, 1 line stored
            lost: 3 denied
            """;

    @Test
    void printsTheTableOnceWhereThereIsNoTerminal() throws Exception {
        try (FakeGateway gateway = FakeGateway.answeringAll(REPLIES)) {
            Called called = Called.with("", streams ->
                    new WatchCommand(() -> false).run(List.of(gateway.at()), streams));
            assertEquals(TABLE, called.out());
            assertEquals("", called.err());
            assertEquals(ExitCode.GOOD, called.exitCode());
        }
    }

    @Test
    void printsTheTableOnceIfItIsToldSo() throws Exception {
        try (FakeGateway gateway = FakeGateway.answeringAll(REPLIES)) {
            Called called = Called.with("", streams -> new WatchCommand(() -> true).run(
                    List.of(gateway.at(), "--once", "--interval=0.1", "temp"), streams));
            assertTrue(called.out().contains("temp value"), called.out());
            assertTrue(!called.out().contains("battery"), called.out());
            assertEquals(ExitCode.GOOD, called.exitCode());
        }
    }

    @Test
    void printsItAgainAndAgainUntilNobodyReadsIt() throws Exception {
        try (FakeGateway gateway = FakeGateway.answeringAll(REPLIES)) {
            StringBuilder printed = new StringBuilder();
            PrintStream out = new PrintStream(pipeOf(printed, 2 * TABLE.length()));
            Called called = Called.with("", streams -> new WatchCommand(() -> false).run(
                    List.of(gateway.at(), "--interval=0.1"),
                    new Streams(streams.in(), out, streams.err())));
            assertEquals(ExitCode.GOOD, called.exitCode());
            String[] tables = printed.toString().split("\n\n");
            assertTrue(tables.length > 1, printed::toString);
        }
    }

    @Test
    void endsWhenTheGatewayGoesWhereThereIsNoTerminal() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of("SINCE now", "END 5d"))) {
            Called called = Called.with("watch", gateway.at(), "--once");
            assertEquals("", called.out());
            assertTrue(called.err().contains(" closed the connection "), called.err());
            assertEquals(ExitCode.NOBODY_THERE, called.exitCode());
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        Called called = Called.with("watch", "--at=127.0.0.1:" + FakeGateway.freePort());
        assertEquals("", called.out());
        assertTrue(called.err().startsWith("sensorgate: nobody listens at "), called.err());
        assertEquals(ExitCode.NOBODY_THERE, called.exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--interval=0      | --interval; '0'; from 0.1 to 3600",
        "--interval=1s     | --interval; '1s'; from 0.1 to 3600",
        "--interval=3601   | --interval; '3601'; from 0.1 to 3600",
        "--onse            | --onse; did you mean --once?",
        "--at=:1           | ':1'; HOST:PORT",
        "living room       | living room; PREFIX; \\",
    })
    void refusesWhatIsWrong(String argument, String words) {
        Called.with("watch", argument).assertUsage(words.split("; "));
    }

    @Test
    void takesOnePrefix() {
        Called.with("watch", "temp", "humidity").assertUsage("one PREFIX");
    }

    @Test
    void helps() {
        Called called = Called.with("watch", "--help");
        assertTrue(called.out().contains("examples:\n  sudo sensorgate watch\n"), called.out());
        assertTrue(called.out().lines().allMatch(line -> line.length() <= 100));
    }

    /** A pipe whose reader closes it after this number of bytes. */
    private static OutputStream pipeOf(StringBuilder printed, int bytesMax) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (printed.length() >= bytesMax) {
                    throw new IOException("Broken pipe");
                }
                printed.append((char) b);
            }
        };
    }
}
