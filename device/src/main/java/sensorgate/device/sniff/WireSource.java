package sensorgate.device.sniff;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import sensorgate.linux.Libc;
import sensorgate.linux.PacketFilter;
import sensorgate.linux.Sockets;
import sensorgate.udp.DatagramSource;

/**
 * Receives every UDP datagram that reaches this machine, IPv4 and IPv6, on any port and before any
 * firewall, by a packet socket (packet(7)) on all interfaces. A filter in the kernel drops other
 * packets, and those that this machine sends to other machines. Belongs to one thread.
 */
final class WireSource implements AutoCloseable {

    /** Room for all headers and the longest datagram that the gateway reads whole. */
    private static final int PACKET_BYTES = DatagramSource.SLOT_BYTES + 512;

    private static final int BATCH = 64;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int WAIT_US = 250_000;

    private final Libc libc;
    private final int fd;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment packets = arena.allocate((long) BATCH * PACKET_BYTES, 64);
    private final MemorySegment addresses =
            arena.allocate((long) BATCH * Sockets.ADDRESS_STRIDE, 64);
    private final MemorySegment iovecs = arena.allocate((long) BATCH * Sockets.IOVEC_BYTES, 16);
    private final MemorySegment messages = arena.allocate((long) BATCH * Sockets.MESSAGE_BYTES, 64);
    private final MemorySegment statistics = arena.allocate(JAVA_INT, 2);
    private final MemorySegment length = arena.allocate(JAVA_INT);
    private final byte[] packet = new byte[PACKET_BYTES];

    private WireSource(Libc libc, int fd) {
        this.libc = libc;
        this.fd = fd;
        for (int i = 0; i < BATCH; i++) {
            Sockets.setIovec(iovecs, i, packets.asSlice((long) i * PACKET_BYTES, PACKET_BYTES));
            Sockets.setMessage(
                    messages, i,
                    addresses.asSlice(
                            (long) i * Sockets.ADDRESS_STRIDE, Sockets.ADDRESS_STRIDE),
                    iovecs.asSlice((long) i * Sockets.IOVEC_BYTES, Sockets.IOVEC_BYTES));
        }
    }

    /**
     * Opens a source.
     *
     * @throws AccessDeniedException if the privilege CAP_NET_RAW is missing
     * @throws IOException if the machine has no packet sockets
     */
    static WireSource open() throws IOException {
        if (!Libc.isSupported()) {
            throw new IOException("packet sockets need 64-bit Linux");
        }
        return open(Libc.system());
    }

    static WireSource open(Libc libc) throws IOException {
        // protocol 0: the socket gets no packets until it is bound, after it has its filter
        int fd = libc.socket(Sockets.AF_PACKET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        if (fd == -Sockets.EPERM || fd == -Sockets.EACCES) {
            throw new AccessDeniedException("packet socket", null, libc.describe(-fd));
        }
        check(libc, "socket", fd);
        WireSource source = new WireSource(libc, fd);
        try {
            source.listen();
            return source;
        } catch (IOException e) {
            source.close();
            throw e;
        }
    }

    /** Waits for packets, at most a quarter of a second; returns their number. */
    int receive() throws IOException {
        for (int i = 0; i < BATCH; i++) {
            Sockets.resetMessage(messages, i);
        }
        int count = libc.recvmmsgOrErrno(fd, messages, BATCH, Sockets.MSG_WAITFORONE);
        return switch (-count) {
            case Sockets.EAGAIN, Sockets.EINTR, Sockets.ENOMEM, Sockets.ENOBUFS,
                    Sockets.ENETDOWN -> 0;
            default -> check(libc, "recvmmsg", count);
        };
    }

    /** Parses packet {@code i}; {@code null} if it does not hold the beginning of a datagram. */
    WireDatagram take(int i) {
        int bytes = Math.min(Sockets.length(messages, i), PACKET_BYTES);
        MemorySegment.copy(packets, JAVA_BYTE, (long) i * PACKET_BYTES, packet, 0, bytes);
        return WireDatagram.parse(packet, bytes);
    }

    /** How many packets the kernel has dropped since the last call. */
    long takeDropped() {
        length.set(JAVA_INT, 0, (int) statistics.byteSize());
        int result = libc.getsockopt(
                fd, Sockets.SOL_PACKET, Sockets.PACKET_STATISTICS, statistics, length);
        return result == 0 ? statistics.getAtIndex(JAVA_INT, 1) & 0xFFFF_FFFFL : 0;
    }

    @Override
    public void close() {
        libc.close(fd);
        arena.close();
    }

    private void listen() throws IOException {
        MemorySegment timeval = arena.allocate(JAVA_LONG, 2);
        timeval.setAtIndex(JAVA_LONG, 1, WAIT_US);
        set("SO_RCVTIMEO", Sockets.SO_RCVTIMEO, timeval);
        MemorySegment bytes = arena.allocateFrom(JAVA_INT, BUFFER_BYTES);
        if (!libc.trySetsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, bytes)) {
            set("SO_RCVBUF", Sockets.SO_RCVBUF, bytes);
        }
        set("SO_ATTACH_FILTER", Sockets.SO_ATTACH_FILTER, PacketFilter.udpToThisMachine(arena));
        MemorySegment address = arena.allocate(Sockets.PACKET_ADDRESS_BYTES, 8);
        Sockets.setEveryPacket(address);
        check(libc, "bind", libc.bind(fd, address, Sockets.PACKET_ADDRESS_BYTES));
    }

    private void set(String name, int option, MemorySegment value) throws IOException {
        check(libc, name, libc.setsockopt(fd, Sockets.SOL_SOCKET, option, value));
    }

    private static int check(Libc libc, String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed: " + libc.describe(-result));
        }
        return result;
    }
}
