package sensorgate.device.sniff;

import java.nio.file.Path;
import java.util.List;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.GatewayPlace;
import sensorgate.udp.UdpSettings;

/**
 * Where the gateway that runs receives, as it says in the first line of its reply to SNIFF: systemd
 * may have given it another port than its configuration has, or the kernel any that was free.
 */
final class RunningGateway implements ReplyReader {

    /** A gateway that hangs is as good as none. */
    private static final int ANSWER_TIMEOUT_MS = 2_000;

    private final UdpSettings configured;
    private UdpSettings running;

    private RunningGateway(UdpSettings configured) {
        this.configured = configured;
        running = configured;
    }

    /** The settings, with what a gateway says that answers at one of the control sockets. */
    static UdpSettings settings(UdpSettings configured, List<Path> sockets) {
        return settings(configured, sockets, ANSWER_TIMEOUT_MS);
    }

    /** The same for a gateway that has so long to answer. */
    static UdpSettings settings(UdpSettings configured, List<Path> sockets, int timeoutMs) {
        RunningGateway gateway = new RunningGateway(configured);
        GatewayPlace place = GatewayPlace.ofThisMachine(sockets, null);
        try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
            connection.ask("SNIFF", gateway);
        } catch (NobodyThereException _) {
            // none runs, or none that says it: what is configured counts
        }
        return gateway.running;
    }

    @Override
    public void onLine(String line) {
        SniffHead head = SniffHead.parse(line);
        if (head != null) {
            running = configured.at(head.udpPort(), head.nsPerTick());
        }
    }

    @Override
    public boolean hasEnough() {
        return true;
    }

    @Override
    public void onEnd(String line) {
        // it does not come to that
    }

    @Override
    public void onError(String line) {
        // an older gateway
    }
}
