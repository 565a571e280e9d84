package sensorgate.device.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What a command prints until a signal ends it, which is no failure: the last piece is printed
 * whole, and then how it went.
 */
public final class UntilSignal {

    /** How long a signal waits for a reader that does not read. */
    private static final long STOP_WAIT_MS = 1_000;

    private final PrintStream out;
    private final PrintStream err;
    private final Supplier<String> totals;
    private final ReentrantLock printing = new ReentrantLock();
    private final Thread hook = new Thread(this::stop, "stop");

    /** Prints to the streams; {@code totals} is said at the end, unless it is empty. */
    public UntilSignal(Streams streams, Supplier<String> totals) {
        this.out = streams.out();
        this.err = streams.err();
        this.totals = totals;
    }

    /** From now on a signal ends the process with exit code 0. */
    public void begin() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Prints a piece at once; false if nobody reads it. */
    public boolean print(String piece) {
        printing.lock();
        try {
            out.println(piece);
            return !out.checkError();
        } finally {
            printing.unlock();
        }
    }

    /** It ended without a signal; {@code hasBegun} if there are totals to tell. */
    public void end(boolean hasBegun) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            if (hasBegun) {
                sayTotals();
            }
        } catch (IllegalStateException _) {
            // a signal came first, and says it
        }
    }

    private void stop() {
        try {
            printing.tryLock(STOP_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // nobody does
        }
        sayTotals();
        Runtime.getRuntime().halt(ExitCode.GOOD);
    }

    private void sayTotals() {
        String text = totals.get();
        if (!text.isEmpty()) {
            err.println(text);
        }
    }
}
