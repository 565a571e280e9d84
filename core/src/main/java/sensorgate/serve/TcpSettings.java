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
 * @param idleNs a controller silent for this long yields to another that waits, nanoseconds
 * @param writeTimeoutNs a controller or tool that leaves its reply unread for this long is
 *         disconnected, nanoseconds
 */
public record TcpSettings(
        InetAddress address, int port, SourceFilter allow, long idleNs, long writeTimeoutNs) {

    /** The address to bind. */
    public InetSocketAddress socketAddress() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }
}
