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
import sensorgate.device.client.HostAndPort;
import sensorgate.device.text.Printable;

/** {@code sensorgate watch}: the readings, live, in a terminal. */
public final class WatchCommand implements Command {

    private static final String INTERVAL = "--interval";
    private static final int INTERVAL_DEFAULT = 1;
    private static final String ONCE = "--once";

    /** For every silence of a control socket, which answers at once unless the gateway hangs. */
    private static final int CONTROL_TIMEOUT_MS = 3_000;

    /** The same by TCP, where another controller may have to fall silent first. */
    private static final int TCP_TIMEOUT_MS = 15_000;

    private static final String HELP = """
            usage: sensorgate watch [PREFIX] [--interval SECONDS] [--once] [--at PLACE]

            Shows the readings of all series, or of those that begin with PREFIX, and keeps the
            table up to date: value, age, how often it comes, and its last values as bars. A reading
            is late when it has been silent for three times its usual interval, or for an hour
            where that is not known. The last lines give the totals of the gateway, and what was
            lost since it started, in brackets what of it since watch began.

            The age is told from a point's time, and for points that come while it is watched from
            their arrival. Where a sensor's clock is wrong, the age is ? until it sends again.

            Arrows, space and b scroll, q quits. Where standard output is no terminal the table is
            printed once as plain text; with --interval, again and again until Ctrl-C, whether the
            gateway answers or not.

            It asks at the control socket, beside the controller; the one of the service is for
            root. By TCP, where there is none or with --at, each look waits for the controller's
            turn and takes it, and the gateway logs who comes and goes: a longer --interval is
            kinder then.

            options:
              --interval SECONDS  how often to look, 0.1 to 3600; default %s
              --once              print the table once, as plain text
              --at PLACE          where the gateway is: HOST or HOST:PORT, or the path of a control
                                  socket, with a slash; default the control socket, or
                                  %s

            exit codes: 0 watched until q, Ctrl-C or SIGTERM, 64 usage, 69 nobody answered the
                        first look, 77 this user may not ask there

            examples:
              sudo sensorgate watch
              sensorgate watch temp,room=attic
              sensorgate watch --once | grep late
            """.formatted(INTERVAL_DEFAULT, HostAndPort.DEFAULT);

    private final BooleanSupplier isTerminal;

    /** {@code isTerminal} says whether standard output can show a screen. */
    public WatchCommand(BooleanSupplier isTerminal) {
        this.isTerminal = isTerminal;
    }

    /** True if standard output is a terminal that moves its cursor. */
    public static boolean isTerminal() {
        return StandardStream.OUT.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public String summary() {
        return "show the readings, live";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line =
                CommandLine.parseWithFlag(arguments, ONCE, GatewayPlace.OPTION, INTERVAL);
        GatewayPlace place = GatewayPlace.of(line);
        long intervalNs = 1_000_000L * line.milliseconds(INTERVAL, INTERVAL_DEFAULT, 0.1, 3_600);
        String prefix = prefix(line.words());
        GatewayWatch gateway = new GatewayWatch(
                () -> GatewayConnection.openToStay(place, CONTROL_TIMEOUT_MS, TCP_TIMEOUT_MS),
                prefix,
                () -> System.currentTimeMillis() * 1_000_000);
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

    /** Shows the readings on a screen, or once where the terminal is no screen. */
    static int show(GatewayWatch gateway, long intervalNs, Streams streams)
            throws NobodyThereException {
        WatchView first = gateway.look();
        try (Terminal terminal = Terminal.open()) {
            new WatchScreen(terminal, gateway, intervalNs, first).run();
            return ExitCode.GOOD;
        } catch (IOException e) {
            gateway.close();
            streams.err().println("sensorgate: the terminal cannot be used as a screen: "
                    + e.getMessage());
            return print(first, streams);
        }
    }

    private static int print(WatchView view, Streams streams) {
        streams.out().println(text(view));
        streams.out().flush();
        return ExitCode.GOOD;
    }

    /** Prints until nobody reads the tables; an empty line parts two tables. */
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

    private static String prefix(List<String> words) throws UsageException {
        if (words.size() > 1) {
            throw new UsageException("one PREFIX at the most: a space within a name is written"
                    + " \\ and a space, in quotes: 'temp,room=living\\ room'");
        }
        String prefix = words.isEmpty() ? "" : words.getFirst();
        if (prefix.indexOf('\n') >= 0 || prefix.matches(".*(?<!\\\\) .*")) {
            throw new UsageException("'" + Printable.of(prefix) + "' is no PREFIX: a space within"
                    + " a name is written \\ and a space");
        }
        return prefix;
    }
}
