package sensorgate.device.watch;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.SignalHook;
import sensorgate.device.cli.Stty;

/**
 * The terminal of the process, as a screen: the alternate screen without a cursor, keys without
 * Enter. {@link #close()} restores the terminal; a signal that ends the process does so, too.
 */
final class Terminal implements AutoCloseable {

    /** Alternate screen, no cursor, no wrapping of lines; LEAVE undoes all three. */
    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

    private static final String[] KEYS = {
        "-icanon", "-echo", "-ixon", "min", "1", "time", "0",
        "susp", "undef", // Ctrl-Z is a key: suspend() first restores the terminal
    };

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
        input = new FileInputStream(Stty.TTY);
        output = new FileOutputStream(Stty.TTY);
        hook = new SignalHook(this::endProcess);
    }

    static Terminal open() throws IOException {
        Terminal terminal = new Terminal(Stty.run("-g").strip());
        try {
            Stty.run(KEYS);
            terminal.write(ENTER);
            return terminal;
        } catch (IOException | RuntimeException | Error e) {
            terminal.close();
            throw e;
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

    /** Restores the terminal, stops the process as Ctrl-Z does, and continues after fg. */
    void suspend() {
        writing.lock();
        try {
            if (!closed) {
                output.write(LEAVE.getBytes(StandardCharsets.US_ASCII));
                Stty.run(settings);
                stopProcessGroup();
                Stty.run(KEYS);
                output.write(ENTER.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // the terminal has gone: the next write fails, too
        } finally {
            writing.unlock();
        }
    }

    /**
     * Stops all processes of this job: the shell waits for the whole job. The child that sends the
     * signal stops, too, and so ends only when the job continues.
     */
    private static void stopProcessGroup() throws IOException {
        try {
            new ProcessBuilder("sh", "-c", "kill -TSTP 0").start().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
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
                Stty.run(settings);
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
}
