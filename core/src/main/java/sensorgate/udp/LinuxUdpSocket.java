package sensorgate.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import sensorgate.address.BindFailure;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * A bound UDP socket. Either this process opens the socket, for IPv4 and IPv6 if the machine has
 * both; or the process inherits the socket from systemd. Belongs to its
 * {@link LinuxDatagramSource}.
 */
final class LinuxUdpSocket implements AutoCloseable {

    private final Libc libc;
    private final int askedBytes;
    private int fd = -1;
    private InetAddress address;
    private int port;

    private LinuxUdpSocket(Libc libc, int receiveBufferBytes) {
        this.libc = libc;
        this.askedBytes = receiveBufferBytes;
    }

    /** Opens and binds a socket. If that fails, closes what was opened and throws. */
    static LinuxUdpSocket open(Libc libc, InetSocketAddress local, int receiveBufferBytes)
            throws IOException {
        LinuxUdpSocket socket = new LinuxUdpSocket(libc, receiveBufferBytes);
        try {
            int family = socket.open(local.getAddress());
            socket.setReceiveBuffer();
            socket.setTimeout();
            socket.bind(family, local);
            socket.readName();
            return socket;
        } catch (Throwable failure) {
            socket.close();
            throw failure;
        }
    }

    /**
     * Takes over a socket that this process was started with. Datagrams sent since the socket was
     * bound wait in it. Closes the descriptor and throws if it is not a bound UDP socket.
     */
    static LinuxUdpSocket inherit(Libc libc, int fd, int receiveBufferBytes) throws IOException {
        LinuxUdpSocket socket = new LinuxUdpSocket(libc, receiveBufferBytes);
        socket.fd = fd;
        try {
            socket.checkKind();
            socket.readName();
            if (socket.port == 0) {
                throw socket.unusable("it is not bound to a port");
            }
            socket.setBlocking();
            socket.setTimeout();
            if (socket.receiveBuffer().isCapped()) {
                socket.enlargeReceiveBuffer();
            }
            return socket;
        } catch (Throwable failure) {
            socket.close();
            throw failure;
        }
    }

    int fd() {
        return fd;
    }

    /** The local address, {@code null} for all addresses. */
    InetAddress address() {
        return address;
    }

    int port() {
        return port;
    }

