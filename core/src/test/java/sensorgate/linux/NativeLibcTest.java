package sensorgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.Requires;

/** Calls into the C library, on real sockets. */
@Timeout(20)
final class NativeLibcTest {

    private static final int NO_DESCRIPTOR = 1 << 20;
    private static final int EBADF = 9;
    private static final int EADDRINUSE = 98;

    private final Libc libc = Libc.isSupported() ? Libc.system() : null;

    @BeforeEach
    void needsLinux() {
        Requires.that(libc != null, "64-bit Linux, for libc");
    }

    @Test
    void failedCallsReturnTheNegatedErrno() {
        assertEquals(-EBADF, libc.fcntl(NO_DESCRIPTOR, Sockets.F_GETFL, 0));
        assertFalse(libc.describe(EBADF).isBlank());
    }

    @Test
    void bindsAndSaysWhere() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            int first = socket();
            int second = socket();
            MemorySegment name = arena.allocate(Sockets.ADDRESS_BYTES, 8);
            InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
            Sockets.setAddress(name, Sockets.AF_INET, loopback, 0);
            int bytes = Sockets.addressBytes(Sockets.AF_INET);
            assertEquals(0, libc.bind(first, name, bytes));
            assertEquals(0, libc.getsockname(first, name, arena.allocateFrom(JAVA_INT, bytes)));
            assertEquals(loopback, Sockets.address(name));
            assertTrue(Sockets.port(name, 0) > 0);
            assertEquals(-EADDRINUSE, libc.bind(second, name, bytes));
            assertEquals(0, libc.close(first));
            assertEquals(0, libc.bind(second, name, bytes), "the port is free again");
            assertEquals(0, libc.close(second));
        }
    }

    /**
     * Linux frees the descriptor even if close(2) fails. A second call, to learn errno, could close
     * a descriptor that another thread has just opened.
     */
    @Test
    void closeIsNeverCalledASecondTimeToLearnErrno() {
        int fd = socket();
        assertEquals(0, libc.close(fd));
        assertEquals(-1, libc.close(fd), "errno could only come from a second call");
    }

    private int socket() {
        int fd = libc.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        assertTrue(fd >= 0, () -> libc.describe(-fd));
        return fd;
    }
}
