package sensorgate.device.sniff;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import sensorgate.address.IpAddress;
import sensorgate.address.SocketPlace;
import sensorgate.count.Counted;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UntilSignal;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.device.machine.UdpPorts;
import sensorgate.udp.Fate;
import sensorgate.udp.UdpSettings;

/**
 * {@code sensorgate sniff --wire}: shows every UDP datagram that reaches this machine. Belongs to
 * one thread; the thread of a signal may ask for the totals.
 */
final class WireListener {

    private final Sniffer.Choice choice;
    private final UdpSettings udp;
    private final Streams streams;
    private final UntilSignal output;
    private final UdpPorts ports = new UdpPorts();
    private volatile long shown;
    private volatile long bad;
    private volatile long skipped;

    WireListener(Sniffer.Choice choice, UdpSettings udp, Streams streams) {
        this.choice = choice;
        this.udp = udp;
        this.streams = streams;
        output = new UntilSignal(streams, this::totals);
    }

    /** Listens until enough was shown, the output closes, or a signal ends the process. */
    int run() {
        try (WireSource wire = WireSource.open()) {
            streams.err().println("listening to every UDP datagram that reaches this machine; the"
                    + " gateway's port is " + udp.port() + "; stop with Ctrl-C");
            output.begin();
            try {
                listen(wire);
            } finally {
                output.end(true);
            }
            return ExitCode.GOOD;
        } catch (AccessDeniedException _) {
            streams.err().println("sensorgate: listening to the wire needs the privilege"
                    + " CAP_NET_RAW: try 'sudo sensorgate sniff --wire'; start a container with"
                    + " --cap-add=NET_RAW");
            return ExitCode.NO_PERMISSION;
        } catch (IOException e) {
            streams.err().println("sensorgate: cannot listen to the wire: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private void listen(WireSource wire) throws IOException {
        boolean isRead = true;
        while (isRead && shown < choice.count()) {
            int count = wire.receive();
            for (int i = 0; i < count && isRead && shown < choice.count(); i++) {
                WireDatagram heard = wire.take(i);
                isRead = heard == null || show(heard);
            }
            isRead = isRead && showSkipped(wire.takeDropped());
        }
    }

    /** Shows a datagram if the choice takes it; false if the output is closed. */
    private boolean show(WireDatagram heard) {
        SniffedDatagram datagram = datagram(heard);
        if (!choice.takes(datagram)) {
            return true;
        }
        SocketPlace to = heard.destination();
        WireText text = WireText.of(
                datagram, text(to) + (heard.isFragmented() ? ", in fragments" : ""), to.port(),
                ports.stateOf(to, heard.source()), udp);
        if (choice.badOnly() && text.isGood()) {
            return true;
        }
        bad += text.isGood() ? 0 : 1;
        shown++;
        return output.print(text.text());
    }

    private SniffedDatagram datagram(WireDatagram heard) {
        Instant now = Instant.now();
        SocketPlace source = heard.source();
        int shownBytes = Math.min(heard.content().length, SniffedDatagram.BYTES_MAX);
        return new SniffedDatagram(
                now.getEpochSecond() * 1_000_000_000 + now.getNano(), text(source), source.high(),
                source.low(), heard.length() > shownBytes,
                udp.allow().allows(source.high(), source.low()) ? Fate.RECEIVED : Fate.DENIED,
                Set.of(), Set.of(), Set.of(),
                Arrays.copyOf(heard.content(), shownBytes));
    }

    private static String text(SocketPlace place) {
        return IpAddress.of(place.high(), place.low(), place.port());
    }

    private boolean showSkipped(long count) {
        skipped += count;
        return count == 0 || output.print("-- skipped "
                + Counted.of(count, "packet") + ": they came faster than they can be shown");
    }

    private String totals() {
        return Sniffer.totals("heard", shown, bad, skipped);
    }
}
