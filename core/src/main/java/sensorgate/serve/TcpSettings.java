package sensorgate.serve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import sensorgate.address.SourceFilter;

/**
 * How controllers are served.
 *
 * @param address the local address to bind, or {@code null} for every address, IPv4 and IPv6
 * @param port 1 to 65535, or 0 for any free port
 * @param allow the controllers that are served
 * @param controllersMax the number of controllers served at the same time, 1 to
 *         {@value #CONTROLLERS_LIMIT}
 * @param turnNs a controller yields once it was served for this long while another waited,
 *         nanoseconds
 * @param idleNs a controller silent for this long yields to another that waits; the time in which
 *         a request must be complete; nanoseconds
 * @param writeTimeoutNs a controller or tool that leaves its reply unread for this long is
 *         disconnected, nanoseconds
 */
public record TcpSettings(
        InetAddress address, int port, SourceFilter allow, int controllersMax, long turnNs,
        long idleNs, long writeTimeoutNs) {

    /** The most controllers that can be served at the same time. */
    public static final int CONTROLLERS_LIMIT = 8;

    public TcpSettings allowing(SourceFilter otherAllow) {
        return new TcpSettings(
                address, port, otherAllow, controllersMax, turnNs, idleNs, writeTimeoutNs);
    }

    /** The address to bind. */
    public InetSocketAddress socketAddress() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }
}
