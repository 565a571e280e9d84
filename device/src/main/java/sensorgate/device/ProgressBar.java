package sensorgate.device;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Shows a person at a terminal how far a task of known length has come. One thread. */
final class ProgressBar {

    private static final int CELLS = 30;
    private static final long INTERVAL_NS = 100_000_000;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream terminal;
    private final LongSupplier clockNs;
    private long shownNs;
    private boolean shown;

    /** Shows nothing if {@code terminal} is {@code null}. */
    ProgressBar(PrintStream terminal, LongSupplier clockNs) {
        this.terminal = terminal;
        this.clockNs = clockNs;
        this.shownNs = clockNs.getAsLong() - INTERVAL_NS;
    }

    /** Called as often as one likes; {@code done} is from 0 to 1. */
    void show(double done, String what) {
        if (terminal == null || clockNs.getAsLong() - shownNs < INTERVAL_NS) {
            return;
        }
        shownNs = clockNs.getAsLong();
        shown = true;
        int full = (int) (Math.clamp(done, 0, 1) * CELLS);
        String cells = "#".repeat(full) + " ".repeat(CELLS - full);
        terminal.print(CLEAR_LINE + "[" + cells + "] " + what);
        terminal.flush();
    }

    /** Takes the bar away, so that something else can be said. */
    void clear() {
        if (shown) {
            shown = false;
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }
}
