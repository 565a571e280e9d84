package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.FaultyLibc;
import sensorgate.support.FaultyLibc.Call;
import sensorgate.support.KernelLimit;
import sensorgate.support.Loopback;
import sensorgate.support.Requires;
import sensorgate.support.TestSensor;

/** Each call into the C library fails in turn. */
@Timeout(20)
final class LinuxDatagramSourceFaultTest {

    private static final int EPERM = 1;
    private static final int EBADF = 9;
    private static final int EMFILE = 24;
    private static final int ENOPROTOOPT = 92;
    private static final int BUFFER_BYTES = 65_536;

    private FaultyLibc libc;

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux, for recvmmsg");
    }

    @BeforeEach
    void setUp() {
        libc = new FaultyLibc();
    }

    @ParameterizedTest
    @CsvSource({
        "IPV6_V6ONLY, 92, IPV6_V6ONLY, Protocol not available",
        "SO_RCVTIMEO, 33, SO_RCVTIMEO, Numerical argument out of domain",
        "BIND, 98, bind, Address already in use",
        "BIND, 99, bind, Cannot assign requested address",
        "BIND, 13, bind, Permission denied",
        "GETSOCKNAME, 105, getsockname, No buffer space available",
    })
    void namesTheCallThatFailedAndClosesTheSocket(
            Call call, int errno, String name, String description) {
        Requires.that(call != Call.IPV6_V6ONLY || Loopback.hasIpv6(), "IPv6");
        libc.fail(call, errno);
        assertOpensNothing("0.0.0.0", name, description);
    }

    @Test
    void namesTheCallWhenNoSocketCanBeHad() {
        libc.fail(Call.SOCKET_IPV6, EMFILE).fail(Call.SOCKET_IPV4, EMFILE);
        assertOpensNothing("0.0.0.0", "socket", "Too many open files");
    }

    @Test
    void namesTheOptionWhenNoReceiveBufferCanBeSet() {
        libc.fail(Call.SO_RCVBUFFORCE, EPERM).fail(Call.SO_RCVBUF, Sockets.ENOMEM);
        assertOpensNothing("0.0.0.0", "SO_RCVBUF", "Cannot allocate memory");
    }

    @Test
    void listensNowhereElseWhenAnIpv6AddressCannotBeHad() {
        libc.fail(Call.SOCKET_IPV6, Sockets.EAFNOSUPPORT);
        assertOpensNothing("::1", "socket", "Address family not supported by protocol");
    }

    @Test
    void hearsIpv4WhereThereIsNoIpv6() throws IOException {
        libc.fail(Call.SOCKET_IPV6, Sockets.EAFNOSUPPORT);
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES);
                TestSensor sensor = new TestSensor("127.0.0.2", source.port())) {
            sensor.send("m v=1");
            TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
            assertEquals("m v=1", taken.text());
            assertTrue(taken.isFrom(sensor));
        }
        assertEquals(List.of(), libc.open());
    }

    @Test
    void takesTheBufferThatItMayHaveWhenItMayNotForceOne() throws IOException {
        Requires.that(KernelLimit.isReadable(), "/proc/sys/net/core/rmem_max");
        libc.fail(Call.SO_RCVBUFFORCE, EPERM);
        int bytesMax = KernelLimit.receiveBufferBytesMax();
        try (DatagramSource source = open("0.0.0.0", bytesMax * 2)) {
            assertEquals(new ReceiveBuffer(bytesMax * 2, bytesMax), source.receiveBuffer());
            assertTrue(source.receiveBuffer().isCapped());
        }
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES)) {
            assertFalse(source.receiveBuffer().isCapped());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Sockets.EINTR, Sockets.EAGAIN, Sockets.ENOBUFS, Sockets.ENOMEM})
    void receivesNothingWhenTheKernelHasTroubleThatPasses(int errno) throws IOException {
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES)) {
            libc.fail(Call.RECVMMSG, errno).fail(Call.RECVMMSG_AGAIN, errno);
            assertEquals(0, source.receive());
        }
    }

    @Test
    void saysWhyItCannotReceiveAnyMore() throws IOException {
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES)) {
            libc.fail(Call.RECVMMSG, EBADF).fail(Call.RECVMMSG_AGAIN, EBADF);
            String message = assertThrows(UncheckedIOException.class, source::receive).getMessage();
            assertTrue(message.contains("recvmmsg"), message);
            assertTrue(message.contains("Bad file descriptor"), message);
        }
    }

    @Test
    void losesNoDatagramThatCameBetweenAFailureAndTheLookAtIt() throws IOException {
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES);
                TestSensor sensor = new TestSensor("127.0.0.2", source.port())) {
            libc.fail(Call.RECVMMSG, Sockets.EINTR);
            sensor.send("m v=1");
            TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
            assertEquals("m v=1", taken.text());
            assertTrue(taken.isFrom(sensor));
        }
    }

    @Test
    void hasNoDropsToTellOfWhereTheKernelDoesNotCountThem() throws IOException {
        libc.fail(Call.SO_MEMINFO, ENOPROTOOPT);
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES)) {
            assertEquals(0, source.kernelDropped());
        }
    }

    @Test
    void countsDropsOnWhenTheKernelsNumberWraps() throws IOException {
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES)) {
            libc.claimDrops(0xFFFF_FFF0);
            assertEquals(0xFFFF_FFF0L, source.kernelDropped());
            libc.claimDrops(0x10);
            assertEquals(0x1_0000_0010L, source.kernelDropped());
        }
    }

    @Test
    void saysThatAReplyCannotBeSent() throws IOException {
        try (DatagramSource source = open("127.0.0.1", BUFFER_BYTES);
                TestSensor sensor = new TestSensor("127.0.0.2", source.port())) {
            sensor.send("m v=1");
            assertEquals(1, source.receive());
            assertTrue(source.reply(0, new byte[20]));
            libc.fail(Call.TRY_SENDMSG, EPERM);
            assertFalse(source.reply(0, new byte[20]));
        }
    }

    @Test
    void knowsNoDestinationWhereTheKernelTellsNone() throws IOException {
        try (DatagramSource source = open("0.0.0.0", BUFFER_BYTES);
                TestSensor sensor = new TestSensor("127.0.0.2", source.port())) {
            libc.fail(Call.IP_PKTINFO, ENOPROTOOPT).fail(Call.IPV6_RECVPKTINFO, ENOPROTOOPT);
            for (int i = 0; i < 3; i++) {
                sensor.send("m v=1");
                assertEquals(1, source.receive());
                assertFalse(source.isUnicast(0));
            }
        }
    }

    @Test
    void closesItsSocketOnce() throws IOException {
        DatagramSource source = open("0.0.0.0", BUFFER_BYTES);
        assertEquals(1, libc.open().size());
        source.close();
        source.close();
        assertEquals(List.of(), libc.open());
    }

    /** The call is in the message or in the name of the exception, e.g. {@code BindException}. */
    private void assertOpensNothing(String address, String call, String description) {
        String failure =
                assertThrows(IOException.class, () -> open(address, BUFFER_BYTES)).toString();
        String lowerCase = failure.toLowerCase(Locale.ROOT);
        assertTrue(lowerCase.contains(call.toLowerCase(Locale.ROOT)), failure);
        assertTrue(failure.contains(description), failure);
        assertEquals(List.of(), libc.open(), "descriptors left open");
    }

    private DatagramSource open(String address, int receiveBufferBytes) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
        return new LinuxDatagramSource(
                libc, LinuxUdpSocket.open(libc, local, receiveBufferBytes));
    }
}
