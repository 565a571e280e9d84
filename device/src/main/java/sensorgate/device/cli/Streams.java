package sensorgate.device.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The streams of a command; a test brings its own. Text is UTF-8 in every locale, since line
 * protocol is.
 *
 * @param in standard input
 * @param out results; buffered, flushed when a command wants to show them, and at the end
 * @param err messages; each line is written at once
 */
public record Streams(InputStream in, PrintStream out, PrintStream err) {

    public static Streams ofProcess() {
        return new Streams(
                System.in,
                new ResultStream(
                        new FileOutputStream(FileDescriptor.out), StandardStream.OUT.isRead()),
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
                        true,
                        StandardCharsets.UTF_8));
    }

    /** Why results are missing; {@code null} if all are written, or their reader has gone. */
    public String outputFailure() {
        out.flush();
        return out instanceof ResultStream results ? results.failure() : null;
    }
}
