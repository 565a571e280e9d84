package sensorgate.device.late;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.AgeOption;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReadingName;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.client.SilentReading;
import sensorgate.device.text.DurationText;
import sensorgate.device.text.PastTime;
import sensorgate.device.text.Printable;

/**
 * {@code sensorgate late}: says which sensors are silent, since when. Exit codes and first line are
 * those of a Nagios plugin.
 */
public final class LateCommand extends Command {

    private static final String THAN = "--than";
    private static final String QUIET = "--quiet";

    /** The exit codes of a Nagios plugin: WARNING, CRITICAL and UNKNOWN. */
    private static final int LATE = 1;
    private static final int NO_GATEWAY = 2;
    private static final int UNKNOWN = 3;

    /** A plugin must answer within Nagios' 60 s, and a controller may have its turn first. */
    private static final int CONTROL_TIMEOUT_MS = 3_000;
    private static final int TCP_TIMEOUT_MS = 25_000;

    private static final String HELP = """
            usage: sensorgate late [PREFIX] [--than AGE] [--quiet] [--at PLACE]

            Says which readings are late, since when: of all series, or of those that begin with
            PREFIX. A reading is late if no point came for three times its usual interval. The
            gateway knows the usual interval from the fourth point on, after a restart too. The time
            in which no gateway ran makes no reading late. "silent for at least" stands for a
            reading from before a restart of the machine, until the clock is known to be right.

            With --than, each reading without a point for AGE is late, whatever its interval. Use it
            for sensors that send only when something changes, such as doors, and for sensors that
            may not have a usual interval yet. Or leave such sensors out with PREFIX.

            The first line is for Nagios and Icinga; it begins with OK, WARNING, CRITICAL or
            UNKNOWN. Then each late reading has a line, the one that is silent longest first.

            late uses the control socket, and the controller stays connected. The control socket of
            the service is for root and the group sensorgate: use sudo, or join the group. Without a
            control socket, or with --at HOST, late connects by TCP and takes its turn with the
            controller.

            options:
              --than AGE   the readings without a point for AGE: a number and s, m, h or d
              --quiet      print nothing if no reading is late, for cron
              --at PLACE   the gateway: HOST, HOST:PORT, or the path of a control socket (with a
                           slash); default the control socket of this machine, then
                           TCP at tcp.port of its configuration

            exit codes: 0 OK: none is late, 1 WARNING: some readings are late, 2 CRITICAL: no
                        gateway answers, 3 UNKNOWN: no reading begins with PREFIX, or this user may
                        not use the control socket

            examples:
              sudo sensorgate late
              sudo sensorgate late --than 10m
              sudo sensorgate late temp --quiet || echo 'look at the sensors'
              sensorgate late --at 192.168.1.5
            """;

    private final LongSupplier wallNs;
    private final ZoneId zone;

    public LateCommand() {
        this(() -> System.currentTimeMillis() * 1_000_000, ZoneId.systemDefault());
    }

    /** Makes the command for a test; {@code wallNs} is nanoseconds since 1970. */
    LateCommand(LongSupplier wallNs, ZoneId zone) {
        super("late", "say which sensors are silent, since when", HELP);
        this.wallNs = wallNs;
        this.zone = zone;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException {
        CommandLine line =
                CommandLine.parseWithFlag(arguments, QUIET, GatewayPlace.OPTION, THAN);
        String prefix = ReadingName.parsePrefix(line.words());
        String than = line.has(THAN) ? AgeOption.of(line, THAN) : null;
        GatewayPlace place = GatewayPlace.of(line);
        try (GatewayConnection gateway = GatewayConnection.open(
                place, CONTROL_TIMEOUT_MS, TCP_TIMEOUT_MS)) {
            List<SilentReading> all = ask(gateway, prefix, "0s");
            if (all.isEmpty()) {
                return unknown(prefix, streams);
            }
            return tell(all, ask(gateway, prefix, than), than, line.has(QUIET), streams);
        } catch (NobodyThereException e) {
            boolean isForbidden = e.exitCode() == ExitCode.NO_PERMISSION;
            streams.out().println((isForbidden ? "UNKNOWN: " : "CRITICAL: ") + e.getMessage());
            return isForbidden ? UNKNOWN : NO_GATEWAY;
        }
    }

    /** Asks for the readings without a point for an age; {@code null} for their own. */
    private static List<SilentReading> ask(GatewayConnection gateway, String prefix, String than)
            throws NobodyThereException {
        String request = "LATE" + (prefix.isEmpty() ? "" : " " + prefix)
                + (than == null ? "" : " THAN " + than);
        ReplyLines reply = gateway.ask(request);
        List<SilentReading> readings = new ArrayList<>();
        for (String line : reply.lines()) {
            SilentReading reading = SilentReading.parse(line);
            if (reading == null) {
                throw notLate(gateway, line);
            }
            readings.add(reading);
        }
        if (reply.error() != null) {
            throw notLate(gateway, reply.error());
        }
        readings.sort(Comparator.comparingLong(SilentReading::silentNs).reversed());
        return readings;
    }

    private static NobodyThereException notLate(GatewayConnection gateway, String answer) {
        return new NobodyThereException(
                gateway.at() + " answered " + Printable.of(answer), null);
    }

    private static int unknown(String prefix, Streams streams) {
        streams.out().println("UNKNOWN: " + (prefix.isEmpty()
                ? "the gateway has no reading"
                : "no reading begins with '" + Printable.of(prefix)
                        + "': 'sensorgate poll LIST' shows every series"));
        return UNKNOWN;
    }

    private int tell(
            List<SilentReading> all, List<SilentReading> late, String than, boolean isQuiet,
            Streams streams) {
        if (late.isEmpty() && isQuiet) {
            return ExitCode.GOOD;
        }
        long unjudged = all.stream().filter(reading -> reading.usualNs() == 0).count();
        String judged = than != null ? ", silent for " + than
                : unjudged == 0 ? ""
                : "; " + unjudged + " without a usual interval, see --than";
        streams.out().println((late.isEmpty() ? "OK: " : "WARNING: ") + late.size() + " of "
                + Counted.of(all.size(), "reading") + " late" + judged);
        long nowNs = wallNs.getAsLong();
        late.forEach(reading -> streams.out().println(text(reading, nowNs)));
        return late.isEmpty() ? ExitCode.GOOD : LATE;
    }

    private String text(SilentReading reading, long nowNs) {
        return Printable.of(reading.name()) + "   silent for "
                + (reading.isLeast() ? "at least " : "")
                + DurationText.about(reading.silentNs()) + ", "
                + (reading.isLeast()
                        ? "since before a restart"
                        : "since " + PastTime.of(reading.silentNs(), nowNs, zone))
                + ", "
                + (reading.usualNs() == 0
                        ? "no usual interval yet"
                        : "usually every " + DurationText.about(reading.usualNs()));
    }
}
