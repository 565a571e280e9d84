package sensorgate.device.sniff;

import java.util.List;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counted;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UntilSignal;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.LineFate;
import sensorgate.device.client.SniffHead;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.device.text.Printable;
import sensorgate.line.Precision;
import sensorgate.udp.Fate;

/**
 * Shows the datagrams of a reply to SNIFF as they come. Belongs to one thread; the thread of a
 * signal may ask for the totals.
 */
final class Sniffer implements ReplyReader {

    private static final String SKIPPED = "SKIPPED ";

    /**
     * Which datagrams to show, and how.
     *
     * @param from the senders, {@code null} for all senders
     * @param badOnly true to show only datagrams and lines that are not stored
     * @param raw true to show the lines of the gateway's reply
     */
    record Choice(SourceFilter from, boolean badOnly, boolean raw, long count) {

        boolean takes(SniffedDatagram datagram) {
            return from == null || from.allows(datagram.senderHigh(), datagram.senderLow());
        }
    }

    private final Choice choice;
    private final GatewayConnection connection;
    private final Streams streams;
    private final UntilSignal output;
    private Precision precision = Precision.AUTO;
    private boolean unread;
    private volatile long shown;
    private volatile long bad;
    private volatile long skipped;
    private String error;

    Sniffer(Choice choice, GatewayConnection connection, Streams streams) {
        this.choice = choice;
        this.connection = connection;
        this.streams = streams;
        output = new UntilSignal(streams, this::totals);
    }

    /** Shows datagrams until there were enough, the output closes, or a signal ends the process. */
    int run() throws NobodyThereException {
        output.begin();
        try {
            connection.ask("SNIFF", this);
        } finally {
            output.end(error == null);
        }
        if (error != null) {
            streams.err().println(error);
            return ExitCode.REFUSED;
        }
        return ExitCode.GOOD;
    }

    @Override
    public void onLine(String line) {
        SniffHead head = SniffHead.parse(line);
        if (head != null) {
            precision = head.precision();
            streams.err().println("sniffing at " + connection.at() + "; stop with Ctrl-C");
            showRaw(line);
        } else if (line.startsWith(SKIPPED)) {
            skip(line);
        } else {
            show(line);
        }
    }

    @Override
    public void onEnd(String line) {
        showRaw(line);
    }

    @Override
    public void onError(String line) {
        error = line;
    }

    @Override
    public boolean hasEnough() {
        return unread || shown >= choice.count();
    }

    private String totals() {
        return totals("sniffed", shown, bad, skipped);
    }

    static String totals(String verb, long shown, long bad, long skipped) {
        return verb + " " + Counted.of(shown, "datagram") + ", "
                + bad + " of them not stored or not whole"
                + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }

    /** Prints a line of a newer gateway, which this program may not understand, as it is. */
    private void show(String line) {
        SniffedDatagram datagram;
        try {
            datagram = SniffedDatagram.parse(line);
        } catch (IllegalArgumentException _) {
            print(choice.raw() ? line : "-- not understood: " + Printable.of(line));
            return;
        }
        if (!choice.takes(datagram)) {
            return;
        }
        List<LineFate> lines = LineFate.of(datagram, precision);
        boolean isGood = datagram.fate() == Fate.RECEIVED || datagram.fate() == Fate.TIME_ANSWERED;
        boolean isBad = !isGood || !lines.stream().allMatch(LineFate::isGood);
        if (choice.badOnly() && !isBad) {
            return;
        }
        bad += isBad ? 1 : 0;
        shown++;
        print(choice.raw() ? line : DatagramText.arrived(datagram, lines, choice.badOnly()));
    }

    private void skip(String line) {
        long count = Long.parseLong(line.substring(SKIPPED.length()));
        skipped += count;
        print(choice.raw() ? line : "-- skipped " + Counted.of(count, "datagram")
                + ": they came faster than they can be shown");
    }

    private void showRaw(String line) {
        if (choice.raw()) {
            print(line);
        }
    }

    private void print(String piece) {
        unread |= !output.print(piece);
    }
}
