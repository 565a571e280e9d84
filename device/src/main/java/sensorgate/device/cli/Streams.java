package sensorgate.device.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.UnaryOperator;

/**
 * The streams of a command; a test brings its own. Text is UTF-8 in every locale, since line
 * protocol is.
 *
 * @param in standard input
 * @param out results; buffered, flushed when a command wants to show them, and at the end
 * @param err messages; each line is written at once
 */
public record Streams(InputStream in, PrintStream out, PrintStream err) {

    /**
     * The streams of this process. Each text that goes to a terminal passes through {@code safe}: a
     * sensor must not control the terminal of the person who looks at its readings. A pipe or a
     * file gets each text as it is.
     */
    public static Streams ofProcess(UnaryOperator<String> safe) {
        return new Streams(
                System.in,
                stream(FileDescriptor.out, StandardStream.OUT, false, safe),
                stream(FileDescriptor.err, StandardStream.ERROR, true, safe));
    }

    private static ResultStream stream(
            FileDescriptor descriptor, StandardStream stream, boolean isLineWise,
            UnaryOperator<String> safe) {
        return new ResultStream(
                new FileOutputStream(descriptor), stream.isRead(), isLineWise,
                stream.isTerminal() ? safe : UnaryOperator.identity());
    }

    /** Why results are missing; {@code null} if all are written, or their reader has gone. */
    public String outputFailure() {
        out.flush();
        return out instanceof ResultStream results ? results.failure() : null;
    }

    /** Prints a help text, wrapped for the terminal if standard output is one. */
    public void printHelp(String help) {
        boolean isTerminal = out instanceof ResultStream && StandardStream.OUT.isTerminal();
        out.print(isTerminal ? HelpText.wrapped(help, TerminalSize.now().columns()) : help);
    }
}
