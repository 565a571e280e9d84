package sensorgate.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * Datagrams by {@code recvmmsg(2)}: up to 64 a call, each with its sender's address and whether it
 * was cut, and nothing allocated. One socket serves IPv4 and IPv6 where the machine has both.
 */
final class LinuxDatagramSource implements DatagramSource {

    /** Kernel socket addresses, at a stride that keeps each within one cache line. */
    private static final int ADDRESS_STRIDE = 32;

    /** A call that fails sooner than this was no time-out. */
    private static final long TIMEOUT_NS = (WAIT_MS - 50) * 1_000_000L;

    private final Libc libc;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment slots = arena.allocate((long) SLOTS * SLOT_BYTES, 64);
    private final MemorySegment addresses = arena.allocate((long) SLOTS * ADDRESS_STRIDE, 64);
    private final MemorySegment iovecs = arena.allocate((long) SLOTS * Sockets.IOVEC_BYTES, 16);
    private final MemorySegment messages = arena.allocate((long) SLOTS * Sockets.MESSAGE_BYTES, 64);
    private final MemorySegment memInfo = arena.allocate(Sockets.MEMINFO_BYTES, 8);
    private final MemorySegment length = arena.allocate(JAVA_INT);
    private final int askedBytes;
    private final int port;
    private int fd = -1;
    private int taken;
    private int lastDrops;
    private long dropped;

    /** Opens and binds the socket, or closes whatever it had and throws. */
    LinuxDatagramSource(Libc libc, InetSocketAddress local, int receiveBufferBytes)
            throws IOException {
        this.libc = libc;
        this.askedBytes = receiveBufferBytes;
        try {
            int family = open(local.getAddress());
            setReceiveBuffer();
            setTimeout();
            bind(family, local);
            port = boundPort();
        } catch (Throwable failure) {
            close();
            throw failure;
        }
        for (int i = 0; i < SLOTS; i++) {
            Sockets.setIovec(iovecs, i, slots.asSlice((long) i * SLOT_BYTES, SLOT_BYTES));
            Sockets.setMessage(
                    messages, i,
                    addresses.asSlice((long) i * ADDRESS_STRIDE, ADDRESS_STRIDE),
                    iovecs.asSlice((long) i * Sockets.IOVEC_BYTES, Sockets.IOVEC_BYTES));
        }
    }

    @Override
    public int receive() {
        final MemorySegment messages = this.messages;
        for (int i = 0; i < taken; i++) {
            Sockets.resetMessage(messages, i);
        }
        taken = 0;
        long begunNs = System.nanoTime();
        int count = libc.recvmmsg(fd, messages, SLOTS, Sockets.MSG_WAITFORONE);
        if (count < 0) {
            boolean timedOut = System.nanoTime() - begunNs >= TIMEOUT_NS;
            count = timedOut ? 0 : receiveAgain();
        }
        taken = count;
        return count;
    }

    @Override
    public int copy(int slot, byte[] into) {
        int bytes = Sockets.length(messages, slot);
        MemorySegment.copy(slots, JAVA_BYTE, (long) slot * SLOT_BYTES, into, 0, bytes);
        return bytes;
    }

    @Override
    public boolean isOversize(int slot) {
        return Sockets.isTruncated(messages, slot);
    }

    @Override
    public long senderHigh(int slot) {
        return Sockets.addressHigh(addresses, (long) slot * ADDRESS_STRIDE);
    }

    @Override
    public long senderLow(int slot) {
        return Sockets.addressLow(addresses, (long) slot * ADDRESS_STRIDE);
    }

    @Override
    public int senderPort(int slot) {
        return Sockets.port(addresses, (long) slot * ADDRESS_STRIDE);
    }

    @Override
    public synchronized long kernelDropped() {
        if (fd < 0) {
            return dropped;
        }
        length.set(JAVA_INT, 0, Sockets.MEMINFO_BYTES);
        if (libc.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_MEMINFO, memInfo, length) == 0) {
            int drops = Sockets.dropsOf(memInfo);
            dropped += drops - lastDrops & 0xFFFF_FFFFL; // the kernel counts in 32 bits
            lastDrops = drops;
        }
        return dropped;
    }

    @Override
    public ReceiveBuffer receiveBuffer() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment value = own.allocate(JAVA_INT);
            MemorySegment bytes = own.allocateFrom(JAVA_INT, Integer.BYTES);
            libc.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, value, bytes);
            return new ReceiveBuffer(askedBytes, value.get(JAVA_INT, 0) / 2);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String name() {
        return "recvmmsg";
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            kernelDropped(); // the last look, for whoever asks afterwards
            libc.close(fd);
            fd = -1;
        }
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /** Why the last call failed is learnt from one more, which does not wait. */
    private int receiveAgain() {
        int flags = Sockets.MSG_DONTWAIT;
        int count = libc.recvmmsgOrErrno(fd, messages, SLOTS, flags);
        if (count >= 0) {
            return count;
        }
        return switch (-count) {
            case Sockets.EAGAIN, Sockets.EINTR, Sockets.ENOMEM, Sockets.ENOBUFS -> 0;
            default -> throw new UncheckedIOException(
                    new IOException("recvmmsg failed: " + libc.describe(-count)));
        };
    }

    /**
     * Opens a socket for both families if every address is meant, for IPv4 alone on a machine that
     * has no IPv6, and otherwise for the address's own family. Returns the family.
     */
    private int open(InetAddress address) throws IOException {
        boolean isEvery = address.isAnyLocalAddress();
        if (isEvery || !(address instanceof Inet4Address)) {
            fd = socket(Sockets.AF_INET6);
            if (fd >= 0) {
                check("IPV6_V6ONLY", setInt(Sockets.IPPROTO_IPV6, Sockets.IPV6_V6ONLY, 0));
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

    /** Asks past {@code rmem_max}, which needs CAP_NET_ADMIN, or up to it. */
    private void setReceiveBuffer() throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment bytes = own.allocateFrom(JAVA_INT, askedBytes);
            if (!libc.trySetsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, bytes)) {
                check("SO_RCVBUF", libc.setsockopt(
                        fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, bytes));
            }
        }
    }

    /** A blocked thread is not woken by closing its socket: it wakes by itself. */
    private void setTimeout() throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment timeval = own.allocate(JAVA_LONG, 2);
            timeval.setAtIndex(JAVA_LONG, 1, WAIT_MS * 1000L);
            check("SO_RCVTIMEO", libc.setsockopt(
                    fd, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, timeval));
        }
    }

    private void bind(int family, InetSocketAddress local) throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment address = own.allocate(Sockets.ADDRESS_BYTES, 8);
            Sockets.setAddress(address, family, local.getAddress(), local.getPort());
            int result = libc.bind(fd, address, Sockets.addressBytes(family));
            if (result < 0) {
                throw new BindException(libc.describe(-result));
            }
        }
    }

    private int boundPort() throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment address = own.allocate(Sockets.ADDRESS_BYTES, 8);
            MemorySegment bytes = own.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
            check("getsockname", libc.getsockname(fd, address, bytes));
            return Sockets.port(address, 0);
        }
    }

    private int setInt(int level, int option, int value) {
        try (Arena own = Arena.ofConfined()) {
            return libc.setsockopt(fd, level, option, own.allocateFrom(JAVA_INT, value));
        }
    }

    private int check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed: " + libc.describe(-result));
        }
        return result;
    }
}
