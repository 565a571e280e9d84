package sensorgate.device.send;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import sensorgate.address.IpAddress;
import sensorgate.address.SocketPlace;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.client.SniffHead;
import sensorgate.device.send.Confirmation.Answer;

/**
 * Chooses how to learn what becomes of datagrams: at the control socket if the gateway is on this
 * machine, else by TCP if the user wants that.
 *
 * @param to the gateway's UDP address
 * @param from the sending socket's own address
 * @param sockets the control sockets to try; empty for a gateway elsewhere
 * @param tcp the gateway's TCP address, {@code null} not to ask by TCP
 * @param isStream true if many datagrams may follow
 * @param typed receives the fate of each datagram, {@code null} if nobody types
 */
record Confirmations(
        HostAndPort to, InetSocketAddress from, List<Path> sockets, HostAndPort tcp,
        boolean isStream, Consumer<String> typed) {

    /** How long the gateway may take to count a datagram. */
    private static final int ARRIVAL_MS = 1_000;

    private static final int CONTROL_TIMEOUT_MS = 5_000;

    /** A turn of another controller may have to end first. */
    private static final int TCP_TIMEOUT_MS = 30_000;

    /** True if the address is one of this machine's own. */
    static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }

    Confirmation open() {
        String why = "UDP gives no answer, --confirm asks the gateway by TCP";
        if (!sockets.isEmpty()) {
            try {
                return openControl();
            } catch (NobodyThereException e) {
                why = "arrival unknown: " + e.getMessage();
            }
        }
        if (tcp == null) {
            return Confirmation.none(Answer.unknown(why));
        }
        try {
            return new StatsConfirmation(
                    () -> GatewayConnection.open(tcp, TCP_TIMEOUT_MS), self(), ARRIVAL_MS,
                    !isStream);
        } catch (NobodyThereException e) {
            return Confirmation.none(new Answer(
                    false, "; not confirmed: " + e.getMessage(), List.of(),
                    ExitCode.NOBODY_THERE));
        }
    }

    private Confirmation openControl() throws NobodyThereException {
        GatewayConnection sniff = control();
        boolean isKept = false;
        try {
            sniff.begin("SNIFF");
            String line = sniff.nextLine(CONTROL_TIMEOUT_MS);
            SniffHead head = line == null ? null : SniffHead.parse(line);
            if (head == null) {
                throw new NobodyThereException(sniff.at() + (line == null
                        ? " does not answer: the gateway hangs, or does not run yet"
                        : " answered " + line), null);
            }
            if (head.udpPort() != to.port()) {
                throw new NobodyThereException("the gateway at " + sniff.at() + " receives at UDP"
                        + " port " + head.udpPort() + ", not " + to.port() + ": send --to that"
                        + " port, or name the other gateway's control socket with "
                        + GatewayPlace.OPTION, null);
            }
            if (isStream && typed == null) {
                return new StatsConfirmation(this::control, self(), ARRIVAL_MS, true);
            }
            KernelDrops drops = new KernelDrops(control());
            isKept = true;
            return new SniffConfirmation(
                    sniff, head, self().addressAndPort(), ARRIVAL_MS, drops, typed);
        } finally {
            if (!isKept) {
                sniff.close();
            }
        }
    }

    private GatewayConnection control() throws NobodyThereException {
        return GatewayConnection.open(
                GatewayPlace.ofThisMachine(sockets, null), CONTROL_TIMEOUT_MS);
    }

    private StatsConfirmation.Self self() {
        SocketPlace place = SocketPlace.of(from.getAddress().getAddress(), from.getPort());
        return new StatsConfirmation.Self(
                IpAddress.of(place.high(), place.low()),
                IpAddress.of(place.high(), place.low(), place.port()));
    }
}
