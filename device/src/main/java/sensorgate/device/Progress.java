package sensorgate.device;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Tells a person at a terminal, once a second, how far a long task has come. */
final class Progress {

    private static final long SECOND_NS = 1_000_000_000;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream terminal;
    private final LongSupplier clockNs;
    private long shownNs;
    private boolean shown;

    /** Shows nothing if {@code terminal} is {@code null}. */
    Progress(PrintStream terminal, LongSupplier clockNs) {
        this.terminal = terminal;
        this.clockNs = clockNs;
        this.shownNs = clockNs.getAsLong();
    }

    /** Called as often as one likes. */
    void points(long sent) {
        if (terminal != null && clockNs.getAsLong() - shownNs >= SECOND_NS) {
            shownNs = clockNs.getAsLong();
            shown = true;
            show(CLEAR_LINE + "sent " + sent + " points");
        }
    }

    /** Takes the line away, so that something else can be said. */
    void clear() {
        if (shown) {
            shown = false;
            show(CLEAR_LINE);
        }
    }

    private void show(String text) {
        terminal.print(text);
        terminal.flush();
    }
}
