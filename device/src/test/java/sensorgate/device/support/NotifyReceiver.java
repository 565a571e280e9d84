package sensorgate.device.support;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/** The service manager's end of NOTIFY_SOCKET: a real Unix socket, with an abstract name. */
public final class NotifyReceiver implements AutoCloseable {

    private static final int MESSAGE_BYTES_MAX = 4096;
    private static final long WAIT_MS = 100;
    private static final int WAITS_MAX = 300;

    private final Libc libc = Libc.system();
    private final List<String> received = new ArrayList<>();
    private final String name;
    private final int fd;

    public NotifyReceiver() {
        name = "@sensorgate-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        fd = libc.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            int bytes = Sockets.setUnixAddress(address, name.getBytes(StandardCharsets.UTF_8));
            assertEquals(0, libc.bind(fd, address, bytes));
            MemorySegment timeval = arena.allocate(JAVA_LONG, 2);
            timeval.setAtIndex(JAVA_LONG, 1, WAIT_MS * 1000);
            libc.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, timeval);
        }
    }

    /** The value for NOTIFY_SOCKET. */
    public String name() {
        return name;
    }

    /** Everything that was received, in order. */
    public List<String> received() {
        return received;
    }

    /** Waits for a message that has the pattern in it, and returns it. */
    public String await(String regex) {
        for (int waits = 0; waits < WAITS_MAX;) {
            String message = receive();
            if (message == null) {
                waits++;
            } else if (message.lines().anyMatch(line -> line.matches(regex))) {
                return message;
            }
        }
        return fail("no message has " + regex + ", there are " + received);
    }

    /** The next message, {@code null} if none came in a while. */
    private String receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MESSAGE_BYTES_MAX);
            MemorySegment iovec = arena.allocate(Sockets.IOVEC_BYTES, 8);
            MemorySegment message = arena.allocate(Sockets.MESSAGE_BYTES, 8);
            MemorySegment sender = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            Sockets.setIovec(iovec, 0, text);
            Sockets.setMessage(message, 0, sender, iovec);
            if (libc.recvmmsg(fd, message, 1, 0) != 1) {
                return null;
            }
            received.add(text.getString(0));
            return received.getLast();
        }
    }

    @Override
    public void close() {
        libc.close(fd);
    }
}
