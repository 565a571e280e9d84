package sensorgate.device.send;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Progress;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.config.Configuration;
import sensorgate.device.hint.LineHint;
import sensorgate.device.send.Confirmation.Answer;
import sensorgate.device.text.BadLine;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;
import sensorgate.udp.DatagramSource;

/** {@code sensorgate send}: sends points from the command line, as a sensor does. */
public final class SendCommand extends Command {

    private static final String CONFIRM = "--confirm";
    private static final int RATE_DEFAULT = 10_000;
    private static final int RATE_MAX = 999_999_999;

    /** send does not know the unit at the gateway: this is the default there. */
    private static final Precision PRECISION = Precision.AUTO;

    private static final String HELP = """
            usage: sensorgate send [--to HOST[:PORT]] [--rate N] [--confirm] [--at PLACE] [LINE…]

            Sends line protocol by UDP, as a sensor does. Each LINE is one datagram. Without LINE,
            send reads standard input and sends each point as one datagram; at a terminal it shows a
            prompt until Ctrl-D. send checks the lines first: it shows bad lines and does not send
            them.

            On the gateway's machine, send asks the control socket what became of the points:
            stored, denied, rejected, not seen. Elsewhere UDP gives no answer; with --confirm, send
            asks the gateway by TCP, as a controller. STATS counts by address: if other programs of
            this machine send too, send shows the counts of all.

            options:
              --to HOST[:PORT]  the gateway's address; default this machine, at udp.port of
                                %s
              --rate N          at most N datagrams a second, 0 is without limit; default %s
              --confirm         if no control socket answers, ask the gateway by TCP
              --at PLACE        where to ask: the path of a control socket (with a slash), or, with
                                --confirm, HOST or HOST:PORT; default for TCP: that of --to

            exit codes: 0 all lines sent, and none is known to be lost, 1 the gateway did not get or
            store all points, 65, 69

            examples:
              sensorgate send 'temp,room=attic value=21.5'
              sensorgate send --to 192.168.1.5 'temp,room=attic value=21.5,battery=88i'
              sensorgate send --confirm --to 192.168.1.5 'temp,room=attic value=21.5'
              sensorgate send --rate 100 < points.txt
            """.formatted(Configuration.FILE_DEFAULT, RATE_DEFAULT);

    private final BooleanSupplier isTerminal;
    private final Supplier<HostAndPort> ownUdp;
    private final Supplier<GatewayPlace> own;

    /** Makes the command; {@code isTerminal} is true if a person types the lines. */
    public SendCommand(BooleanSupplier isTerminal) {
        this(isTerminal, HostAndPort::ofOwnUdp, GatewayPlace::ofThisMachine);
    }

    /**
     * Makes the command for a test.
     *
     * @param ownUdp where this machine's gateway receives datagrams
     * @param own where this machine's gateway is asked
     */
    SendCommand(
            BooleanSupplier isTerminal, Supplier<HostAndPort> ownUdp, Supplier<GatewayPlace> own) {
        super("send", "send points, as a sensor does", HELP);
        this.isTerminal = isTerminal;
        this.ownUdp = ownUdp;
        this.own = own;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parseWithFlag(
                arguments, CONFIRM, "--to", "--rate", GatewayPlace.OPTION);
        HostAndPort to = line.has("--to")
                ? HostAndPort.parse(line.option("--to", ""))
                : ownUdp.get();
        int rate = line.number("--rate", RATE_DEFAULT, 0, RATE_MAX);
        GatewayPlace at = at(line);
        boolean isStream = line.words().isEmpty();
        boolean isTyped = isStream && isTerminal.getAsBoolean();
        try (DatagramSender sender = DatagramSender.connect(to);
                Confirmation confirmation = new Confirmations(
                        to, sender.from(), sockets(at, to), tcp(line, at, to), isStream,
                        isTyped ? streams.out()::println : null).open()) {
            Sending sending = new Sending(
                    sender, confirmation, new Pace(rate), streams, isTyped);
            if (isStream) {
                sending.sendStream();
            } else {
                sending.sendWords(line.words());
            }
            return sending.finish(to);
        }
    }

    /** The place of {@code --at}, {@code null} without the option. */
    private static GatewayPlace at(CommandLine line) throws UsageException {
        GatewayPlace at = line.has(GatewayPlace.OPTION) ? GatewayPlace.of(line) : null;
        if (at != null && at.sockets().isEmpty() && !line.has(CONFIRM)) {
            throw new UsageException(GatewayPlace.OPTION + " " + at.named() + " is where " + CONFIRM
                    + " asks: write " + CONFIRM + " too, or --to to name the gateway");
        }
        return at;
    }

