package sensorgate;

import sensorgate.serve.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.StoreSettings;
import sensorgate.udp.UdpSettings;

/**
 * Everything that can be set, checked by whoever reads it from a file or a command line.
 *
 * @param udp where and how datagrams are received
 * @param tcp where and how polls are answered
 * @param control where local tools are answered
 * @param store where and how readings outlive the process
 * @param seriesMax readings (field of a series) that the latest table holds, 1 to
 *         {@value #SERIES_LIMIT}
 */
public record GatewaySettings(
        UdpSettings udp, TcpSettings tcp, ControlSettings control, StoreSettings store,
        int seriesMax) {

    /** The most readings a table can be made for: one array holds all of them. */
    public static final int SERIES_LIMIT = 1 << 20;

    /** These settings for a gateway that takes over an inherited UDP socket. */
    public GatewaySettings inheriting(int udpFd) {
        return new GatewaySettings(udp.inheriting(udpFd), tcp, control, store, seriesMax);
    }
}
