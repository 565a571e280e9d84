package sensorgate.device.send;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import sensorgate.count.Counted;
import sensorgate.device.cli.Command;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Progress;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.hint.LineHint;
import sensorgate.device.text.BadLine;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;
import sensorgate.udp.DatagramSource;

/** {@code sensorgate send}: sends points from the command line, as a sensor does. */
public final class SendCommand extends Command {

    private static final int RATE_DEFAULT = 10_000;
    private static final int RATE_MAX = 999_999_999;

    /** send does not know the unit at the gateway: this is the default there. */
    private static final Precision PRECISION = Precision.AUTO;

    private static final String HELP = """
            usage: sensorgate send [--to HOST[:PORT]] [--rate N] [LINE…]

            Sends line protocol by UDP, as a sensor does. Each LINE is one datagram. Without LINE,
            send reads standard input and sends each point as one datagram; at a terminal it shows a
            prompt until Ctrl-D. send checks the lines first: it shows bad lines and does not send
            them.

            UDP has no receipt: 'sensorgate poll STATS' shows what the gateway has received.

            options:
              --to HOST[:PORT]  the gateway's address; default %s
              --rate N          at most N datagrams a second, 0 is without limit; default %s

            exit codes: 0 all lines sent, 65, 69

            examples:
              sensorgate send 'temp,room=attic value=21.5'
              sensorgate send --to 192.168.1.5 'temp,room=attic value=21.5,battery=88i'
              sensorgate send --rate 100 < points.txt
            """.formatted(HostAndPort.DEFAULT, RATE_DEFAULT);

    private final BooleanSupplier isTerminal;

    /** Makes the command; {@code isTerminal} is true if a person types the lines. */
    public SendCommand(BooleanSupplier isTerminal) {
        super("send", "send points, as a sensor does", HELP);
        this.isTerminal = isTerminal;
    }

    @Override
    public int run(List<String> arguments, Streams streams) throws UsageException, IOException {
        CommandLine line = CommandLine.parse(arguments, "--to", "--rate");
        HostAndPort to = HostAndPort.parse(line.option("--to", HostAndPort.DEFAULT));
        int rate = line.number("--rate", RATE_DEFAULT, 0, RATE_MAX);
        try (DatagramSender sender = DatagramSender.connect(to)) {
            boolean isTyped = line.words().isEmpty() && isTerminal.getAsBoolean();
            Sending sending = new Sending(sender, new Pace(rate), streams, isTyped);
            if (line.words().isEmpty()) {
                sending.sendStream();
            } else {
                sending.sendWords(line.words());
            }
            return sending.finish(to);
        }
    }

    /** One run of the command, with the number of points sent so far. */
    private static final class Sending {

        private final DatagramSender sender;
        private final Pace pace;
        private final Streams streams;
        private final Progress progress;
        private final InputStream input;
        private long sentPoints;
        private final Set<String> doubts = new HashSet<>();
        private boolean anyBad;

        /** {@code isTyped} if a person types the lines: progress would overwrite the text. */
        Sending(DatagramSender sender, Pace pace, Streams streams, boolean isTyped) {
            this.sender = sender;
            this.pace = pace;
            this.streams = streams;
            progress = isTyped ? Progress.none() : Progress.on(streams);
            input = isTyped ? new PromptedInput(streams) : streams.in();
        }

        void sendStream() throws IOException {
            PointReader reader = new PointReader(input);
            while (reader.next()) {
                if (reader.rejection() == null) {
                    doubt("line " + reader.lineNumber(), reader);
                    send(reader.bytes(), reader.from(), reader.to(), 1);
                } else {
                    report("line " + reader.lineNumber(), reader);
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
                send(bytes, 0, bytes.length, points);
            }
        }

        private void send(byte[] bytes, int from, int to, int points) throws IOException {
            pace.await();
            sender.send(bytes, from, to);
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
            if (sentPoints > 0) {
                sender.awaitRefusal();
            }
            progress.clear();
            streams.out().println("sent " + Counted.of(sentPoints, "point") + " to " + to);
            return anyBad ? ExitCode.BAD_INPUT : ExitCode.GOOD;
        }
    }
}
