package sensorgate.device.history;

import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.StandardStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.TerminalSize;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReadingName;
import sensorgate.device.text.DurationText;
import sensorgate.device.text.Printable;

/** {@code sensorgate history}: shows what the journal holds of one reading. */
public final class HistoryCommand extends Command {

    private static final String LAST = "--last";
    private static final String LAST_DEFAULT = "24h";
    private static final String LAST_MAX = "36500d";
    private static final String EVERY = "--every";
    private static final String CSV = "--csv";

    /** The most rows with {@code --every}: seven days of minutes fit into a heap of 16 MB. */
    private static final int ROWS_MAX = 12_000;

    private static final String HELP = """
            usage: sensorgate history SERIES FIELD [--last 24h] [--every 5m] [--csv] [--at PLACE]

            Shows what the journal holds of one reading: a table in local time and, at a terminal, a
            chart. A bar of the chart reaches up to the mean, its light part up to the greatest
            value; a blank is a time without a point. For strings and booleans the table counts
            changes.

            The journal is a ring: if it does not reach back far enough, history says where it
            begins. The time of a point is the sensor's, or else its time of arrival.

            --csv prints time, time_ns and value of each point, in order of arrival. With --every it
            prints time, time_ns, points, min, mean, max, last and changes of each row, also of rows
            without a point. time is UTC (ISO 8601), time_ns is nanoseconds since 1970.

            history uses the control socket, and the controller stays connected. The control socket
            of the service is for root and the group sensorgate: use sudo, or join the group with
            'sudo usermod -aG sensorgate $USER' and log in again. Without a control socket, or with
            --at HOST, history connects by TCP as a controller, anew for each %s points, so that
            other controllers wait only briefly.

            options:
              --last DURATION   how far to look back, from 1s; a number and %s;
                                default %s
              --every DURATION  the time from row to row, at most %s rows; without it the
                                table has up to %s rows
              --csv             print comma-separated values
              --at PLACE        the gateway: HOST, HOST:PORT, or the path of a control socket (with
                                a slash); default the control socket of this machine, then
                                TCP at tcp.port of its configuration

            exit codes: 0 some points, 1 no point in this time, 69, 77

            examples:
              sudo sensorgate history temp,room=attic value
              sudo sensorgate history temp,room=attic value --last 7d --every 6h
              sudo sensorgate history temp,room=attic value --csv > attic.csv
              sensorgate history 'temp,room=living\\ room' value --at 192.168.1.5
            """.formatted(
                    JournalPieces.POINTS_MAX, DurationText.UNITS, LAST_DEFAULT, ROWS_MAX,
                    HistoryRun.ROWS_USUAL);

    private final Supplier<TerminalSize> terminal;
    private final LongSupplier wallNs;
    private final ZoneId zone;

    public HistoryCommand() {
        this(
                () -> StandardStream.OUT.isTerminal() ? TerminalSize.now() : null,
                () -> System.currentTimeMillis() * 1_000_000,
                ZoneId.systemDefault());
    }

    /**
     * Makes the command for a test.
     *
     * @param terminal the size of the terminal on standard output, {@code null} without one
     * @param wallNs this machine's clock, nanoseconds since 1970
     */
    HistoryCommand(Supplier<TerminalSize> terminal, LongSupplier wallNs, ZoneId zone) {
        super("history", "show what the journal holds of a reading", HELP);
        this.terminal = terminal;
        this.wallNs = wallNs;
        this.zone = zone;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line =
                CommandLine.parseWithFlag(arguments, CSV, GatewayPlace.OPTION, LAST, EVERY);
        ReadingName name = name(line.words());
        long lastNs = durationNs(line, LAST, LAST_DEFAULT, 1_000_000_000);
        long everyNs = line.has(EVERY) ? durationNs(line, EVERY, "", 1_000_000) : 0;
        if (everyNs > 0 && lastNs / everyNs >= ROWS_MAX) {
            throw new UsageException("cannot use --every " + line.option(EVERY, "")
                    + " with --last " + line.option(LAST, LAST_DEFAULT) + ": that is more than "
                    + ROWS_MAX + " rows; write at least --every "
                    + DurationText.of(Bins.widthAtLeast(lastNs / ROWS_MAX + 1)));
        }
        HistoryRequest request = new HistoryRequest(
                GatewayPlace.of(line), name, lastNs, line.option(LAST, LAST_DEFAULT), everyNs,
                line.has(CSV));
        return new HistoryRun(request, terminal.get(), wallNs.getAsLong(), zone, streams).run();
    }

    private static ReadingName name(List<String> words) throws UsageException {
        if (words.size() != 2) {
            throw new UsageException("write SERIES and FIELD, e.g."
                    + " 'sensorgate history temp,room=attic value';"
                    + " 'sensorgate poll DUMP' shows both of each reading");
        }
        return ReadingName.parse(words.getFirst(), words.getLast());
    }

    private static long durationNs(CommandLine line, String option, String otherwise, long minNs)
            throws UsageException {
        String text = line.option(option, otherwise);
        long ns = DurationText.parseNs(text);
        if (ns < minNs || ns > DurationText.parseNs(LAST_MAX)) {
            throw new UsageException("cannot use " + option + " '" + Printable.of(text)
                    + "': write a duration from " + DurationText.of(minNs) + " to " + LAST_MAX
                    + ", a number and " + DurationText.UNITS + ", e.g. 90m or 24h");
        }
        return ns;
    }
}
