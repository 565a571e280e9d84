package sensorgate.device;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command reads and writes, so that a test can bring its own. Text is UTF-8 whatever the
 * locale says: so is line protocol.
 *
 * @param in standard input
 * @param out results; buffered, flushed by whoever wants them seen now, and at the end
 * @param err everything else; each line at once
 */
record Streams(InputStream in, PrintStream out, PrintStream err) {

    private static final Path OUT = Path.of("/proc/self/fd/1");

    static Streams ofProcess() {
        return new Streams(
                System.in,
                ResultStream.to(new FileOutputStream(FileDescriptor.out), isRead(OUT)),
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
                        true,
                        StandardCharsets.UTF_8));
    }

    /** True of a pipe and of a socket: another program reads what is written. */
    private static boolean isRead(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().matches("(pipe|socket):.*");
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    /** Why results could not be written, {@code null} if they were or nobody wants them. */
    String outputFailure() {
        out.flush();
        return out instanceof ResultStream results ? results.failure() : null;
    }
}
