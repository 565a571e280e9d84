package sensorgate.device.sniff;

import java.nio.file.Path;
import java.util.List;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.SniffHead;
import sensorgate.udp.UdpSettings;

/**
 * Asks the running gateway for its UDP port, which the first line of its reply to SNIFF tells. The
 * port may differ from the configuration: an option or the kernel may have chosen another port.
 */
final class RunningGateway implements ReplyReader {

    private SniffHead head;

    private RunningGateway() {}

    /** The settings, with port and precision of the gateway that answers at one of the sockets. */
    static UdpSettings settings(UdpSettings configured, List<Path> sockets, int timeoutMs) {
        RunningGateway gateway = new RunningGateway();
        GatewayPlace place = GatewayPlace.ofThisMachine(sockets, null);
        try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
            connection.ask("SNIFF", gateway);
        } catch (NobodyThereException _) {
            // no gateway answers: the configuration counts
        }
        return gateway.head == null
                ? configured
                : configured.at(gateway.head.udpPort(), gateway.head.precision());
    }

    @Override
    public void onLine(String line) {
        head = SniffHead.parse(line);
    }

    @Override
    public boolean hasEnough() {
        return true;
    }

    @Override
    public void onEnd(String line) {
        // hasEnough() ends the reply earlier
    }

    @Override
    public void onError(String line) {
        // an older gateway does not know SNIFF
    }
}
