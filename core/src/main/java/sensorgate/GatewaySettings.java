package sensorgate;

import sensorgate.address.OwnNetworks;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.store.StoreSettings;
import sensorgate.udp.UdpSettings;

/**
 * All settings of a gateway. The reader of the file or of the command line has checked them.
 *
 * @param udp where and how the gateway receives datagrams
 * @param tcp where and how the gateway answers polls
 * @param control where the gateway answers local tools
 * @param store where and how the gateway stores points and readings
 * @param series how many readings the latest table holds, and who gives way
 */
public record GatewaySettings(
        UdpSettings udp, TcpSettings tcp, ControlSettings control, StoreSettings store,
        SeriesSettings series) {

    /** These settings on a machine: where {@code local} is allowed, so are its networks. */
    GatewaySettings at(OwnNetworks machine) {
        return new GatewaySettings(
                udp.allowing(udp.allow().at(machine)), tcp.allowing(tcp.allow().at(machine)),
                control, store, series);
    }

    boolean isLocalAllowed() {
        return udp.allow().isLocal() || tcp.allow().isLocal();
    }

    /** These settings for a gateway that takes over an inherited UDP socket. */
    public GatewaySettings inheriting(int udpFd) {
        return new GatewaySettings(udp.inheriting(udpFd), tcp, control, store, series);
    }
}
