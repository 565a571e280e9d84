package sensorgate.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import sensorgate.address.SourceFilter;

/**
 * Where and how datagrams are received.
 *
 * @param address the local address to bind, or {@code null} for every one, IPv4 and IPv6
 * @param port 1 to 65535, or 0 for any free one
 * @param allow the senders that are listened to
 * @param source how datagrams are taken from the kernel
 * @param coalesceNs how long a busy receiver sleeps at the most to let datagrams gather,
 *         nanoseconds; 0 never
 * @param receiveBufferBytes the kernel's receive buffer to ask for, as {@code SO_RCVBUF} counts
 * @param nsPerTick the unit of the sensors' own timestamps, nanoseconds: 1, 1e3, 1e6 or 1e9
 * @param inheritedFd the descriptor of a bound UDP socket that this process was started with, which
 *         wins over {@code address} and {@code port}; {@value #NOT_INHERITED} for none
 */
public record UdpSettings(
        InetAddress address,
        int port,
        SourceFilter allow,
        SourceKind source,
        long coalesceNs,
        int receiveBufferBytes,
        long nsPerTick,
        int inheritedFd) {

    /** No socket is inherited. */
    public static final int NOT_INHERITED = -1;

    /** How datagrams are taken from the kernel. */
    public enum SourceKind {
        /** {@code recvmmsg(2)} on 64-bit Linux, {@code DatagramChannel} elsewhere. */
        AUTO,
        /** {@code recvmmsg(2)}, or an error where it cannot be had. */
        RECVMMSG,
        /** {@code DatagramChannel}. */
        PORTABLE
    }

    /** The settings of a receiver that binds a socket of its own. */
    public UdpSettings(
            InetAddress address, int port, SourceFilter allow, SourceKind source, long coalesceNs,
            int receiveBufferBytes, long nsPerTick) {
        this(address, port, allow, source, coalesceNs, receiveBufferBytes, nsPerTick,
                NOT_INHERITED);
    }

    /** The same for a receiver that takes over an inherited socket. */
    public UdpSettings inheriting(int fd) {
        return new UdpSettings(
                address, port, allow, source, coalesceNs, receiveBufferBytes, nsPerTick, fd);
    }

    /** The same for another port, and timestamps in another unit. */
    public UdpSettings at(int otherPort, long otherNsPerTick) {
        return new UdpSettings(
                address, otherPort, allow, source, coalesceNs, receiveBufferBytes, otherNsPerTick,
                inheritedFd);
    }

    /** True if a socket is inherited. */
    public boolean isInheriting() {
        return inheritedFd != NOT_INHERITED;
    }

    InetSocketAddress socketAddress() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }
}
