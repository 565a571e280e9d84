package sensorgate.device.history;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.List;
import sensorgate.count.Counted;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Progress;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.TerminalSize;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.text.ValueText;

/** One run of {@code history}: reads the journal and prints. Belongs to one thread. */
final class HistoryRun {

    /** The most rows without {@code --every}. */
    static final int ROWS_USUAL = 30;

    private static final int CONTROL_TIMEOUT_MS = 10_000;

    /** The timeout by TCP, where another controller may have to become idle first. */
    private static final int TCP_TIMEOUT_MS = 15_000;

    private static final int CHART_ROWS_MAX = 10;
    private static final int CHART_ROWS_MIN = 4;

    /** What a terminal shows beside the bars: axis, times, summary, prompt. */
    private static final int CHART_OTHER_ROWS = 6;

    /** How far the clocks of gateway and sensors may be ahead of this machine's. */
    private static final long SKEW_NS = 60_000_000_000L;

    /** How often to check that somebody reads the output. */
    private static final int CHECK_EVERY_ROWS = 1_000;

    private final HistoryRequest request;
    private final TerminalSize size;
    private final ZoneId zone;
    private final Streams streams;
    private final PrintStream out;
    private final long fromNs;
    private final Bins rows;
    private final Bins bars;
    private final ReadingHistory history;
    private final JournalPieces pieces;
    private long printed;

    /**
     * Prepares the run.
     *
     * @param size the size of the terminal that shows the results; {@code null} without one
     * @param nowNs this machine's clock, nanoseconds since 1970
     */
    HistoryRun(
            HistoryRequest request, TerminalSize size, long nowNs, ZoneId zone, Streams streams) {
        this.request = request;
        this.size = size;
        this.zone = zone;
        this.streams = streams;
        out = streams.out();
        fromNs = nowNs - request.lastNs();
        long offsetNs = TimeText.offsetNs(zone, nowNs);
        rows = request.everyNs() > 0
                ? Bins.ofWidth(request.everyNs(), offsetNs)
                : Bins.atMost(ROWS_USUAL, offsetNs);
        bars = hasChart() ? Bins.atMost(HistoryChart.binsMax(size.columns()), offsetNs) : null;
        List<Bins> bins = binsToFill();
        bins.forEach(each -> each.reach(nowNs));
        history = new ReadingHistory(
                request.name(), fromNs, nowNs + SKEW_NS, bins,
                request.isRaw() ? this::printRaw : (_, _) -> true);
        boolean mayShowProgress = !request.isRaw() || size == null; // else it is in the results
        pieces = new JournalPieces(
                this::connect, mayShowProgress ? Progress.on(streams) : Progress.none());
    }

    /** Reads and prints; returns the exit code. */
    int run() throws NobodyThereException {
        pieces.read(history);
        if (request.isRaw() && printed == 0) {
            out.println(HistoryCsv.RAW_HEAD);
        }
        boolean isEmpty = history.total().count() == 0;
        if (!isEmpty && request.isCsv() && !request.isRaw()) {
            printCsv();
        } else if (!isEmpty && !request.isCsv()) {
            printTable();
        }
        out.flush();
        if (isEmpty) {
            say(whyEmpty());
            return ExitCode.REFUSED;
        }
        sayWhatIsMissing();
        return ExitCode.GOOD;
    }

    private GatewayConnection connect() throws NobodyThereException {
        return GatewayConnection.open(request.place(), CONTROL_TIMEOUT_MS, TCP_TIMEOUT_MS);
    }

    private List<Bins> binsToFill() {
        if (request.isRaw()) {
            return List.of();
        }
        return hasChart() ? List.of(rows, bars) : List.of(rows);
    }

    private boolean hasChart() {
        return size != null && !request.isCsv();
    }

    private boolean printRaw(long timeNs, String value) {
        if (printed == 0) {
            out.println(HistoryCsv.RAW_HEAD);
        }
        out.println(HistoryCsv.raw(timeNs, ValueText.shown(value)));
        printed++;
        return printed % CHECK_EVERY_ROWS != 0 || !out.checkError();
    }

    private void printCsv() {
        out.println(HistoryCsv.BINS_HEAD);
        for (int i = 0; i < rows.count(); i++) {
            out.println(HistoryCsv.bin(rows.startNs(i), rows.get(i)));
        }
    }

    private void printTable() {
        Bin total = history.total();
        TimeText times = times(rows);
        out.println(request.name().shown() + ", " + Counted.of(total.count(), "point") + " from "
                + times.whole(rows.startNs(0)) + ", times in " + times.zone());
        int columnsMax = size == null ? Integer.MAX_VALUE : size.columns();
        new HistoryTable(rows, total.isNumeric(), times, columnsMax)
                .lines().forEach(out::println);
        if (hasChart() && (total.isNumeric() || total.isBoolean())) {
            int height = Math.clamp(
                    size.lines() - CHART_OTHER_ROWS, CHART_ROWS_MIN,
                    total.isBoolean() ? CHART_ROWS_MIN : CHART_ROWS_MAX);
            out.println();
            new HistoryChart(bars, total, times(bars), size.columns(), height)
                    .lines().forEach(out::println);
        }
        out.println(HistoryTable.summary(total, times));
    }

    private TimeText times(Bins bins) {
        return new TimeText(
                zone, bins.startNs(0), bins.startNs(bins.count() - 1), bins.widthNs());
    }

    private String whyEmpty() throws NobodyThereException {
        if (history.earlier() > 0) {
            return "no point of " + request.name().shown() + " in the last " + request.lastText()
                    + "; the journal has " + Counted.of(history.earlier(), "earlier point")
                    + ", the newest at " + time(history.newestEarlierNs())
                    + ": write a longer --last";
        }
        if (history.ahead() > 0) {
            return inFuture();
        }
        try (GatewayConnection connection = connect()) {
            return MissingReading.reason(connection, request.name());
        }
    }

    private void sayWhatIsMissing() {
        if (history.beginsNs() != Long.MAX_VALUE && history.beginsNs() > fromNs) {
            say("the journal begins only at " + time(history.beginsNs()) + ", which is less than "
                    + request.lastText() + " ago"
                    + (pieces.isFull() ? "; a larger journal.size keeps more points" : ""));
        }
        if (history.ahead() > 0) {
            say(inFuture());
        }
        if (pieces.lost() > 0) {
            say(Counted.of(pieces.lost(), "point") + " missing: overwritten while history read"
                    + " the journal, or lost with the disk");
        }
        if (pieces.lastCut() != null && pieces.lastCut().toNs() > fromNs) {
            say(pieces.lastCut().text(zone));
        }
    }

    private String inFuture() {
        return Counted.of(history.ahead(), "point") + " of " + request.name().shown()
                + " not shown: the time is in the future; check the clocks of sensor, gateway"
                + " and this machine";
    }

    private String time(long timeNs) {
        return new TimeText(zone, timeNs, timeNs, 1_000_000_000).whole(timeNs);
    }

    private void say(String message) {
        streams.err().println("sensorgate: " + message);
    }
}
