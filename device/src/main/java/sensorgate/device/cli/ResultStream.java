package sensorgate.device.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output. Like any PrintStream it ignores failed writes, but it keeps the reason, so that
 * the program can tell a full disk from a reader that has closed its pipe.
 */
public final class ResultStream extends PrintStream {

    private final Failures failures;

    /**
     * Prints to {@code target} through a buffer. If another program reads the output as a pipe,
     * {@code isRead} is true: then a failed write means that the reader has gone, which is no
     * failure. The exception's text cannot tell, since it is translated.
     */
    public ResultStream(OutputStream target, boolean isRead) {
        Failures failures = new Failures(target, isRead);
        super(new BufferedOutputStream(failures), false, StandardCharsets.UTF_8);
        this.failures = failures;
    }

    String failure() {
        return failures.first;
    }

    private static final class Failures extends OutputStream {

        private final OutputStream target;
        private final boolean isRead;
        private volatile String first;

        Failures(OutputStream target, boolean isRead) {
            this.target = target;
            this.isRead = isRead;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                target.write(bytes, from, length);
            } catch (IOException e) {
                if (first == null && !isRead) {
                    first = String.valueOf(e.getMessage());
                }
                throw e;
            }
        }
    }
}
