package sensorgate.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import sensorgate.address.MulticastGroup;
import sensorgate.address.SourceFilter;
import sensorgate.line.Precision;

/**
 * Settings of the UDP receiver.
 *
 * @param address the local address to bind, {@code null} for all addresses, IPv4 and IPv6
 * @param port 1 to 65535, or 0 for any free port
 * @param allow the senders whose datagrams are read
 * @param source how to receive datagrams from the kernel
 * @param coalesceNs the longest sleep of a busy receiver that lets datagrams gather, nanoseconds;
 *         0 for no sleep
 * @param receiveBufferBytes the size to ask for the kernel's buffer, as {@code SO_RCVBUF} counts
 * @param precision the unit of the sensors' timestamps
 * @param groups the multicast groups to join
 * @param inheritedFd the descriptor of a UDP socket that this process was started with, bound to
 *         {@code address} and {@code port}; {@value #NOT_INHERITED} for no such socket
 */
public record UdpSettings(
        InetAddress address,
        int port,
        SourceFilter allow,
        SourceKind source,
        long coalesceNs,
        int receiveBufferBytes,
        Precision precision,
        List<MulticastGroup> groups,
        int inheritedFd) {

    public static final int NOT_INHERITED = -1;

    public enum SourceKind {
        /** {@code recvmmsg(2)} on 64-bit Linux, {@code DatagramChannel} elsewhere. */
        AUTO,
        /** {@code recvmmsg(2)}, or an error on other machines. */
        RECVMMSG,
        /** {@code DatagramChannel}. */
        PORTABLE
    }

    /** Settings of a receiver that opens its own socket and joins no multicast group. */
    public UdpSettings(
            InetAddress address, int port, SourceFilter allow, SourceKind source, long coalesceNs,
            int receiveBufferBytes, Precision precision) {
        this(address, port, allow, source, coalesceNs, receiveBufferBytes, precision, List.of(),
                NOT_INHERITED);
    }

    public UdpSettings inheriting(int fd) {
        return new UdpSettings(
                address, port, allow, source, coalesceNs, receiveBufferBytes, precision, groups,
                fd);
    }

    public UdpSettings joining(List<MulticastGroup> otherGroups) {
        return new UdpSettings(
                address, port, allow, source, coalesceNs, receiveBufferBytes, precision,
                otherGroups, inheritedFd);
    }

    public UdpSettings allowing(SourceFilter otherAllow) {
        return new UdpSettings(
                address, port, otherAllow, source, coalesceNs, receiveBufferBytes, precision,
                groups, inheritedFd);
    }

    public UdpSettings at(int otherPort, Precision otherPrecision) {
        return new UdpSettings(
                address, otherPort, allow, source, coalesceNs, receiveBufferBytes, otherPrecision,
                groups, inheritedFd);
    }

    public boolean isInheriting() {
        return inheritedFd != NOT_INHERITED;
    }

    InetSocketAddress socketAddress() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }
}
