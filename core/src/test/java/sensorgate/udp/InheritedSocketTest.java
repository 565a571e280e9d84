package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.address.SourceFilter;
import sensorgate.line.Precision;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.Await;
import sensorgate.support.FaultyLibc;
import sensorgate.support.FaultyLibc.Call;
import sensorgate.support.KernelLimit;
import sensorgate.support.Requires;
import sensorgate.support.TestSensor;
import sensorgate.support.TestSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/** The promises about a socket that another process opened and bound. */
@Timeout(20)
final class InheritedSocketTest {

    private static final int EPERM = 1;
    private static final int BUFFER_BYTES = 65_536;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private FaultyLibc libc;

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux, for recvmmsg");
    }

    @BeforeEach
    void setUp() {
        libc = new FaultyLibc();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void takesWhatWasSentBeforeItWasTakenOver() throws IOException {
        int fd = bound("127.0.0.3", BUFFER_BYTES);
        LinuxUdpSocket socket = LinuxUdpSocket.inherit(libc, fd, BUFFER_BYTES);
        TestSensor sensor = sensor("127.0.0.3", socket.port());
        sensor.send("m v=1");
        DatagramSource source = source(socket);
        sensor.send("m v=2");
        assertEquals(
                List.of("m v=1", "m v=2"),
                TakenDatagram.take(source, 2).stream().map(TakenDatagram::text).toList());
    }

    @Test
    void tellsWhereTheSocketIsBound() throws IOException {
        assertEquals(
                InetAddress.ofLiteral("127.0.0.3"),
                source(bound("127.0.0.3", BUFFER_BYTES)).address());
        assertNull(source(bound("0.0.0.0", BUFFER_BYTES)).address());
    }

    @Test
    void waitsThoughTheSocketWasMadeNotTo() throws IOException {
        int fd = bound("127.0.0.3", BUFFER_BYTES);
        source(fd);
        assertEquals(0, libc.fcntl(fd, Sockets.F_GETFL, 0) & Sockets.O_NONBLOCK);
    }

    @Test
    void keepsApartWhatTheKernelHadDroppedBefore() throws IOException {
        int fd = bound("127.0.0.3", 4096);
        LinuxUdpSocket socket = LinuxUdpSocket.inherit(libc, fd, 4096);
        TestSensor sensor = sensor("127.0.0.3", socket.port());
        IntStream.range(0, 1000).forEach(_ -> sensor.send("flood"));
        DatagramSource source = source(socket);
        long before = source.kernelDroppedBefore();
        assertTrue(before > 0, "dropped " + before);
        assertEquals(0, source.kernelDropped());
        assertEquals(1000 - before, drain(source));
        IntStream.range(0, 1000).forEach(_ -> sensor.send("flood"));
        long dropped = 1000 - drain(source);
        Await.untilEquals("dropped", dropped, source::kernelDropped);
        assertEquals(before, source.kernelDroppedBefore());
    }

    @Test
    void leavesABufferAloneThatIsLargerThanAskedFor() throws IOException {
        DatagramSource source = source(
                LinuxUdpSocket.inherit(libc, bound("127.0.0.3", BUFFER_BYTES), 4096));
        assertEquals(new ReceiveBuffer(4096, BUFFER_BYTES), source.receiveBuffer());
    }

    @Test
    void enlargesASmallBuffer() throws IOException {
        assertEquals(
                new ReceiveBuffer(BUFFER_BYTES, BUFFER_BYTES),
                source(bound("127.0.0.3", 4096)).receiveBuffer());
    }

    @Test
    void enlargesASmallBufferAsFarAsItMay() throws IOException {
        libc.fail(Call.SO_RCVBUFFORCE, EPERM);
        assertEquals(
                new ReceiveBuffer(BUFFER_BYTES, BUFFER_BYTES),
                source(bound("127.0.0.3", 4096)).receiveBuffer());
    }

    /** ReceiveBuffer= of a socket unit goes past rmem_max; asking again would shrink the buffer. */
    @Test
    void neverMakesABufferSmallerThatIsPastTheKernelsLimit() throws IOException {
        Requires.that(KernelLimit.isReadable(), "/proc/sys/net/core/rmem_max");
        int past = KernelLimit.receiveBufferBytesMax() * 2;
        int fd = bound("127.0.0.3", past);
        int hadBytes = LinuxUdpSocket.inherit(libc, fd, 4096).receiveBuffer().grantedBytes();
        libc.fail(Call.SO_RCVBUFFORCE, EPERM);
        DatagramSource source = source(LinuxUdpSocket.inherit(libc, fd, past * 2));
        assertEquals(new ReceiveBuffer(past * 2, hadBytes), source.receiveBuffer());
        Requires.that(hadBytes == past, "CAP_NET_ADMIN, to go past rmem_max");
    }

    @ParameterizedTest
    @CsvSource({
        "F_GETFL, 9, F_GETFL, Bad file descriptor",
        "F_SETFL, 1, F_SETFL, Operation not permitted",
        "F_SETFD, 9, F_SETFD, Bad file descriptor",
        "SO_RCVTIMEO, 33, SO_RCVTIMEO, Numerical argument out of domain",
        "GETSOCKNAME, 105, getsockname, No buffer space available",
    })
    void namesTheCallThatFailedAndClosesTheSocket(
            Call call, int errno, String name, String description) throws IOException {
        int fd = bound("127.0.0.3", BUFFER_BYTES);
        libc.fail(call, errno);
        assertRefuses(fd, name + " failed: " + description);
        assertEquals(List.of(), libc.open());
    }

    @Test
    void refusesADescriptorThatIsNotABoundUdpSocket() throws IOException {
        assertRefuses(1023, "descriptor 1023 ");
        assertRefuses(1023, " pass one UDP socket,");
        assertRefuses(socket(Sockets.AF_INET, 1), "family=2, type=1,");
        assertRefuses(socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM), "family=1");
        assertRefuses(socket(Sockets.AF_INET, Sockets.SOCK_DGRAM), "not bound");
        assertEquals(List.of(), libc.open());
    }

    @Test
    void thePortableSourceSaysThatItCannotTakeItOver() throws IOException {
        int fd = bound("127.0.0.3", BUFFER_BYTES);
        UdpSettings defaults = TestSettings.udp();
        UdpSettings settings = new UdpSettings(
                null, 0, SourceFilter.LOCAL, SourceKind.PORTABLE, 0, BUFFER_BYTES,
                Precision.AUTO).inheriting(fd);
        assertTrue(settings.isInheriting() && !defaults.isInheriting());
        String message = assertThrows(
                IOException.class, () -> DatagramSources.open(settings)).getMessage();
        assertTrue(message.endsWith(": set udp.source=auto"), message);
        libc.close(fd);
    }

    private void assertRefuses(int fd, String why) {
        String message = assertThrows(
                IOException.class,
                () -> LinuxUdpSocket.inherit(libc, fd, BUFFER_BYTES)).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static long drain(DatagramSource source) {
        long received = 0;
        int count = source.receive();
        while (count > 0) {
            received += count;
            count = source.receive();
        }
        return received;
    }

    private int socket(int family, int type) {
        return libc.socket(family, type, 0);
    }

    private int bound(String address, int receiveBufferBytes) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
        int fd = BoundSocket.bound(local, receiveBufferBytes);
        libc.adopt(fd);
        return fd;
    }

    private DatagramSource source(int fd) throws IOException {
        return source(LinuxUdpSocket.inherit(libc, fd, BUFFER_BYTES));
    }

    private DatagramSource source(LinuxUdpSocket socket) {
        DatagramSource source = new LinuxDatagramSource(libc, socket);
        opened.add(source);
        return source;
    }

    private TestSensor sensor(String to, int port) {
        InetAddress from = InetAddress.ofLiteral("127.0.0.2");
        TestSensor sensor = new TestSensor(
                from, new InetSocketAddress(InetAddress.ofLiteral(to), port));
        opened.add(sensor);
        return sensor;
    }
}
