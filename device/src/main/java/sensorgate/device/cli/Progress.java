package sensorgate.device.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import sensorgate.count.Counted;

/** Shows a person at a terminal how far a long task has come. Belongs to one thread. */
public final class Progress {

    private static final int CELLS = 30;
    private static final long POINTS_INTERVAL_NS = 1_000_000_000;
    private static final long BAR_INTERVAL_NS = 100_000_000;
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

    /** Progress on standard error, if a person may be watching it. */
    public static Progress on(Streams streams) {
        PrintStream terminal = StandardStream.ERROR.isTerminal() ? streams.err() : null;
        return new Progress(terminal, System::nanoTime);
    }

    /** Shows nothing. */
    public static Progress none() {
        return new Progress(null, System::nanoTime);
    }

    /** Shows how many points were sent, at most once a second; for a task of unknown length. */
    public void points(long sent) {
        if (isDue(POINTS_INTERVAL_NS)) {
            show("sent " + Counted.of(sent, "point"));
        }
    }

    /** Shows a bar, {@code done} from 0 to 1: the first at once, then at most ten a second. */
    public void bar(double done, String what) {
        if (!shown && terminal != null || isDue(BAR_INTERVAL_NS)) {
            int full = (int) (Math.clamp(done, 0, 1) * CELLS);
            show("[" + "#".repeat(full) + " ".repeat(CELLS - full) + "] " + what);
        }
    }

    /** Clears the line, so that other output can follow. */
    public void clear() {
        if (shown) {
            shown = false;
            print(CLEAR_LINE);
        }
    }

    private boolean isDue(long intervalNs) {
        return terminal != null && clockNs.getAsLong() - shownNs >= intervalNs;
    }

    private void show(String text) {
        shownNs = clockNs.getAsLong();
        shown = true;
        print(CLEAR_LINE + text);
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // printed text has no controls
        terminal.write(bytes, 0, bytes.length);
        terminal.flush();
    }
}