    ReceiveBuffer receiveBuffer() {
        int reservedBytes = libc.intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF);
        return new ReceiveBuffer(askedBytes, reservedBytes / 2);
    }

    /**
     * Has the kernel tell the destination of each datagram. A socket of one family refuses the
     * other family's option; a kernel that refuses both tells nothing.
     */
    void tellDestinations() {
        trySetInt(Sockets.IPPROTO_IP, Sockets.IP_PKTINFO);
        trySetInt(Sockets.IPPROTO_IPV6, Sockets.IPV6_RECVPKTINFO);
    }

    /** Joins a multicast group on the interface of this number. */
    void join(InetAddress group, int device) throws IOException {
        boolean isIpv4 = group instanceof Inet4Address;
        try (Arena own = Arena.ofConfined()) {
            MemorySegment request = own.allocate(Sockets.GROUP_REQUEST_BYTES, 8);
            Sockets.setGroupRequest(request, device, group);
            int level = isIpv4 ? Sockets.IPPROTO_IP : Sockets.IPPROTO_IPV6;
            int result = libc.setsockopt(fd, level, Sockets.MCAST_JOIN_GROUP, request);
            if (result != -Sockets.EADDRINUSE) { // an inherited socket may have joined before
                check("MCAST_JOIN_GROUP", result);
            }
        }
    }

    @Override
    public void close() {
        if (fd >= 0) {
            libc.close(fd);
            fd = -1;
        }
    }

    // ---- a socket that this process opens

    /**
     * Opens a socket and returns its family. For all addresses: IPv6, which serves IPv4 too, or
     * IPv4 if the machine has no IPv6. For a single address: the family of the address.
     */
    private int open(InetAddress local) throws IOException {
        boolean isEvery = local.isAnyLocalAddress();
        if (isEvery || !(local instanceof Inet4Address)) {
            fd = socket(Sockets.AF_INET6);
            if (fd >= 0) {
                check("IPV6_V6ONLY", setInt(fd, Sockets.IPPROTO_IPV6, Sockets.IPV6_V6ONLY, 0));
                return Sockets.AF_INET6;
            }
            if (!isEvery || fd != -Sockets.EAFNOSUPPORT) {
                check("socket", fd);
            }
        }
        fd = check("socket", socket(Sockets.AF_INET));
        return Sockets.AF_INET;
    }

    private int socket(int family) {
        return libc.socket(family, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
    }

    private void setReceiveBuffer() throws IOException {
        if (!forceReceiveBuffer()) {
            check("SO_RCVBUF", setInt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, askedBytes));
        }
    }

    /** Asks for more than {@code rmem_max} allows, which needs CAP_NET_ADMIN. */
    private boolean forceReceiveBuffer() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment bytes = own.allocateFrom(JAVA_INT, askedBytes);
            return libc.trySetsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, bytes);
        }
    }

    private void bind(int family, InetSocketAddress local) throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment name = own.allocate(Sockets.ADDRESS_BYTES, 8);
            Sockets.setAddress(name, family, local.getAddress(), local.getPort());
            int result = libc.bind(fd, name, Sockets.addressBytes(family));
            if (result < 0) {
                throw new BindFailure(-result, libc.describe(-result));
            }
        }
    }

    // ---- an inherited socket

    private void checkKind() throws IOException {
        int type = libc.intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_TYPE);
        int family = libc.intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_DOMAIN);
        int protocol = libc.intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_PROTOCOL);
        if (type < 0) {
            throw unusable("it is not a socket");
        }
        boolean isIp = family == Sockets.AF_INET || family == Sockets.AF_INET6;
        if (!isIp || type != Sockets.SOCK_DGRAM || protocol != Sockets.IPPROTO_UDP) {
            throw unusable("it is not a UDP socket, family=" + family + ", type=" + type
                    + ", protocol=" + protocol);
        }
    }

    /** The socket may be non-blocking, and may be open in programs that this process starts. */
    private void setBlocking() throws IOException {
        int flags = check("F_GETFL", libc.fcntl(fd, Sockets.F_GETFL, 0));
        check("F_SETFL", libc.fcntl(fd, Sockets.F_SETFL, flags & ~Sockets.O_NONBLOCK));
        check("F_SETFD", libc.fcntl(fd, Sockets.F_SETFD, Sockets.FD_CLOEXEC));
    }

    /**
     * Asks for a larger buffer if the kernel grants one. The present buffer may be larger than
     * {@code rmem_max} allows, and asking would shrink it. So a second socket is asked first.
     */
    private void enlargeReceiveBuffer() throws IOException {
        if (!forceReceiveBuffer() && grantableBytes() > receiveBuffer().grantedBytes()) {
            check("SO_RCVBUF", setInt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, askedBytes));
        }
    }

    private int grantableBytes() {
        int probe = socket(Sockets.AF_INET);
        if (probe < 0) {
            return 0;
        }
        try {
            setInt(probe, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, askedBytes);
            return libc.intOption(probe, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF) / 2;
        } finally {
            libc.close(probe);
        }
    }

    private IOException unusable(String why) {
        return new IOException("descriptor " + fd + " cannot be used, " + why
                + ": pass one UDP socket, or none");
    }

    // ---- both

    /** Closing a socket does not wake a thread that waits in it: the thread wakes by itself. */
    private void setTimeout() throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment timeval = own.allocate(JAVA_LONG, 2);
            timeval.setAtIndex(JAVA_LONG, 1, DatagramSource.WAIT_MS * 1000L);
            check("SO_RCVTIMEO", libc.setsockopt(
                    fd, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, timeval));
        }
    }

    private void readName() throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment name = own.allocate(Sockets.ADDRESS_BYTES, 8);
            MemorySegment bytes = own.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
            check("getsockname", libc.getsockname(fd, name, bytes));
            InetAddress bound = Sockets.address(name);
            address = bound.isAnyLocalAddress() ? null : bound;
            port = Sockets.port(name, 0);
        }
    }

    private int setInt(int socket, int level, int option, int value) {
        try (Arena own = Arena.ofConfined()) {
            return libc.setsockopt(socket, level, option, own.allocateFrom(JAVA_INT, value));
        }
    }

    private boolean trySetInt(int level, int option) {
        try (Arena own = Arena.ofConfined()) {
            return libc.trySetsockopt(fd, level, option, own.allocateFrom(JAVA_INT, 1));
        }
    }

    private int check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed: " + libc.describe(-result));
        }
        return result;
    }
}
