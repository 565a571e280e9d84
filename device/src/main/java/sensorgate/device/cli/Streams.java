package sensorgate.device.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes, so that a test can bring its own. Text is UTF-8 whatever the
 * locale says: so is line protocol.
 *
 * @param in standard input
 * @param out results; buffered, flushed by whoever wants them seen now, and at the end
 * @param err everything else; each line at once
 */
public record Streams(InputStream in, PrintStream out, PrintStream err) {

    public static Streams ofProcess() {
        return new Streams(
                System.in,
                ResultStream.to(new FileOutputStream(FileDescriptor.out), StandardStream.OUT.isRead()),
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
                        true,
                        StandardCharsets.UTF_8));
    }

    /** Why results could not be written, {@code null} if they were or nobody wants them. */
    public String outputFailure() {
        out.flush();
        return out instanceof ResultStream results ? results.failure() : null;
    }
}
