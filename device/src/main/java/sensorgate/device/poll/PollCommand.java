package sensorgate.device.poll;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.StandardStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.text.Printable;
import sensorgate.poll.Verb;

/** {@code sensorgate poll}: a controller at the command line. */
public final class PollCommand extends Command {

    private static final int TIMEOUT_DEFAULT = 15;
    private static final String PROMPT = "> ";
    private static final String EXIT = "exit";
    private static final char ESCAPE = '\033';
    private static final String FOLLOW = "--follow";
    private static final String FROM = "--from";

    private static final String HELP = """
            usage: sensorgate poll [--at PLACE] [--timeout SECONDS] [REQUEST…]
                   sensorgate poll --follow [--from CURSOR] [--at PLACE] [--timeout SECONDS]

            Sends a request to the gateway, as a controller does, and prints the reply. The words of
            REQUEST are joined by spaces. Without REQUEST, poll shows a prompt until exit, quit or
            Ctrl-D; if standard input is no terminal, poll reads one request per line and prints
            each reply with its END or ERR.

            If rlwrap is installed (sudo apt install rlwrap), the prompt has line editing, a history
            of requests, kept in ~/.local/state/sensorgate, and the Tab key completes requests,
            series and fields.

            poll uses the control socket of this machine, and the controller stays connected. The
            control socket of the service is for root and the group sensorgate: use sudo, or join
            the group with 'sudo usermod -aG sensorgate $USER' and log in again. If there is no
            control socket, or with --at HOST, poll connects by TCP: poll is then a controller like
            others, and waits for its turn.

            'sensorgate poll HELP' lists the requests.

            --follow prints points as they arrive, one per line, until Ctrl-C or until the reader
            closes the pipe. The last message is the command that continues. Messages go to standard
            error. If the gateway does not answer, poll retries and continues at its cursor: it
            prints each point once and says how many are lost: overwritten before poll could read
            them, not taken by the disk, or gone in a power cut.

            options:
              --at PLACE         the gateway: HOST, HOST:PORT, or the path of a control socket (with
                                 a slash); default the control socket of this machine, then
                                 TCP at tcp.port of its configuration
              --timeout SECONDS  how long to wait for an answer; default %s
              --follow           print points as they arrive
              --from CURSOR      where --follow begins: the cursor of an END line, 0 for the oldest
                                 point, or now; default %s

            exit codes: 0 answered, or followed to the end, 1 the gateway answered ERR, 69, 77

            examples:
              sensorgate poll VALUE temp,room=attic value
              sensorgate poll --at 192.168.1.5 DUMP
              printf 'LIST\\nSTATS\\n' | sensorgate poll
              sensorgate poll --follow --from 0 >> points.txt
            """.formatted(TIMEOUT_DEFAULT, Follower.CURSOR_DEFAULT);

    private final BooleanSupplier isTerminal;
    private final Supplier<LineEditor> editor;

    public PollCommand() {
        this(StandardStream::areDialogue, LineEditor::ofProcess);
    }

    /** Makes the command; {@code isTerminal} is true if a person types the requests. */
    PollCommand(BooleanSupplier isTerminal, Supplier<LineEditor> editor) {
        super("poll", "ask for readings, as a controller does", HELP);
        this.isTerminal = isTerminal;
        this.editor = editor;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parseWithFlag(
                arguments, FOLLOW, GatewayPlace.OPTION, "--timeout", FROM);
        GatewayPlace place = GatewayPlace.of(line);
        int timeoutMs = line.milliseconds("--timeout", TIMEOUT_DEFAULT, 0.001, 999_999);
        if (line.has(FOLLOW)) {
            return new Follower(
                    place, timeoutMs, cursor(line), streams, LockSupport::parkNanos).run();
        }
        if (line.has(FROM)) {
            throw new UsageException("--from is only for --follow:"
                    + " write --at PLACE to give the gateway's address");
        }
        String request = String.join(" ", line.words());
        if (request.indexOf('\n') >= 0) {
            throw new UsageException(
                    "a request is one line: write several requests to standard input");
        }
        boolean isPerson = request.isBlank() && isTerminal.getAsBoolean();
        LineEditor lines = isPerson ? editor.get() : null;
        if (isPerson && lines.isUsable()) {
            return edit(lines, arguments, place, timeoutMs);
        }
        try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
            if (isPerson && lines.isWanted()) {
                streams.err().println(LineEditor.INSTALL);
            }
            return request.isBlank()
                    ? askAll(connection, isPerson, streams)
                    : askOnce(connection, request, streams);
        }
    }

    /** Runs this command again under the line editor. */
    private int edit(
            LineEditor editor, List<String> arguments, GatewayPlace place, int timeoutMs)
            throws IOException {
        Collection<String> words;
        try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
            words = Completions.of(connection);
        }
        List<String> all = new ArrayList<>(List.of(name()));
        all.addAll(arguments);
        return editor.run(all, words);
    }

    /** The cursor to begin with; the gateway checks it. */
    private static String cursor(CommandLine line) throws UsageException {
        if (!line.words().isEmpty()) {
            throw new UsageException("--follow takes no request: remove '"
                    + String.join(" ", line.words()) + "' or --follow");
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

    /**
     * Asks the requests of standard input until its end or QUIT. Prompts a person; a program's
     * requests also end when the reader of the replies has gone.
     */
    private static int askAll(GatewayConnection connection, boolean isPerson, Streams streams)
            throws IOException {
        PrintStream out = streams.out();
        Printer printer = new Printer(streams, !isPerson);
        BufferedReader requests = new BufferedReader(
                new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
        boolean isRead = true;
        while (isRead) {
            out.print(isPerson ? PROMPT : "");
            out.flush();
            String request = requests.readLine();
            if (isPerson && request == null) {
                out.println();
            } else if (isPerson && request.indexOf(ESCAPE) >= 0) {
                streams.err().println("not sent: the line has an arrow key; " + LineEditor.INSTALL);
                continue;
            } else if (isPerson && request.strip().equalsIgnoreCase(EXIT)) {
                request = Verb.QUIT.name();
            }
            isRead = request != null && ask(connection, request, printer)
                    && (isPerson || !out.checkError());
        }
        return isPerson ? ExitCode.GOOD : printer.exitCode();
    }

    /** Asks a request; false after QUIT. */
    private static boolean ask(GatewayConnection connection, String request, Printer printer)
            throws NobodyThereException {
        if (Verb.of(request) == Verb.QUIT) {
            connection.quit();
            return false;
        }
        if (!request.isBlank()) {
            printer.isStream = Verb.of(request) == Verb.SNIFF;
            connection.ask(request, printer);
        }
        return true;
    }

    /** Prints replies: complete for a program, without END for a person. */
    private static final class Printer implements ReplyReader {

        private final Streams streams;
        private final boolean whole;
        private boolean anyError;

        /** True for a reply that goes on: each line is shown at once, until nobody reads it. */
        private boolean isStream;

        Printer(Streams streams, boolean whole) {
            this.streams = streams;
            this.whole = whole;
        }

        @Override
        public void onLine(String line) {
            streams.out().println(line);
        }

        @Override
        public boolean hasEnough() {
            return isStream && streams.out().checkError();
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
