package sensorgate.device.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Standard output or standard error. Like any PrintStream it ignores failed writes, but it keeps
 * the reason, so that the program can tell a full disk from a reader that has closed its pipe.
 *
 * <p>Text that is printed goes through {@code shown}, which makes foreign text safe for a terminal;
 * bytes that are written do not.
 */
public final class ResultStream extends PrintStream {

    private final Failures failures;
    private final UnaryOperator<String> shown;

    /**
     * Prints to {@code target} through a buffer. If another program reads the output as a pipe,
     * {@code isRead} is true: then a failed write means that the reader has gone, which is no
     * failure. The exception's text cannot tell, since it is translated.
     *
     * @param isLineWise true to flush after each line
     * @param shown what becomes of each printed text
     */
    public ResultStream(
            OutputStream target, boolean isRead, boolean isLineWise, UnaryOperator<String> shown) {
        Failures failures = new Failures(target, isRead);
        super(new BufferedOutputStream(failures), isLineWise, StandardCharsets.UTF_8);
        this.failures = failures;
        this.shown = shown;
    }

    /** Prints a text; all other methods that print text end here. */
    @Override
    public void print(String text) {
        super.print(shown.apply(String.valueOf(text)));
    }

    @Override
    public void print(Object object) {
        print(String.valueOf(object));
    }

    @Override
    public void print(char[] text) {
        print(String.valueOf(text));
    }

    @Override
    public void print(char character) {
        print(String.valueOf(character));
    }

    @Override
    public void println(String text) {
        print(text);
        println();
    }

    @Override
    public void println(Object object) {
        println(String.valueOf(object));
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
