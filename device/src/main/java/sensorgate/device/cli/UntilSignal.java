package sensorgate.device.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The output of a command that runs until a signal ends the process. A signal lets the piece under
 * way finish, prints the command's last words and ends the process with exit code 0.
 */
public final class UntilSignal {

    /** How long a signal waits for a reader that does not read. */
    private static final long STOP_WAIT_MS = 1_000;

    private final Streams streams;
    private final Supplier<String> lastWords;
    private final ReentrantLock printing = new ReentrantLock();
    private SignalHook hook;

    /** Prints to the streams; {@code lastWords} go to standard error, unless they are empty. */
    public UntilSignal(Streams streams, Supplier<String> lastWords) {
        this.streams = streams;
        this.lastWords = lastWords;
    }

    /** From now on a signal ends the process with exit code 0. */
    public void begin() {
        hook = new SignalHook(this::stop);
    }

    /** Prints a piece at once; false if nobody reads it. */
    public boolean print(String piece) {
        return whole(() -> {
            streams.out().println(piece);
            return !streams.out().checkError();
        });
    }

    /** Does work that a signal waits for; returns the work's result. */
    public boolean whole(BooleanSupplier work) {
        printing.lock();
        try {
            return work.getAsBoolean();
        } finally {
            printing.unlock();
        }
    }

    /** The command ends without a signal; {@code hasLastWords} if the last words are wanted. */
    public void end(boolean hasLastWords) {
        if (hook.remove() && hasLastWords) {
            sayLastWords();
        }
    }

    private void stop() {
        try {
            printing.tryLock(STOP_WAIT_MS, TimeUnit.MILLISECONDS); // held until the process ends
        } catch (InterruptedException _) {
            // nobody interrupts this thread
        }
        sayLastWords();
        Runtime.getRuntime().halt(ExitCode.GOOD);
    }

    private void sayLastWords() {
        String text = lastWords.get();
        if (!text.isEmpty()) {
            streams.err().println(text);
        }
    }
}
