package sensorgate.device.poll;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.text.Printable;
import sensorgate.poll.Verb;

/** {@code sensorgate poll}: a controller at the command line. */
public final class PollCommand implements Command {

    private static final int TIMEOUT_DEFAULT = 15;
    private static final String PROMPT = "> ";
    private static final String FOLLOW = "--follow";
    private static final String FROM = "--from";

    private static final String HELP = """
            usage: sensorgate poll [--at PLACE] [--timeout SECONDS] [REQUEST…]
                   sensorgate poll --follow [--from CURSOR] [--at PLACE] [--timeout SECONDS]

            Asks the gateway, as the controller does, and prints the reply. REQUEST is one
            request, its words joined by spaces. Without REQUEST it asks at a prompt, or, where
            standard input is no terminal, reads one request a line and prints the replies in
            order, with the END and ERR lines that tell where each ends.

            The gateway of this machine is asked at its control socket, beside the controller.
            Where none answers, and elsewhere, it is asked by TCP: then this is the one controller,
            the others wait, or it takes the place of one at the same address.

            'sensorgate poll HELP' lists the requests that the gateway knows.

            With --follow it prints points as they come, in order of arrival, one a line, until it
            is ended by Ctrl-C or nobody reads them; then it says where to go on. Everything else
            it has to say goes to standard error. While no gateway answers it tries again, and goes
            on where it was: what came meanwhile is not lost, and nothing is printed twice.

            options:
              --at PLACE         where the gateway is: HOST or HOST:PORT, or the path of a control
                                 socket, with a slash; default the control socket, or
                                 %s
              --timeout SECONDS  how long to wait for an answer; default %s
              --follow           print points as they come
              --from CURSOR      where --follow begins: a cursor that END gave, 0 for the oldest
                                 point that is left, or now; default %s

            exit codes: 0 answered, or followed to the end, 1 the answer was ERR, 64 usage,
                        69 nobody answers there, 77 this user may not ask there

            examples:
              sensorgate poll VALUE temp,room=attic value
              sensorgate poll --at 192.168.1.5 DUMP
              printf 'LIST\\nSTATS\\n' | sensorgate poll
              sensorgate poll --follow --from 0 >> points.txt
            """.formatted(HostAndPort.DEFAULT, TIMEOUT_DEFAULT, Follower.CURSOR_DEFAULT);

    private final BooleanSupplier isTerminal;

    /** {@code isTerminal} says whether a person types the requests. */
    public PollCommand(BooleanSupplier isTerminal) {
        this.isTerminal = isTerminal;
    }

    /** True if this process talks to a person. */
    public static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public String summary() {
        return "ask for readings, as the controller does";
    }

    @Override
    public String help() {
        return HELP;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parseWithFlag(
                arguments, FOLLOW, GatewayPlace.OPTION, "--timeout", FROM);
        GatewayPlace place = GatewayPlace.of(line);
        int timeoutMs = line.milliseconds("--timeout", TIMEOUT_DEFAULT, 0.001, 999_999);
        if (line.has(FOLLOW)) {
            return new Follower(place, timeoutMs, cursor(line), streams).run();
        }
        if (line.has(FROM)) {
            throw new UsageException("--from says where --follow begins:"
                    + " write --at HOST[:PORT] for where the gateway is");
        }
        String request = String.join(" ", line.words());
        if (request.indexOf('\n') >= 0) {
            throw new UsageException("a request is one line: give several by standard input");
        }
        try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
            if (!request.isBlank()) {
                return askOnce(connection, request, streams);
            }
            return isTerminal.getAsBoolean()
                    ? converse(connection, streams)
                    : askAll(connection, streams);
        }
    }

    /** Where to begin to follow; the gateway says whether it is a cursor. */
    private static String cursor(CommandLine line) throws UsageException {
        if (!line.words().isEmpty()) {
            throw new UsageException("--follow takes no request: leave out '"
                    + String.join(" ", line.words()) + "', or --follow");
        }
        String cursor = line.option(FROM, Follower.CURSOR_DEFAULT);
        if (!cursor.matches("[!-~]+")) {
            throw new UsageException("cannot use --from '" + Printable.of(cursor)
                    + "': write the cursor of an END line, 0 for the oldest point, or now");
        }
        return cursor;
    }

    private static int askOnce(GatewayConnection connection, String request, Streams streams)
            throws IOException {
        Printer printer = new Printer(streams, false);
        ask(connection, request, printer);
        return printer.exitCode();
    }

    /** Prompts until the person has had enough. */
    private static int converse(GatewayConnection connection, Streams streams) throws IOException {
        Printer printer = new Printer(streams, false);
        BufferedReader requests = reader(streams);
        String request = prompt(requests, streams);
        while (request != null && ask(connection, request, printer)) {
            request = prompt(requests, streams);
        }
        return ExitCode.GOOD;
    }

    private static String prompt(BufferedReader requests, Streams streams) throws IOException {
        streams.out().print(PROMPT);
        streams.out().flush();
        return requests.readLine();
    }

    /** Answers a program, until it has no more requests or nobody reads the replies. */
    private static int askAll(GatewayConnection connection, Streams streams) throws IOException {
        Printer printer = new Printer(streams, true);
        BufferedReader requests = reader(streams);
        String request = requests.readLine();
        while (request != null && ask(connection, request, printer)) {
            request = streams.out().checkError() ? null : requests.readLine();
        }
        return printer.exitCode();
    }

    /** Asks one thing; false if it was to end the connection. */
    private static boolean ask(GatewayConnection connection, String request, Printer printer)
            throws NobodyThereException {
        if (Verb.of(request) == Verb.QUIT) {
            connection.quit();
            return false;
        }
        if (!request.isBlank()) {
            connection.ask(request, printer);
        }
        return true;
    }

    private static BufferedReader reader(Streams streams) {
        return new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
    }

    /** Prints replies, whole for a program or without their ends for a person. */
    private static final class Printer implements ReplyReader {

        private final Streams streams;
        private final boolean whole;
        private boolean anyError;

        Printer(Streams streams, boolean whole) {
            this.streams = streams;
            this.whole = whole;
        }

        @Override
        public void onLine(String line) {
            streams.out().println(line);
        }

        @Override
        public void onEnd(String line) {
            boolean hasCursor = !line.equals("END");
            if (whole || hasCursor) {
                streams.out().println(line);
            }
        }

        @Override
        public void onError(String line) {
            anyError = true;
            (whole ? streams.out() : streams.err()).println(line);
        }

        int exitCode() {
            return anyError ? ExitCode.REFUSED : ExitCode.GOOD;
        }
    }
}
