package sensorgate.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * Receives datagrams by {@code recvmmsg(2)}, up to 64 a call, without allocating. The kernel also
 * says who sent each datagram and how long it was.
 *
 * <p>A slot is two buffers, which the kernel fills one after the other. The second buffers lie
 * behind all first ones, so that short datagrams, as most are, stay close together.
 */
final class LinuxDatagramSource implements DatagramSource {

    /** A call that fails in less time did not fail by a time-out. */
    private static final long TIMEOUT_NS = (WAIT_MS - 50) * 1_000_000L;

    private static final int BUFFERS = 2;
    private static final int BUFFER_BYTES = SLOT_BYTES / BUFFERS;
    private static final long SECOND_BUFFERS = (long) SLOTS * BUFFER_BYTES;

    private final Libc libc;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffers = arena.allocate((long) SLOTS * SLOT_BYTES, 64);
    private final MemorySegment addresses =
            arena.allocate((long) SLOTS * Sockets.ADDRESS_STRIDE, 64);
    private final MemorySegment iovecs =
            arena.allocate((long) SLOTS * BUFFERS * Sockets.IOVEC_BYTES, 16);
    private final MemorySegment messages = arena.allocate((long) SLOTS * Sockets.MESSAGE_BYTES, 64);
    private final MemorySegment destinations =
            arena.allocate((long) SLOTS * Sockets.DESTINATION_BYTES, 64);
    private final MemorySegment answer = arena.allocate(REPLY_BYTES_MAX);
    private final MemorySegment answerIovec = arena.allocate(Sockets.IOVEC_BYTES, 16);
    private final MemorySegment answerMessage = arena.allocate(Sockets.MESSAGE_BYTES, 64);
    private final MemorySegment memInfo = arena.allocate(Sockets.MEMINFO_BYTES, 8);
    private final MemorySegment length = arena.allocate(JAVA_INT);
    private final LinuxUdpSocket socket;
    private final boolean isUnicast;
    private final long droppedBefore;
    private int fd;
    private int taken;
    private boolean knowsDestinations;
    private int lastDrops;
    private long dropped;

    /** A source that owns a bound socket and closes it. */
    LinuxDatagramSource(Libc libc, LinuxUdpSocket socket) {
        this.libc = libc;
        this.socket = socket;
        fd = socket.fd();
        isUnicast = DatagramSources.isUnicast(socket.address());
        Sockets.setIovec(answerIovec, 0, answer);
        // the kernel counts while the socket lives: an inherited one is older than this process
        droppedBefore = kernelDropped();
        dropped = 0;
        for (int i = 0; i < SLOTS; i++) {
            long at = (long) i * BUFFER_BYTES;
            Sockets.setIovec(iovecs, i * BUFFERS, buffers.asSlice(at, BUFFER_BYTES));
            Sockets.setIovec(
                    iovecs, i * BUFFERS + 1, buffers.asSlice(SECOND_BUFFERS + at, BUFFER_BYTES));
            Sockets.setMessage(
                    messages, i,
                    addresses.asSlice((long) i * Sockets.ADDRESS_STRIDE, Sockets.ADDRESS_STRIDE),
                    iovecs.asSlice(
                            (long) i * BUFFERS * Sockets.IOVEC_BYTES,
                            BUFFERS * Sockets.IOVEC_BYTES));
        }
    }

    @Override
    public int receive() {
        final MemorySegment messages = this.messages;
        for (int i = 0; i < taken; i++) {
            Sockets.resetMessage(messages, i);
        }
        if (knowsDestinations) {
            makeRoomForDestinations(taken);
        }
        taken = 0;
        long begunNs = System.nanoTime();
        int count = libc.recvmmsg(
                fd, messages, SLOTS, Sockets.MSG_WAITFORONE | Sockets.MSG_TRUNC);
        if (count < 0) {
            boolean timedOut = System.nanoTime() - begunNs >= TIMEOUT_NS;
            count = timedOut ? 0 : receiveAgain();
        }
        taken = count;
        return count;
    }

    @Override
    public int copy(int slot, byte[] into) {
        final MemorySegment buffers = this.buffers;
        final long at = (long) slot * BUFFER_BYTES;
        final int bytes = Math.min(Sockets.length(messages, slot), SLOT_BYTES);
        final int inFirst = Math.min(bytes, BUFFER_BYTES);
        MemorySegment.copy(buffers, JAVA_BYTE, at, into, 0, inFirst);
        if (bytes > inFirst) {
            MemorySegment.copy(
                    buffers, JAVA_BYTE, SECOND_BUFFERS + at, into, inFirst, bytes - inFirst);
        }
        return bytes;
    }

    @Override
    public int cutBytes(int slot) {
        return Math.max(0, Sockets.length(messages, slot) - SLOT_BYTES);
    }

    @Override
    public long senderHigh(int slot) {
        return Sockets.addressHigh(addresses, (long) slot * Sockets.ADDRESS_STRIDE);
    }

    @Override
    public long senderLow(int slot) {
        return Sockets.addressLow(addresses, (long) slot * Sockets.ADDRESS_STRIDE);
    }

    @Override
    public int senderPort(int slot) {
        return Sockets.port(addresses, (long) slot * Sockets.ADDRESS_STRIDE);
    }

    /**
     * On all addresses, the first call has the kernel tell the destinations from the next batch on:
     * it cannot tell that of a datagram which has already come.
     */
    @Override
    public boolean isUnicast(int slot) {
        if (isUnicast) {
            return true;
        }
        if (!knowsDestinations) {
            knowsDestinations = true;
            socket.tellDestinations();
            makeRoomForDestinations(SLOTS);
        }
        return Sockets.isUnicast(messages, destinations, slot);
    }

    @Override
    public boolean reply(int slot, byte[] bytes) {
        MemorySegment.copy(bytes, 0, answer, JAVA_BYTE, 0, bytes.length);
        Sockets.setIovecBytes(answerIovec, 0, bytes.length);
        Sockets.setAnswer(answerMessage, messages, slot, answerIovec);
        return libc.trySendmsg(fd, answerMessage, Sockets.MSG_DONTWAIT) == bytes.length;
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
    public long kernelDroppedBefore() {
        return droppedBefore;
    }

    @Override
    public ReceiveBuffer receiveBuffer() {
        return socket.receiveBuffer();
    }

    @Override
    public InetAddress address() {
        return socket.address();
    }

    @Override
    public int port() {
        return socket.port();
    }

    @Override
    public int descriptor() {
        return socket.fd();
    }

    @Override
    public void join(InetAddress group, NetworkInterface device) throws IOException {
        socket.join(group, device.getIndex());
    }

    @Override
    public String name() {
        return "recvmmsg";
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            kernelDropped(); // reads the last number, for calls after close()
            socket.close();
            arena.close();
            fd = -1;
        }
    }

    private void makeRoomForDestinations(int count) {
        for (int i = 0; i < count; i++) {
            Sockets.setDestination(messages, destinations, i);
        }
    }

    /** Repeats a failed call without waiting, this time with {@code errno}. */
    private int receiveAgain() {
        int count = libc.recvmmsgOrErrno(
                fd, messages, SLOTS, Sockets.MSG_DONTWAIT | Sockets.MSG_TRUNC);
        if (count >= 0) {
            return count;
        }
        return switch (-count) {
            case Sockets.EAGAIN, Sockets.EINTR, Sockets.ENOMEM, Sockets.ENOBUFS -> 0;
            default -> throw new UncheckedIOException(
                    new IOException("recvmmsg failed: " + libc.describe(-count)));
        };
    }
}
