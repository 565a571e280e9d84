package sensorgate;

import java.nio.file.Path;
import sensorgate.net.ControlSettings;
import sensorgate.net.TcpSettings;
import sensorgate.net.UdpSettings;
import sensorgate.store.StoreSettings;

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

    /** The readings a table holds unless told otherwise. */
    public static final int SERIES_DEFAULT = 4096;

    /** The settings of a gateway without a control socket. */
    public GatewaySettings(
            UdpSettings udp, TcpSettings tcp, StoreSettings store, int seriesMax) {
        this(udp, tcp, ControlSettings.NONE, store, seriesMax);
    }

    /** The same for a gateway that answers local tools there. */
    public GatewaySettings controlledAt(ControlSettings there) {
        return new GatewaySettings(udp, tcp, there, store, seriesMax);
    }

    /** The same for a gateway that takes over an inherited UDP socket. */
    public GatewaySettings inheriting(int udpFd) {
        return new GatewaySettings(udp.inheriting(udpFd), tcp, control, store, seriesMax);
    }

    /** The settings of a gateway that was told nothing but where to keep its state. */
    public static GatewaySettings defaults(Path directory) {
        return new GatewaySettings(
                UdpSettings.defaults(), TcpSettings.defaults(), StoreSettings.of(directory),
                SERIES_DEFAULT);
    }
}
