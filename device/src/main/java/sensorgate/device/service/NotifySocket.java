package sensorgate.device.service;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * The Unix datagram socket through which a service reports to the service manager, see
 * sd_notify(3). The JDK has no such sockets. Each message opens a new socket, so that a manager
 * that has reopened its own socket gets the message too. Any thread.
 */
final class NotifySocket {

    /** The wait for a busy manager; twice this time, since a failed call is repeated for errno. */
    private static final long PATIENCE_S = 2;

    private static final int NO_DESCRIPTOR = -1;

    private final Libc libc;
    private final byte[] path;

    NotifySocket(Libc libc, String name) throws IOException {
        this.libc = libc;
        path = name.getBytes(StandardCharsets.UTF_8);
        boolean isPathOrAbstract = name.startsWith("/") || name.startsWith("@");
        if (!isPathOrAbstract || path.length > Sockets.UNIX_PATH_BYTES_MAX) {
            throw new IOException("'" + name + "' is neither a path nor an abstract name of up to "
                    + Sockets.UNIX_PATH_BYTES_MAX + " bytes");
        }
    }

    /** The socket of this name, a path or {@code @} and an abstract name. */
    static NotifySocket of(String name) throws IOException {
        if (!Libc.isSupported()) {
            throw new IOException("Unix datagrams need 64-bit Linux");
        }
        return new NotifySocket(Libc.system(), name);
    }

    /** Sends a message, and a descriptor of which the manager gets a copy; -1 for none. */
    void send(String message, int descriptor) throws IOException {
        int type = Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC;
        int fd = check("socket", libc.socket(Sockets.AF_UNIX, type, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeval = arena.allocate(JAVA_LONG, 2);
            timeval.setAtIndex(JAVA_LONG, 0, PATIENCE_S);
            check("SO_SNDTIMEO", libc.setsockopt(
                    fd, Sockets.SOL_SOCKET, Sockets.SO_SNDTIMEO, timeval));
            MemorySegment address = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            int addressBytes = Sockets.setUnixAddress(address, path);
            check("connect", libc.connect(fd, address, addressBytes));
            MemorySegment bytes = arena.allocateFrom(
                    JAVA_BYTE, message.getBytes(StandardCharsets.UTF_8));
            check("send", descriptor == NO_DESCRIPTOR
                    ? libc.send(fd, bytes, Sockets.MSG_NOSIGNAL)
                    : sendWith(descriptor, fd, bytes, arena));
        } finally {
            libc.close(fd);
        }
    }

    private int sendWith(int descriptor, int fd, MemorySegment bytes, Arena arena) {
        MemorySegment iovec = arena.allocate(Sockets.IOVEC_BYTES, 8);
        MemorySegment control = arena.allocate(Sockets.CONTROL_BYTES, 8);
        MemorySegment message = arena.allocate(Sockets.MESSAGE_BYTES, 8);
        Sockets.setIovec(iovec, 0, bytes);
        Sockets.setMessageWithDescriptor(message, iovec, control, descriptor);
        return libc.sendmsg(fd, message, Sockets.MSG_NOSIGNAL);
    }

    private int check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed: " + libc.describe(-result));
        }
        return result;
    }
}
