package sensorgate.device;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output. Like any PrintStream it goes on when a write fails; but it keeps why, so that a
 * disk that is full is told from a reader that has read enough.
 */
final class ResultStream extends PrintStream {

    private final Failures failures;

    private ResultStream(Failures failures) {
        super(new BufferedOutputStream(failures), false, StandardCharsets.UTF_8);
        this.failures = failures;
    }

    /** Prints to {@code target}, buffered. */
    static ResultStream to(OutputStream target) {
        return new ResultStream(new Failures(target));
    }

    /** Why results are missing, {@code null} if none are or their reader has gone. */
    String failure() {
        return failures.first;
    }

    /** Remembers the first failure. */
    private static final class Failures extends OutputStream {

        private final OutputStream target;
        private volatile String first;

        Failures(OutputStream target) {
            this.target = target;
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
                note(String.valueOf(e.getMessage()));
                throw e;
            }
        }

        private void note(String why) {
            boolean isReaderGone = why.toLowerCase(Locale.ROOT).contains("pipe");
            if (first == null && !isReaderGone) {
                first = why;
            }
        }
    }
}
