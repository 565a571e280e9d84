package sensorgate.device.forget;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReplyLines;
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
            point has updated for AGE. forget shows the readings first, and asks before it removes
            more than one; a series with several fields has several readings. Without a terminal
            forget then needs --yes.

            The readings are gone from LIST, GET, VALUE and DUMP, after a restart too. The journal
            keeps their points, so SINCE still returns them. If a sensor sends again, its reading
            comes back.

            Write SERIES as LIST shows it, whole, its tags in any order. forget asks the gateway of
            this machine by its control socket. The control socket of the service is for root: use
            sudo.

            options:
              --silent-for AGE  the readings without a point for AGE: a number and s, m, h or d
              --yes             do not ask
              --at SOCKET       the gateway's control socket; default: that of control.socket

            exit codes: 0 forgotten, or no reading was silent so long, 1 not forgotten: no such
                        reading, the answer was no, or the gateway answered ERR, 64 usage, 69 no
                        gateway answers, 77 this user may not ask there

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

    /** True if standard input and output are a terminal. */
    public static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parseWithFlag(
                arguments, YES, SILENT_FOR, GatewayPlace.OPTION);
        String what = what(line);
        try (GatewayConnection gateway = GatewayConnection.open(socket(line), TIMEOUT_MS)) {
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
        for (String word : words) {
            if (word.isEmpty() || word.indexOf('\n') >= 0 || word.indexOf('\r') >= 0) {
                throw new UsageException("cannot use '" + Printable.of(word)
                        + "': write SERIES as LIST shows it");
            }
        }
        if (line.has(SILENT_FOR)) {
            String age = line.option(SILENT_FOR, "");
            if (!words.isEmpty()) {
                throw new UsageException(
                        SILENT_FOR + " takes no series: remove '" + words.getFirst() + "'");
            }
            if (!age.matches("\\d{1,9}(ms|s|m|h|d)")) {
                throw new UsageException("cannot use " + SILENT_FOR + " '" + Printable.of(age)
                        + "': write a number and s, m, h or d, e.g. 30d");
            }
            return "SILENT " + age;
        }
        if (words.isEmpty() || words.size() > 2) {
            throw new UsageException("write SERIES, or SERIES and FIELD, or " + SILENT_FOR
                    + " AGE: 'sensorgate forget --help' explains them");
        }
        return "SERIES " + String.join(" ", words);
    }

    /** Accepts only a control socket: a controller must not remove readings. */
    private static GatewayPlace socket(CommandLine line) throws UsageException {
        GatewayPlace place = GatewayPlace.of(line);
        if (place.sockets().isEmpty()) {
            throw new UsageException("--at " + place.named() + " is not a control socket: run"
                    + " forget on the gateway's machine with the path of its control socket, e.g."
                    + " --at /run/sensorgate/control.sock");
        }
        return new GatewayPlace(place.named(), place.sockets(), null);
    }

    private static int refused(String error, Streams streams) {
        streams.err().println("sensorgate: " + Printable.of(error));
        return ExitCode.REFUSED;
    }

    private static int nothing(CommandLine line, Streams streams) {
        if (line.has(SILENT_FOR)) {
            streams.out().println(
                    "no reading was silent for " + line.option(SILENT_FOR, "") + ": none forgotten");
            return ExitCode.GOOD;
        }
        streams.err().println("sensorgate: no such reading: 'sensorgate poll LIST' shows every"
                + " series, 'sensorgate poll GET SERIES' its fields");
        return ExitCode.REFUSED;
    }

    private static void show(List<String> lines, Streams streams) {
        for (String line : lines) {
            int space = line.indexOf(' ');
            streams.out().println(Printable.of(line.substring(space + 1)) + "   "
                    + silence(line.substring(0, space)));
        }
        streams.out().flush();
    }

    private static String silence(String seconds) {
        if (!seconds.matches("\\d{1,18}")) {
            return "silent since before a restart";
        }
        long s = Long.parseLong(seconds);
        return "silent for " + (s < 120 ? s + " s"
                : s < 7_200 ? s / 60 + " min"
                : s < 172_800 ? s / 3_600 + " h"
                : s / 86_400 + " days");
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
                + "; the journal keeps the points; a reading comes back when its sensor sends again");
        return ExitCode.GOOD;
    }
}
