package sensorgate.serve;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.Requires;

/** What the kernel says of the connections that were accepted. */
@Timeout(20)
final class ConnectionOptionsTest {

    private static final int SO_KEEPALIVE = 9;
    private static final int TCP_NODELAY = 1;

    private final Arena arena = Arena.ofConfined();
    private SteppedListener listener;

    @BeforeEach
    void needsLinux() {
        Requires.that(Libc.isSupported() && OpenDescriptors.canBeSeen(), "64-bit Linux");
        listener = new SteppedListener();
    }

    @AfterEach
    void close() {
        if (listener != null) {
            listener.close();
        }
        arena.close();
    }

    @Test
    void everyConnectionIsProbedAndGivenUpWhenItsPeerIsGone() {
        listener.connect("127.0.0.2");
        listener.connect("127.0.0.3");
        List<Integer> accepted = accepted();
        assertEquals(2, accepted.size());
        for (int fd : accepted) {
            assertEquals(1, option(fd, Sockets.SOL_SOCKET, SO_KEEPALIVE));
            assertEquals(30, option(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPIDLE));
            assertEquals(10, option(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPINTVL));
            assertEquals(3, option(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPCNT));
            assertEquals(30_000, option(fd, Sockets.IPPROTO_TCP, Sockets.TCP_USER_TIMEOUT));
        }
    }

    @Test
    void shortRepliesAreNotHeldBack() {
        listener.connect("127.0.0.2");
        assertEquals(1, option(accepted().getFirst(), Sockets.IPPROTO_TCP, TCP_NODELAY));
    }

    /** The listener's side of its connections: sockets at its port that do not listen. */
    private List<Integer> accepted() {
        return OpenDescriptors.withoutFiles().stream()
                .filter(fd -> portOf(fd) == listener.port() && !isListening(fd))
                .toList();
    }

    private boolean isListening(int fd) {
        return option(fd, Sockets.SOL_SOCKET, Sockets.SO_ACCEPTCONN) == 1;
    }

    private int option(int fd, int level, int option) {
        return Libc.system().intOption(fd, level, option);
    }

    private int portOf(int fd) {
        MemorySegment address = arena.allocate(Sockets.ADDRESS_BYTES, 8);
        MemorySegment bytes = arena.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
        boolean isSocket = Libc.system().getsockname(fd, address, bytes) == 0;
        return isSocket ? Sockets.port(address, 0) : -1;
    }
}
