package sensorgate.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.Loopback;

/** Makes sockets as a service manager does: bound and non-blocking. */
final class BoundSocket {

    private static final Libc LIBC = Libc.system();

    private BoundSocket() {}

    /** The descriptor of a UDP socket; for both families if the address is any address. */
    static int bound(InetSocketAddress local, int receiveBufferBytes) throws IOException {
        boolean isEvery = local.getAddress().isAnyLocalAddress() && Loopback.hasIpv6();
        boolean isIpv4 = local.getAddress() instanceof Inet4Address && !isEvery;
        int family = isIpv4 ? Sockets.AF_INET : Sockets.AF_INET6;
        int fd = LIBC.socket(family, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            setReceiveBuffer(fd, arena.allocateFrom(JAVA_INT, receiveBufferBytes));
            MemorySegment name = arena.allocate(Sockets.ADDRESS_BYTES, 8);
            Sockets.setAddress(name, family, local.getAddress(), local.getPort());
            int result = LIBC.bind(fd, name, Sockets.addressBytes(family));
            if (result < 0) {
                LIBC.close(fd);
                throw new BindException(LIBC.describe(-result));
            }
        }
        LIBC.fcntl(fd, Sockets.F_SETFL, Sockets.O_NONBLOCK);
        LIBC.fcntl(fd, Sockets.F_SETFD, 0);
        return fd;
    }

    private static void setReceiveBuffer(int fd, MemorySegment bytes) {
        if (!LIBC.trySetsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, bytes)) {
            LIBC.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, bytes);
        }
    }
}
