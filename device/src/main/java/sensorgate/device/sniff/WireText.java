package sensorgate.device.sniff;

import java.util.List;
import java.util.StringJoiner;
import sensorgate.device.client.LineFate.Kind;
import sensorgate.device.client.LineFate;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.device.machine.UdpPorts.State;
import sensorgate.udp.UdpSettings;

/**
 * Text about a datagram that reached this machine, whether or not the gateway gets it.
 *
 * @param isGood true if the gateway stores the datagram, or if it belongs to another program
 */
record WireText(String text, boolean isGood) {

    private static final String INDENT = "  ";

    /**
     * Describes a datagram.
     *
     * @param to its destination as text for people
     * @param state whether a program listens on that port at that address
     */
    static WireText of(
            SniffedDatagram datagram, String to, int port, State state, UdpSettings udp) {
        List<LineFate> lines = LineFate.of(datagram, udp.precision());
        StringJoiner text = new StringJoiner("\n");
        text.add(DatagramText.head(datagram, " to " + to));
        return port == udp.port()
                ? forGateway(datagram, lines, port, state, text)
                : forAnother(datagram, lines, port, state, udp, text);
    }

    private static WireText forGateway(
            SniffedDatagram datagram, List<LineFate> lines, int port, State state,
            StringJoiner text) {
        boolean isTaken = state == State.OPEN && !datagram.isDenied();
        text.add(INDENT + switch (state) {
            case CLOSED -> "no program listens on the gateway's port " + port
                    + ": start the gateway with 'sensorgate run'";
            case OPEN_ELSEWHERE -> "the gateway does not listen at this address:"
                    + " set udp.address=*";
            case OPEN -> datagram.isDenied()
                    ? "not allowed: " + datagram.whyDenied()
                    : "for the gateway; if 'sensorgate sniff' does not show this"
                            + " datagram, a firewall drops it";
        });
        DatagramText.addContent(datagram, lines, false, false, text);
        return new WireText(
                text.toString(), isTaken && lines.stream().allMatch(LineFate::isGood));
    }

    private static WireText forAnother(
            SniffedDatagram datagram, List<LineFate> lines, int port, State state, UdpSettings udp,
            StringJoiner text) {
        boolean isLines = isLineProtocol(lines);
        boolean isClosed = state != State.OPEN;
        text.add(INDENT + "port " + port + (isClosed
                ? " is closed" + (isLines ? "" : ", and this is not line protocol")
                : " belongs to another program")
                + (isLines || isClosed
                        ? ": the gateway listens at " + udp.port()
                                + (isLines ? ", have the sensor send there" : "")
                        : ""));
        if (isLines && datagram.isDenied()) {
            text.add(INDENT + "the sender is not allowed either: "
                    + datagram.whyDenied());
        }
        if (isLines || isClosed) {
            DatagramText.addContent(datagram, lines, false, false, text);
        }
        return new WireText(text.toString(), !isLines && !isClosed);
    }

    /** True if most lines are points: data of other programs seldom looks like that. */
    private static boolean isLineProtocol(List<LineFate> lines) {
        long points = lines.stream().filter(line -> line.kind() == Kind.STORED).count();
        return points > 0 && points * 2 > lines.size();
    }
}
