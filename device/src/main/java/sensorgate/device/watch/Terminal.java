package sensorgate.device.watch;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.SignalHook;

/**
 * The terminal of the process, as a screen: the alternate screen without a cursor, keys without
 * Enter. {@link #close()} restores the terminal; a signal that ends the process does so, too.
 * {@code stty}, which every Linux has, reads and changes the settings.
 */
final class Terminal implements AutoCloseable {

    record Size(int lines, int columns) {

        /** The size to assume if the terminal does not tell its own. */
        static final Size USUAL = new Size(24, 80);

        static Size parse(String text) {
            String[] words = text.strip().split(" ");
            boolean isSize = words.length == 2
                    && words[0].matches("[1-9]\\d{0,3}") && words[1].matches("[1-9]\\d{0,3}");
            return isSize
                    ? new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]))
                    : USUAL;
        }
    }

    private static final Path TTY = Path.of("/dev/tty");

    /** Alternate screen, no cursor, no wrapping of lines; LEAVE undoes all three. */
    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

    private static final String[] KEYS = {
        "-icanon", "-echo", "-ixon", "min", "1", "time", "0",
        "susp", "undef", // Ctrl-Z would stop the process before it restores the terminal
    };

    private static final long STTY_WAIT_MS = 2_000;

    /** How long a signal waits for a terminal that accepts no output. */
    private static final long LEAVE_WAIT_MS = 1_000;

    private final String settings;
    private final InputStream input;
    private final OutputStream output;
    private final SignalHook hook;

    /** Held during each write: nothing may follow {@link #LEAVE}. */
    private final ReentrantLock writing = new ReentrantLock();
    private boolean closed;

    private Terminal(String settings) throws IOException {
        this.settings = settings;
        input = new FileInputStream(TTY.toFile());
        output = new FileOutputStream(TTY.toFile());
        hook = new SignalHook(this::endProcess);
    }

    static Terminal open() throws IOException {
        Terminal terminal = new Terminal(stty("-g").strip());
        try {
            stty(KEYS);
            terminal.write(ENTER);
            return terminal;
        } catch (IOException | RuntimeException | Error e) {
            terminal.close();
            throw e;
        }
    }

    /** The present size; takes some milliseconds. */
    Size size() {
        try {
            return Size.parse(stty("size"));
        } catch (IOException _) {
            return Size.USUAL;
        }
    }

    /** The next byte from the keyboard; -1 if the terminal has gone. */
    int read() {
        try {
            return input.read();
        } catch (IOException _) {
            return -1;
        }
    }

    /** Writes text and escape sequences; does nothing after {@link #close()}. */
    void write(String text) throws IOException {
        writing.lock();
        try {
            if (!closed) {
                output.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        leave();
        hook.remove();
    }

    /** Runs when a signal ends the process. */
    private void endProcess() {
        leave();
        Runtime.getRuntime().halt(ExitCode.GOOD);
    }

    private void leave() {
        boolean isLocked = tryLock();
        try {
            if (!closed) {
                closed = true;
                if (isLocked) {
                    output.write(LEAVE.getBytes(StandardCharsets.US_ASCII));
                }
                stty(settings);
            }
        } catch (IOException _) {
            // the terminal has gone: nothing to restore
        } finally {
            if (isLocked) {
                writing.unlock();
            }
        }
    }

    private boolean tryLock() {
        try {
            return writing.tryLock(LEAVE_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return false;
        }
    }

    /** Runs stty on the terminal, not on standard input; returns its output. */
    private static String stty(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(TTY.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            // the output is one line, which fits into the pipe
            if (!process.waitFor(STTY_WAIT_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException("stty does not end");
            }
            String printed = new String(
                    process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(printed.strip());
            }
            return printed;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
