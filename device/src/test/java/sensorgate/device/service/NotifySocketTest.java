package sensorgate.device.service;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.FaultyLibc;
import sensorgate.support.FaultyLibc.Call;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;

/** Messages over real Unix sockets, delivered or failed. */
@Timeout(20)
final class NotifySocketTest {

    private static final int NONE = -1;

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux, for Unix datagrams");
    }

    @Test
    void sendsEachMessageAsADatagramToAPath() throws IOException {
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            assertDelivers(directory.path().resolve("notify").toString());
        }
    }

    @Test
    void sendsToAnAbstractName() throws IOException {
        assertDelivers("@sensorgate-test-" + ProcessHandle.current().pid());
    }

    @Test
    void sendsACopyOfADescriptor() throws IOException {
        String path = "@sensorgate-test-fd-" + ProcessHandle.current().pid();
        int receiver = receiver(path);
        int udp = Libc.system().socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
        try {
            NotifySocket.of(path).send("FDSTORE=1", udp);
            int copy = receivedDescriptor(receiver);
            assertTrue(copy >= 0 && copy != udp, "descriptor " + copy);
            assertEquals(
                    Sockets.IPPROTO_UDP,
                    Libc.system().intOption(copy, Sockets.SOL_SOCKET, Sockets.SO_PROTOCOL));
            Libc.system().close(copy);
        } finally {
            Libc.system().close(udp);
            Libc.system().close(receiver);
        }
    }

    @Test
    void saysThatADescriptorCannotBeSent() throws IOException {
        String path = "@sensorgate-test-bad-" + ProcessHandle.current().pid();
        int receiver = receiver(path);
        try {
            NotifySocket socket = NotifySocket.of(path);
            String message = assertThrows(
                    IOException.class, () -> socket.send("FDSTORE=1", 9_999)).getMessage();
            assertTrue(message.startsWith("send failed: "), message);
        } finally {
            Libc.system().close(receiver);
        }
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        NotifySocket socket = NotifySocket.of("/nowhere/notify");
        String message = assertThrows(
                IOException.class, () -> socket.send("READY=1", NONE)).getMessage();
        assertEquals("connect failed: No such file or directory", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "notify", "vsock:2:1234"})
    void refusesWhatNamesNoUnixSocket(String name) {
        assertThrows(IOException.class, () -> NotifySocket.of(name));
    }

    @Test
    void refusesAPathThatIsTooLong() {
        assertThrows(IOException.class, () -> NotifySocket.of("/" + "x".repeat(107)));
    }

    @ParameterizedTest
    @CsvSource({
        "SOCKET_UNIX, socket", "SO_SNDTIMEO, SO_SNDTIMEO", "CONNECT, connect", "SEND, send"
    })
    void namesTheCallThatFailedAndClosesItsSocket(Call call, String name) throws IOException {
        String path = "@sensorgate-test-fault-" + ProcessHandle.current().pid();
        FaultyLibc libc = new FaultyLibc().fail(call, Sockets.EAGAIN);
        int receiver = receiver(path);
        try {
            NotifySocket socket = new NotifySocket(libc, path);
            String message = assertThrows(
                    IOException.class, () -> socket.send("READY=1", NONE)).getMessage();
            assertTrue(message.startsWith(name + " failed: "), message);
            assertTrue(libc.open().isEmpty(), "descriptors left open");
        } finally {
            Libc.system().close(receiver);
        }
    }

    private static void assertDelivers(String path) throws IOException {
        int receiver = receiver(path);
        try {
            NotifySocket socket = NotifySocket.of(path);
            socket.send("READY=1\nSTATUS=21.5 \u00b0C", NONE);
            socket.send("WATCHDOG=1", NONE);
            assertEquals("READY=1\nSTATUS=21.5 \u00b0C", received(receiver));
            assertEquals("WATCHDOG=1", received(receiver));
        } finally {
            Libc.system().close(receiver);
        }
    }

    private static int receiver(String path) {
        int fd = Libc.system().socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            int bytes = Sockets.setUnixAddress(address, path.getBytes(StandardCharsets.UTF_8));
            assertEquals(0, Libc.system().bind(fd, address, bytes));
        }
        return fd;
    }

    private static int receivedDescriptor(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment iovec = arena.allocate(Sockets.IOVEC_BYTES, ADDRESS.byteAlignment());
            MemorySegment message = arena.allocate(Sockets.MESSAGE_BYTES, 8);
            MemorySegment sender = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            MemorySegment control = arena.allocate(Sockets.CONTROL_BYTES, 8);
            Sockets.setIovec(iovec, 0, arena.allocate(1024));
            Sockets.setMessage(message, 0, sender, iovec);
            Sockets.setControl(message, control);
            assertEquals(1, Libc.system().recvmmsg(fd, message, 1, Sockets.MSG_DONTWAIT));
            return Sockets.descriptor(control);
        }
    }

    private static String received(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(1024);
            MemorySegment iovec = arena.allocate(Sockets.IOVEC_BYTES, ADDRESS.byteAlignment());
            MemorySegment message = arena.allocate(Sockets.MESSAGE_BYTES, 8);
            MemorySegment sender = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            Sockets.setIovec(iovec, 0, text);
            Sockets.setMessage(message, 0, sender, iovec);
            assertEquals(1, Libc.system().recvmmsg(fd, message, 1, Sockets.MSG_DONTWAIT));
            return text.getString(0);
        }
    }
}
