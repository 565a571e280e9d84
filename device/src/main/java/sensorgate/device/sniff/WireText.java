package sensorgate.device.sniff;

import java.util.List;
import java.util.StringJoiner;
import sensorgate.device.machine.UdpPorts.State;
import sensorgate.device.sniff.LineFate.Kind;
import sensorgate.udp.UdpSettings;

/**
 * What becomes of a datagram that reached this machine, whether or not the gateway ever sees it.
 *
 * @param text what a person is told
 * @param isGood true if nothing is wrong: the gateway takes it, or it is another program's
 */
record WireText(String text, boolean isGood) {

    private static final String INDENT = "  ";

    /**
     * Looks at a datagram.
     *
     * @param datagram what was sent
     * @param to where to, for people
     * @param port the port it was sent to
     * @param state how that port fares at that address
     * @param udp what the gateway listens at
     */
    static WireText of(
            SniffedDatagram datagram, String to, int port, State state, UdpSettings udp) {
        List<LineFate> lines = LineFate.of(datagram, udp.nsPerTick());
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
            case CLOSED -> "nobody listens at the gateway's port " + port
                    + ": start it with 'sensorgate run'";
            case OPEN_ELSEWHERE -> "the gateway does not listen at this address:"
                    + " set udp.address to *";
            case OPEN -> datagram.isDenied()
                    ? "not allowed: " + DatagramText.notAllowed(datagram)
                    : "for the gateway; if 'sensorgate sniff' does not show it,"
                            + " a firewall drops it";
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
                ? " is closed" + (isLines ? "" : ", and this is no line protocol")
                : " is another program's")
                + (isLines || isClosed
                        ? ": the gateway listens at " + udp.port()
                                + (isLines ? ", have the sensor send there" : "")
                        : ""));
        if (isLines && datagram.isDenied()) {
            text.add(INDENT + "it would not be allowed either: "
                    + DatagramText.notAllowed(datagram));
        }
        if (isLines || isClosed) {
            DatagramText.addContent(datagram, lines, false, false, text);
        }
        return new WireText(text.toString(), !isLines && !isClosed);
    }

    /** Some line is a point, and most are: what other programs say seldom looks like that. */
    private static boolean isLineProtocol(List<LineFate> lines) {
        long points = lines.stream().filter(line -> line.kind() == Kind.STORED).count();
        return points > 0 && points * 2 > lines.size();
    }
}
