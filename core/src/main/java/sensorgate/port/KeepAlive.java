package sensorgate.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * Finds peers that vanished: the kernel sends keep-alive probes after {@value #IDLE_S} s of
 * silence, and ends a connection whose data stays unacknowledged for {@value #USER_TIMEOUT_MS} ms
 * (RFC 5482), or for twice the write timeout if that is longer: the kernel cannot tell an unread
 * reply from a lost peer. {@code java.base} does not know these options. They are set on the
 * listening socket, and Linux hands them down to every connection; the socket is found among this
 * process's descriptors by its port. Other systems keep their defaults.
 */
final class KeepAlive {

    static final int IDLE_S = 30;
    static final int INTERVAL_S = 10;
    static final int PROBES = 3;
    static final int USER_TIMEOUT_MS = 30_000;

    private static final long NS_PER_MS = 1_000_000;

    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

    private KeepAlive() {}

    /** Sets the options on the socket of this process that listens at the port. */
    static void setOnListener(int port, long writeTimeoutNs) throws IOException {
        if (!Libc.isSupported() || !Files.isDirectory(OWN_DESCRIPTORS)) {
            return;
        }
        Libc libc = Libc.system();
        int userTimeoutMs = (int) Math.max(USER_TIMEOUT_MS, 2 * writeTimeoutNs / NS_PER_MS);
        try (Arena arena = Arena.ofConfined();
                DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                if (isListener(libc, arena, fd, port)) {
                    set(libc, arena, fd, Sockets.TCP_KEEPIDLE, IDLE_S);
                    set(libc, arena, fd, Sockets.TCP_KEEPINTVL, INTERVAL_S);
                    set(libc, arena, fd, Sockets.TCP_KEEPCNT, PROBES);
                    set(libc, arena, fd, Sockets.TCP_USER_TIMEOUT, userTimeoutMs);
                }
            }
        }
    }

    private static boolean isListener(Libc libc, Arena arena, int fd, int port) {
        return libc.intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_ACCEPTCONN) == 1
                && libc.intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_PROTOCOL)
                        == Sockets.IPPROTO_TCP
                && portOf(libc, arena, fd) == port;
    }

    private static int portOf(Libc libc, Arena arena, int fd) {
        MemorySegment address = arena.allocate(Sockets.ADDRESS_BYTES, 8);
        MemorySegment bytes = arena.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
        return libc.getsockname(fd, address, bytes) == 0 ? Sockets.port(address, 0) : -1;
    }

    private static void set(Libc libc, Arena arena, int fd, int option, int value)
            throws IOException {
        MemorySegment setting = arena.allocateFrom(JAVA_INT, value);
        int result = libc.setsockopt(fd, Sockets.IPPROTO_TCP, option, setting);
        if (result < 0) {
            throw new IOException("TCP option " + option + ": " + libc.describe(-result));
        }
    }
}