    private List<Path> sockets(GatewayPlace at, HostAndPort to) throws NobodyThereException {
        if (at != null) {
            return at.sockets();
        }
        return Confirmations.isOfThisMachine(to.resolve().getAddress())
                ? own.get().sockets()
                : List.of();
    }

    /** Where {@code --confirm} asks by TCP, {@code null} without that option. */
    private HostAndPort tcp(CommandLine line, GatewayPlace at, HostAndPort to) {
        if (!line.has(CONFIRM)) {
            return null;
        }
        if (at != null && at.tcp() != null) {
            return at.tcp();
        }
        return line.has("--to") ? to : own.get().tcp();
    }

    /** One run of the command, with the number of points sent so far. */
    private static final class Sending {

        private final DatagramSender sender;
        private final Confirmation confirmation;
        private final Pace pace;
        private final Streams streams;
        private final Progress progress;
        private final InputStream input;
        private long sentPoints;
        private final Set<String> doubts = new HashSet<>();
        private boolean anyBad;

        /** {@code isTyped} if a person types the lines: progress would overwrite the text. */
        Sending(
                DatagramSender sender, Confirmation confirmation, Pace pace, Streams streams,
                boolean isTyped) {
            this.sender = sender;
            this.confirmation = confirmation;
            this.pace = pace;
            this.streams = streams;
            progress = isTyped ? Progress.none() : Progress.on(streams);
            input = isTyped ? new PromptedInput(streams) : streams.in();
        }

        void sendStream() throws IOException {
            PointReader reader = new PointReader(input);
            while (reader.next()) {
                String number = "line " + reader.lineNumber();
                if (reader.rejection() == null) {
                    doubt(number, reader);
                    send(number, reader.bytes(), reader.from(), reader.to(), 1);
                } else {
                    report(number, reader);
                }
            }
        }

        void sendWords(List<String> words) throws IOException {
            for (int i = 0; i < words.size(); i++) {
                sendWord("argument " + (i + 1), words.get(i));
            }
            if (anyBad && words.stream().noneMatch(word -> word.contains(" "))) {
                streams.err().println("each LINE is one argument: put quotes around the line");
            }
        }

        private void sendWord(String number, String word) throws IOException {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            PointReader reader = new PointReader(new ByteArrayInputStream(bytes));
            int points = 0;
            while (reader.next()) {
                if (reader.rejection() != null) {
                    report(number, reader);
                    return;
                }
                doubt(number, reader);
                points++;
            }
            if (bytes.length > DatagramSource.SLOT_BYTES) {
                report(BadLine.describe(
                        number, bytes, 0, bytes.length, DatagramSource.SLOT_BYTES,
                        Cause.OVERSIZE));
            } else if (points > 0) {
                send(number, bytes, 0, bytes.length, points);
            }
        }

        private void send(String number, byte[] bytes, int from, int to, int points)
                throws IOException {
            pace.await();
            sender.send(bytes, from, to);
            confirmation.sent(number, bytes, from, to, points);
            sentPoints += points;
            progress.points(sentPoints);
        }

        private void report(String number, PointReader reader) {
            String hint = LineHint.ofRejected(
                    reader.bytes(), reader.from(), reader.to(), reader.rejection(), PRECISION);
            report(BadLine.describe(
                    number, reader.bytes(), reader.from(), reader.to(), reader.errorAt(),
                    reader.rejection()) + (hint == null ? "" : "\n  " + hint));
        }

        /** Says of a line that is sent what is strange in it, once for each kind of doubt. */
        private void doubt(String number, PointReader reader) {
            String doubt = LineHint.ofStored(
                    reader.bytes(), reader.point(), PRECISION,
                    System.currentTimeMillis() * 1_000_000);
            if (doubt != null && doubts.add(doubt.replaceFirst(": .*", "").replaceAll("\\d", ""))) {
                progress.clear();
                streams.err().println(number + " is sent, but " + doubt);
            }
        }

        private void report(String badLine) {
            anyBad = true;
            progress.clear();
            streams.err().println(badLine);
        }

        int finish(HostAndPort to) throws IOException {
            Answer answer = confirmation.answer();
            if (sentPoints > 0 && !answer.arrived()) {
                sender.awaitRefusal();
            }
            progress.clear();
            streams.out().println("sent " + Counted.of(sentPoints, "point") + " to " + to
                    + (sentPoints == 0 ? "" : answer.summary()));
            answer.problems().forEach(streams.err()::println);
            return anyBad ? ExitCode.BAD_INPUT : answer.exitCode();
        }
    }
}
