package sensorgate.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.Requires;

/** The options of listening sockets; ConnectionOptionsTest shows those of connections. */
@Timeout(20)
final class KeepAliveTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final long WRITE_TIMEOUT_NS = 10_000_000_000L;

    @BeforeEach
    void needsLinux() {
        Requires.that(Libc.isSupported() && OpenDescriptors.canBeSeen(), "64-bit Linux");
    }

    @Test
    void otherSocketsOfTheProcessAreLeftAlone() throws IOException {
        try (TcpPort other = TcpPort.open(ANY_PORT, WRITE_TIMEOUT_NS)) {
            setKeepIdle(listenerAt(other.number()), 77);
            TcpPort.open(ANY_PORT, WRITE_TIMEOUT_NS).close();
            assertEquals(77, option(listenerAt(other.number()), Sockets.TCP_KEEPIDLE));
        }
    }

    /** The kernel must not give up a peer that a long write timeout still waits for. */
    @Test
    void dataMayStayUnacknowledgedForTwiceALongWriteTimeout() throws IOException {
        try (TcpPort port = TcpPort.open(ANY_PORT, 60_000_000_000L)) {
            assertEquals(120_000, option(listenerAt(port.number()), Sockets.TCP_USER_TIMEOUT));
        }
    }

    private static int listenerAt(int port) {
        return OpenDescriptors.withoutFiles().stream()
                .filter(fd -> portOf(fd) == port)
                .findFirst().orElseThrow();
    }

    private static int option(int fd, int option) {
        return Libc.system().intOption(fd, Sockets.IPPROTO_TCP, option);
    }

    private static void setKeepIdle(int fd, int seconds) {
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(0, Libc.system().setsockopt(
                    fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPIDLE,
                    arena.allocateFrom(JAVA_INT, seconds)));
        }
    }

    private static int portOf(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Sockets.ADDRESS_BYTES, 8);
            MemorySegment bytes = arena.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
            boolean isSocket = Libc.system().getsockname(fd, address, bytes) == 0;
            return isSocket ? Sockets.port(address, 0) : -1;
        }
    }
}
