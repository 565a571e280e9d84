package sensorgate.device.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import sensorgate.device.Main;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;

/**
 * A call of the program, in this process.
 *
 * @param exitCode what it ended with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Called(int exitCode, String out, String err) {

    /** A call of the program's code with the streams of a test. */
    public interface Call {
        int run(Streams streams) throws Exception;
    }

    /** Checks that the program refused its arguments in one line with these words. */
    public void assertUsage(String... words) {
        assertEquals(1, err.lines().count(), err);
        assertEquals("", out);
        assertFailed(ExitCode.USAGE, words);
    }

    /** Checks the exit code and the message, by words that must be in the message. */
    public void assertFailed(int code, String... words) {
        assertTrue(err.startsWith("sensorgate: "), err);
        assertSaid(words);
        assertEquals(code, exitCode);
    }

    /** Checks what the program said, by words that must be there. */
    public void assertSaid(String... words) {
        for (String word : words) {
            assertTrue(err.contains(word), () -> word + " is not in " + err);
        }
    }

    public static Called with(String... arguments) {
        return withInput("", arguments);
    }

    public static Called withInput(String input, String... arguments) {
        try {
            return with(input, streams -> Main.run(List.of(arguments), streams));
        } catch (Exception e) {
            throw new AssertionError("the program catches its own", e);
        }
    }

    public static Called with(String input, Call call) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
        int exitCode = call.run(streams);
        streams.out().flush();
        streams.err().flush();
        return new Called(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }
}
