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
 * @param idleMs how long a controller may be silent before it yields to one that waits,
 *         milliseconds
 * @param writeTimeoutMs how long a controller may leave its reply unread, milliseconds
 */
public record TcpSettings(
        InetAddress address, int port, SourceFilter allow, long idleMs, long writeTimeoutMs) {

    /** The address to bind. */
    public InetSocketAddress socketAddress() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }
}
