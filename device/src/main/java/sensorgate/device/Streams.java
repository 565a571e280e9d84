package sensorgate.device;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes, so that a test can bring its own. Text is UTF-8 whatever the
 * locale says: so is line protocol. A write to a closed pipe is ignored, as PrintStream does.
 *
 * @param in standard input
 * @param out results; buffered, flushed by whoever wants them seen now, and at the end
 * @param err everything else; each line at once
 */
record Streams(InputStream in, PrintStream out, PrintStream err) {

    static Streams ofProcess() {
        return new Streams(
                System.in, print(FileDescriptor.out, false), print(FileDescriptor.err, true));
    }

    private static PrintStream print(FileDescriptor descriptor, boolean autoFlush) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)),
                autoFlush,
                StandardCharsets.UTF_8);
    }
}
