package sensorgate.device.forget;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.AgeOption;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReadingName;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.text.DurationText;
import sensorgate.device.text.Printable;

/** {@code sensorgate forget}: removes readings that nobody sends any more. */
public final class ForgetCommand extends Command {

    private static final String YES = "--yes";
    private static final String SILENT_FOR = "--silent-for";

    /** A slow disk may need long for the checkpoint. */
    private static final int TIMEOUT_MS = 120_000;

    private static final String HELP = """
            usage: sensorgate forget SERIES [FIELD] [--yes] [--at SOCKET]
                   sensorgate forget --silent-for AGE [--yes] [--at SOCKET]

            Removes the readings of a series, the reading of one field, or all readings that no
            point has updated for AGE. forget first shows the readings. A series with several fields
            has several readings: forget asks before it removes more than one, and without a
            terminal it needs --yes.

            The readings are gone from LIST, GET, VALUE and DUMP, after a restart too. The journal
            keeps their points, so SINCE still returns them. If a sensor sends again, its reading
            comes back.

            Write SERIES as LIST shows it, whole, its tags in any order. forget asks the gateway of
            this machine by its control socket. The control socket of the service is for root
            and the group sensorgate: use sudo, or join the group with
            'sudo usermod -aG sensorgate $USER' and log in again.

            options:
              --silent-for AGE  the readings without a point for AGE: a number and s, m, h or d
              --yes             do not ask
              --at SOCKET       the gateway's control socket; default: that of control.socket

            exit codes: 0 forgotten, or no reading was silent so long, 1 not forgotten: no such
                        reading, the answer was no, or the gateway answered ERR, 69, 77

            examples:
              sudo sensorgate forget temp,room=attic
              sudo sensorgate forget temp,room=attic humidity
              sudo sensorgate forget --silent-for 30d --yes
            """;

    private final BooleanSupplier isTerminal;

    /** Makes the command; {@code isTerminal} is true if a person can answer a question. */
    public ForgetCommand(BooleanSupplier isTerminal) {
        super("forget", "remove readings that nobody sends any more", HELP);
        this.isTerminal = isTerminal;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parseWithFlag(
                arguments, YES, SILENT_FOR, GatewayPlace.OPTION);
        String what = what(line);
        GatewayPlace place = GatewayPlace.ofControlSocket(line, name());
        try (GatewayConnection gateway = GatewayConnection.open(place, TIMEOUT_MS)) {
            ReplyLines shown = gateway.ask("FORGET SHOW " + what);
            if (shown.error() != null) {
                return refused(shown.error(), streams);
            }
            if (shown.lines().isEmpty()) {
                return nothing(line, streams);
            }
            show(shown.lines(), streams);
            boolean mayRemove = shown.lines().size() == 1 || line.has(YES)
                    || isAnsweredYes(shown.lines().size(), streams);
            return mayRemove ? forget(gateway, what, streams) : ExitCode.REFUSED;
        }
    }

    /** What to forget, as the words of a request. */
    private static String what(CommandLine line) throws UsageException {
        List<String> words = line.words();
        if (line.has(SILENT_FOR)) {
            if (!words.isEmpty()) {
                throw new UsageException(SILENT_FOR + " takes no series: remove '"
                        + Printable.of(words.getFirst()) + "'");
            }
            return "SILENT " + AgeOption.of(line, SILENT_FOR);
        }
        return "SERIES " + switch (words.size()) {
            case 1 -> ReadingName.parseSeries(words.getFirst());
            case 2 -> {
                ReadingName name = ReadingName.parse(words.getFirst(), words.getLast());
                yield name.series() + " " + name.field();
            }
            default -> throw new UsageException("write SERIES, or SERIES and FIELD, or "
                    + SILENT_FOR + " AGE: 'sensorgate forget --help' explains them");
        };
    }

    private static int refused(String error, Streams streams) {
        streams.err().println("sensorgate: " + Printable.of(error));
        return ExitCode.REFUSED;
    }

    private static int nothing(CommandLine line, Streams streams) {
        if (line.has(SILENT_FOR)) {
            streams.out().println("no reading was silent for " + line.option(SILENT_FOR, "")
                    + ": none forgotten");
            return ExitCode.GOOD;
        }
        streams.err().println("sensorgate: no such reading: 'sensorgate poll LIST' shows every"
                + " series, 'sensorgate poll GET SERIES' its fields");
        return ExitCode.REFUSED;
    }

    /** Shows lines of FORGET SHOW: the seconds of silence, a space, and the point. */
    private static void show(List<String> lines, Streams streams) {
        for (String line : lines) {
            int space = line.indexOf(' ');
            String reading = line.substring(space + 1, line.lastIndexOf(' ')); // without the time
            streams.out().println(
                    Printable.of(reading) + "   " + silence(line.substring(0, space)));
        }
        streams.out().flush();
    }

    private static String silence(String seconds) {
        return seconds.matches("\\d{1,10}")
                ? "silent for "
                        + DurationText.about(TimeUnit.SECONDS.toNanos(Long.parseLong(seconds)))
                : "silent since before a restart";
    }

    private boolean isAnsweredYes(int count, Streams streams) throws UsageException, IOException {
        if (!isTerminal.getAsBoolean()) {
            throw new UsageException("this would remove " + count + " readings, and nobody can be"
                    + " asked: add " + YES);
        }
        streams.out().print("Forget these " + count + " readings? [y/N] ");
        streams.out().flush();
        String answer = new BufferedReader(
                new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine();
        if (answer != null && answer.strip().matches("(?i)y|yes")) {
            return true;
        }
        streams.out().println("nothing is forgotten");
        return false;
    }

    private static int forget(GatewayConnection gateway, String what, Streams streams)
            throws IOException {
        ReplyLines reply = gateway.ask("FORGET " + what);
        if (reply.error() != null) {
            return refused(reply.error(), streams);
        }
        String count = String.join(" ", reply.lines()).replace("FORGOTTEN ", "");
        if (!count.matches("\\d{1,9}")) {
            return refused(gateway.at() + " answered " + Printable.of(count), streams);
        }
        streams.out().println("forgot " + Counted.of(Integer.parseInt(count), "reading")
                + "; the journal keeps the points;"
                + " a reading comes back when its sensor sends again");
        return ExitCode.GOOD;
    }
}
