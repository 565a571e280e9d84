package sensorgate.device.watch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.StandardStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UntilSignal;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReadingName;

/** {@code sensorgate watch}: shows the readings live in a terminal. */
public final class WatchCommand extends Command {

    private static final String INTERVAL = "--interval";
    private static final int INTERVAL_DEFAULT = 1;
    private static final String ONCE = "--once";
    private static final String LATE = "--late";

    /** The timeout of a control socket, which answers at once unless the gateway hangs. */
    private static final int CONTROL_TIMEOUT_MS = 3_000;

    /** The timeout by TCP, where another controller may have to become idle first. */
    private static final int TCP_TIMEOUT_MS = 15_000;

    private static final String HELP = """
            usage: sensorgate watch [PREFIX] [--late] [--interval SECONDS] [--once] [--at PLACE]

            Shows all readings, or those whose series begins with PREFIX, as a live table: value,
            age, rate and the last values as bars. The age is the time since the last point arrived.
            A reading is late after three usual intervals without a point; the gateway knows the
            usual interval from the fourth point on. The last lines show the gateway's totals and
            its losses since it started, in brackets those since watch began.

            Keys: arrows, space and b scroll, q quits, Ctrl-Z suspends (fg continues). There are no
            colours if the environment has NO_COLOR. If standard output is no terminal, watch prints
            the table once as plain text; with --interval, watch prints it again and again until
            Ctrl-C, even while the gateway does not answer.

            watch uses the control socket, and the controller stays connected. The control socket of
            the service is for root and the group sensorgate: use sudo, or join the group with
            'sudo usermod -aG sensorgate $USER' and log in again. Without a control socket, or with
            --at HOST, watch connects by TCP as a controller at each look: it waits for the other
            controller, and the gateway logs each look. Use a longer --interval then.

            options:
              --late              only late readings, the one that is silent longest first, with
                                  the time of the last point and the usual interval
              --interval SECONDS  time between two looks, 0.1 to 3600; default %s
              --once              print the table once, as plain text
              --at PLACE          the gateway: HOST, HOST:PORT, or the path of a control socket
                                  (with a slash); default the control socket of this machine, then
                                  TCP at tcp.port of its configuration

            exit codes: 0 ended by q, Ctrl-C or SIGTERM, 69, 77

            examples:
              sudo sensorgate watch
              sudo sensorgate watch temp,room=attic
              sudo sensorgate watch --late
            """.formatted(INTERVAL_DEFAULT);

    private final BooleanSupplier isTerminal;

    /** Makes the command; {@code isTerminal} is true if standard output can show a screen. */
    public WatchCommand(BooleanSupplier isTerminal) {
        super("watch", "show the readings live", HELP);
        this.isTerminal = isTerminal;
    }

    /** True if standard output is a terminal that can move its cursor. */
    public static boolean isTerminal() {
        return StandardStream.OUT.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parseWithFlags(
                arguments, List.of(ONCE, LATE), GatewayPlace.OPTION, INTERVAL);
        GatewayPlace place = GatewayPlace.of(line);
        long intervalNs = 1_000_000L * line.milliseconds(INTERVAL, INTERVAL_DEFAULT, 0.1, 3_600);
        String prefix = ReadingName.parsePrefix(line.words());
        GatewayWatch gateway = new GatewayWatch(
                () -> GatewayConnection.open(place, CONTROL_TIMEOUT_MS, TCP_TIMEOUT_MS),
                prefix, line.has(LATE),
                System::nanoTime, () -> System.currentTimeMillis() * 1_000_000);
        if (!line.has(ONCE) && isTerminal.getAsBoolean()) {
            return show(gateway, intervalNs, streams);
        }
        try (gateway) {
            boolean isOnce = line.has(ONCE) || !line.has(INTERVAL);
            return isOnce
                    ? print(gateway.look(), streams)
                    : printOn(gateway, intervalNs, streams);
        }
    }

    /** Shows the readings on a screen; prints them once if the terminal cannot be one. */
    static int show(GatewayWatch gateway, long intervalNs, Streams streams)
            throws NobodyThereException {
        WatchView first = gateway.look();
        try (Terminal terminal = Terminal.open()) {
            new WatchScreen(terminal, gateway, intervalNs, first).run();
            return ExitCode.GOOD;
        } catch (IOException e) {
            gateway.close();
            streams.err().println("sensorgate: cannot use the terminal as a screen: "
                    + e.getMessage());
            return print(first, streams);
        }
    }

    private static int print(WatchView view, Streams streams) {
        streams.out().println(text(view));
        streams.out().flush();
        return ExitCode.GOOD;
    }

    /** Prints tables, parted by empty lines, until nobody reads them. */
    static int printOn(GatewayWatch gateway, long intervalNs, Streams streams)
            throws NobodyThereException {
        String first = text(gateway.look());
        UntilSignal output = new UntilSignal(streams, () -> "");
        output.begin();
        try {
            boolean isRead = output.print(first);
            while (isRead) {
                LockSupport.parkNanos(intervalNs);
                isRead = output.print("\n" + text(gateway.lookAgain()));
            }
        } finally {
            output.end(false);
        }
        return ExitCode.GOOD;
    }

    private static String text(WatchView view) {
        return WatchPage.whole(view).stream()
                .map(StyledLine::plain)
                .collect(Collectors.joining("\n"));
    }
}
