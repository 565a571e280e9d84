package sensorgate;

import sensorgate.net.TcpSettings;
import sensorgate.net.UdpSettings;

/**
 * Everything that can be set, checked by whoever reads it from a file or a command line.
 *
 * @param udp where and how datagrams are received
 * @param tcp where and how polls are answered
 * @param seriesMax readings (field of a series) that the latest table holds, 1 to
 *         {@value #SERIES_LIMIT}
 */
public record GatewaySettings(UdpSettings udp, TcpSettings tcp, int seriesMax) {

    /** The most readings a table can be made for: one array holds all of them. */
    public static final int SERIES_LIMIT = 1 << 20;

    /** The readings a table holds unless told otherwise. */
    public static final int SERIES_DEFAULT = 4096;

    /** The settings of a gateway that was told nothing. */
    public static GatewaySettings defaults() {
        return new GatewaySettings(UdpSettings.defaults(), TcpSettings.defaults(), SERIES_DEFAULT);
    }
}
