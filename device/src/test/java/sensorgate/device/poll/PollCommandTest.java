package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeGateway;

@Timeout(30)
class PollCommandTest {

    private static final Map<String, String> REPLIES = Map.of(
            "VALUE temp value", "21.5\n",
            "VALUE temp volume", "ERR unknown no such field\n",
            "GET temp", "temp value=21.5 17\ntemp battery=88i 17\nEND\n",
            "get temp", "temp value=21.5 17\nEND\n",
            "DUMP", "END value=1 16\nEND\n",
            "SINCE 0", "LOST 3\nEND value=1 16\ntemp value=21.5 17\nEND 7f.18\n",
            "PING", "PONG\n");

    private static final LineEditor NO_EDITOR = new LineEditor(Map.of(), "/", List.of());

    @Test
    void printsAValue() throws Exception {
        Called called = poll("VALUE", "temp", "value");
        assertEquals("21.5\n", called.out());
        assertEquals("", called.err());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void takesSeveralWordsOrOneAsTheRequest() throws Exception {
        assertEquals("21.5\n", poll("VALUE temp value").out());
    }

    @Test
    void printsAReplyOfManyLinesWithoutItsEnd() throws Exception {
        assertEquals("temp value=21.5 17\ntemp battery=88i 17\n", poll("GET", "temp").out());
        assertEquals("temp value=21.5 17\n", poll("get", "temp").out());
    }

    @Test
    void takesAPointOfAMeasurementNamedEndForAPoint() throws Exception {
        assertEquals("END value=1 16\n", poll("DUMP").out());
    }

    @Test
    void printsTheCursorThatReadsOn() throws Exception {
        assertEquals(
                "LOST 3\nEND value=1 16\ntemp value=21.5 17\nEND 7f.18\n",
                poll("SINCE", "0").out());
    }

    @Test
    void tellsAnErrorFromAReply() throws Exception {
        Called called = poll("VALUE", "temp", "volume");
        assertEquals("", called.out());
        assertEquals("ERR unknown no such field\n", called.err());
        assertEquals(ExitCode.REFUSED, called.exitCode());
    }

    @Test
    void answersAProgramInOrderWithEveryEnd() throws Exception {
        Called called = pollInput("PING\n\nGET temp\nVALUE temp volume\nSINCE 0\n");
        assertEquals(
                "PONG\n"
                + "temp value=21.5 17\ntemp battery=88i 17\nEND\n"
                + "ERR unknown no such field\n"
                + "LOST 3\nEND value=1 16\ntemp value=21.5 17\nEND 7f.18\n",
                called.out());
        assertEquals("", called.err());
        assertEquals(ExitCode.REFUSED, called.exitCode());
    }

    @Test
    void stopsAtQuit() throws Exception {
        Called called = pollInput("PING\nquit\nPING\n");
        assertEquals("PONG\n", called.out());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void promptsAPerson() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(REPLIES)) {
            PollCommand command = new PollCommand(() -> true, () -> NO_EDITOR);
            Called called = Called.with(
                    "GET temp\nVALUE temp volume\n",
                    streams -> command.run(List.of(gateway.at()), streams));
            assertEquals("> temp value=21.5 17\ntemp battery=88i 17\n> > \n", called.out());
            assertEquals("ERR unknown no such field\n", called.err());
            assertEquals(ExitCode.GOOD, called.exitCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "EXIT", " Quit ", "quit"})
    void aPersonEndsThePromptByExitOrQuit(String word) throws Exception {
        Called called = prompt(NO_EDITOR, "PING\n" + word + "\nPING\n");
        assertEquals("> PONG\n> ", called.out());
        assertEquals("", called.err());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void exitIsNoWordForAProgram() throws Exception {
        assertEquals(ExitCode.NOBODY_THERE, pollInput("exit\nPING\n").exitCode());
    }

    @Test
    void anArrowKeyIsNotSentButExplained() throws Exception {
        Called called = prompt(NO_EDITOR, "\033[A\nPING\n");
        assertEquals("> > PONG\n> \n", called.out());
        called.assertSaid("not sent: ", "arrow key", "sudo apt install rlwrap");
    }

    @Test
    void saysOnceHowToGetLineEditing() throws Exception {
        LineEditor none = new LineEditor(
                Map.of("TERM", "xterm", "PATH", "/nowhere"), "/", List.of("java"));
        assertEquals(LineEditor.INSTALL + "\n", prompt(none, "PING\nPING\n").err());
    }

    private static Called prompt(LineEditor editor, String input) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(
                Map.of("PING", "PONG\n", "QUIT", "."))) {
            PollCommand command = new PollCommand(() -> true, () -> editor);
            return Called.with(input, streams -> command.run(List.of(gateway.at()), streams));
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        String place = "127.0.0.1:" + FakeGateway.freePort();
        Called called = Called.with("poll", "--at", place, "PING");
        called.assertFailed(
                ExitCode.NOBODY_THERE, "nobody listens at " + place + " (TCP)", "sensorgate run",
                "--at");
    }

    @Test
    void saysThatAnotherControllerMayHoldTheConnection() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of("PING", ""))) {
            Called called = Called.with("poll", gateway.at(), "--timeout", "0.2", "PING");
            called.assertFailed(
                    ExitCode.NOBODY_THERE, gateway.place() + " did not answer in 0.2 s",
                    "another controller", "tcp.idle");
        }
    }

    @Test
    void saysThatTheConnectionWasClosedAtOnce() throws Exception {
        Called called = poll("NO SUCH REQUEST");
        called.assertFailed(ExitCode.NOBODY_THERE, " closed the connection", "tcp.allow");
    }

    @Test
    void takesNoValueThatTheConnectionCutShort() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of("VALUE a v", "21"))) {
            Called called = Called.with("poll", gateway.at(), "VALUE", "a", "v");
            assertEquals("", called.out());
            called.assertFailed(ExitCode.NOBODY_THERE, " closed the connection", "log");
        }
    }

    @Test
    void saysThatAReplyOfManyLinesBrokeOff() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of("DUMP", "a v=1 1\nb v="))) {
            Called called = Called.with("poll", gateway.at(), "DUMP");
            assertEquals("a v=1 1\n", called.out());
            assertEquals(ExitCode.NOBODY_THERE, called.exitCode());
        }
    }

    @Test
    void endsQuietlyWhenNobodyReadsTheReplies() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(REPLIES)) {
            PollCommand command = new PollCommand(() -> false, () -> NO_EDITOR);
            Called called = Called.with("", streams -> command.run(
                    List.of(gateway.at()),
                    new Streams(endless("PING\n"), closedPipe(), streams.err())));
            assertEquals("", called.err());
            assertEquals(ExitCode.GOOD, called.exitCode());
        }
    }

    private static Called poll(String... words) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(REPLIES)) {
            String[] arguments = new String[words.length + 2];
            arguments[0] = "poll";
            arguments[1] = gateway.at();
            System.arraycopy(words, 0, arguments, 2, words.length);
            return Called.with(arguments);
        }
    }

    private static Called pollInput(String input) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(REPLIES)) {
            return Called.withInput(input, "poll", gateway.at());
        }
    }

    private static PrintStream closedPipe() {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
    }

    private static InputStream endless(String text) {
        return new InputStream() {
            private int next;

            @Override
            public int read() {
                return text.charAt(next++ % text.length());
            }
        };
    }
}
