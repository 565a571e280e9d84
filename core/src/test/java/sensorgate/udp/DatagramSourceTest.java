package sensorgate.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.Await;
import sensorgate.support.KernelLimit;
import sensorgate.support.Loopback;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.Requires;
import sensorgate.support.TestSensor;

/** The promises of all kinds of source, over real sockets. */
@ParameterizedClass
@EnumSource(SourceKinds.class)
@Timeout(20)
final class DatagramSourceTest {

    private static final int BUFFER_BYTES = 200_000;

    @Parameter
    SourceKinds kind;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void takesDatagramsInTheOrderInWhichTheyWereSent() throws IOException {
        DatagramSource source = open();
        TestSensor sensor = sensor("127.0.0.1", source);
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "m v=" + i).toList();
        List<String> taken = new ArrayList<>();
        for (int from = 0; from < sent.size(); from += 100) {
            sent.subList(from, from + 100).forEach(sensor::send);
            TakenDatagram.take(source, 100).forEach(datagram -> taken.add(datagram.text()));
        }
        assertEquals(sent, taken);
    }

    @Test
    void takesABatchOfAtMost64() throws IOException {
        DatagramSource source = open();
        TestSensor sensor = sensor("127.0.0.1", source);
        IntStream.range(0, 150).forEach(i -> sensor.send("m v=" + i));
        assertEquals(List.of(64, 64, 22), List.of(
                source.receive(), source.receive(), source.receive()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void repliesToTheSenderOfEachDatagram(String address) throws IOException {
        DatagramSource source = open(address);
        List<DatagramSocket> sensors = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            DatagramSocket sensor = new DatagramSocket(0, InetAddress.getByName(address));
            opened.add(sensor);
            sensors.add(sensor);
            sensor.setSoTimeout(5_000);
            send("?", sensor, address, source.port());
        }
        List<byte[]> replies = List.of(
                "#time 1764000000.123".getBytes(US_ASCII), "#".getBytes(US_ASCII),
                new byte[DatagramSource.REPLY_BYTES_MAX]);
        for (int taken = 0; taken < 3;) {
            int count = source.receive();
            assertTrue(count > 0, "a datagram is missing");
            for (int slot = 0; slot < count; slot++) {
                assertTrue(source.isUnicast(slot), "bound to one address");
                assertTrue(source.reply(slot, replies.get(taken++)));
            }
        }
        for (int i = 0; i < 3; i++) {
            DatagramPacket reply = new DatagramPacket(new byte[100], 100);
            sensors.get(i).receive(reply);
            assertArrayEquals(
                    replies.get(i), Arrays.copyOf(reply.getData(), reply.getLength()));
            assertEquals(source.port(), reply.getPort());
        }
    }

    /** On all addresses, only the kernel knows the destination. */
    @Test
    void tellsDatagramsToThisMachineAloneFromOthers() throws IOException {
        try (DatagramSource source = kind.open(new InetSocketAddress(0), BUFFER_BYTES);
                DatagramSocket sensor = new DatagramSocket(0)) {
            sensor.setBroadcast(true);
            source.join(InetAddress.getByName("239.1.2.3"), NetworkInterface.getByName("lo"));
            sensor.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
            String[] destinations = {"127.0.0.1", "127.0.0.9", "::1", "127.255.255.255",
                "239.1.2.3", "127.0.0.1"};
            for (int i = 0; i < 70; i++) { // the second batch begins where slots were used
                send("first", sensor, "127.0.0.1", source.port());
            }
            assertEquals(64, source.receive());
            for (int slot = 0; slot < 64; slot++) {
                assertFalse(source.isUnicast(slot), "sent before the kernel was asked");
            }
            TakenDatagram.take(source, 6);
            for (int round = 0; round < 100; round++) {
                String to = destinations[round % destinations.length];
                send("m v=1", sensor, to, source.port());
                assertEquals(1, source.receive());
                boolean isOne = !to.startsWith("239") && !to.endsWith("255");
                assertEquals(
                        kind != SourceKinds.PORTABLE && isOne, source.isUnicast(0), "to " + to);
            }
        }
    }

    private static void send(String text, DatagramSocket from, String to, int port)
            throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        from.send(new DatagramPacket(
                bytes, bytes.length, new InetSocketAddress(InetAddress.getByName(to), port)));
    }

    @Test
    void takesWhatIsThereWithoutWaitingForMore() throws IOException {
        DatagramSource source = open();
        sensor("127.0.0.1", source).send("m v=1");
        long begunNs = System.nanoTime();
        assertEquals(1, source.receive());
        assertTrue(elapsedMs(begunNs) < DatagramSource.WAIT_MS / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 2047, 2048, 2049, 9000, 65507})
    void keepsTheFirst2048BytesAndSaysHowManyMoreThereWere(int bytes) throws IOException {
        DatagramSource source = open();
        byte[] sent = random(bytes);
        sensor("127.0.0.1", source).send(sent);
        TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
        assertArrayEquals(Arrays.copyOf(sent, Math.min(bytes, 2048)), taken.bytes());
        assertEquals(Math.max(0, bytes - 2048), taken.cutBytes());
    }

    @Test
    void oneDatagramLeavesNothingBehindForTheNextInItsSlot() throws IOException {
        DatagramSource source = open();
        TestSensor sensor = sensor("127.0.0.1", source);
        for (int bytes : new int[] {65507, 0, 1025, 3, 2048, 1, 2049, 1024}) {
            byte[] sent = random(bytes);
            sensor.send(sent);
            TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
            assertArrayEquals(Arrays.copyOf(sent, Math.min(bytes, 2048)), taken.bytes());
            assertEquals(Math.max(0, bytes - 2048), taken.cutBytes());
        }
    }

    @Test
    void tellsTheSenderOfEachDatagramWhenManyTakeTurns() throws IOException {
        DatagramSource source = open();
        List<TestSensor> sensors = IntStream.rangeClosed(2, 65)
                .mapToObj(host -> sensor("127.0.0." + host, source)).toList();
        for (int round = 0; round < 3; round++) {
            sensors.forEach(sensor -> sensor.send(sensor.address().getHostAddress()));
            List<TakenDatagram> taken = TakenDatagram.take(source, sensors.size());
            for (int i = 0; i < sensors.size(); i++) {
                assertEquals(sensors.get(i).address().getHostAddress(), taken.get(i).text());
                assertTrue(taken.get(i).isFrom(sensors.get(i)), taken.get(i).text());
            }
        }
    }

    @Test
    void givesAnIpv4SenderAsAMappedAddress() throws IOException {
        DatagramSource source = open();
        sensor("127.0.0.2", source).send("m v=1");
        TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
        assertEquals(0, taken.senderHigh());
        assertEquals(0x0000_FFFF_7F00_0002L, taken.senderLow());
    }

    @Test
    void oneSocketHearsIpv4AndIpv6InTurns() throws IOException {
        Requires.that(Loopback.hasIpv6(), "IPv6 on the loopback interface");
        DatagramSource source = open();
        List<TestSensor> sensors = List.of(
                sensor("::1", source), sensor("127.0.0.2", source), sensor("::1", source));
        for (int round = 0; round < 3; round++) {
            sensors.forEach(sensor -> sensor.send("m v=1"));
            List<TakenDatagram> taken = TakenDatagram.take(source, 3);
            for (int i = 0; i < 3; i++) {
                assertTrue(taken.get(i).isFrom(sensors.get(i)), "sender " + i);
            }
        }
    }

    @Test
    void hearsOnlyTheOneIpv4AddressItIsBoundTo() throws IOException {
        DatagramSource source = open("127.0.0.3");
        sensor("127.0.0.1", source).send("to another address");
        TestSensor sensor = new TestSensor(
                InetAddress.ofLiteral("127.0.0.2"), address("127.0.0.3", source.port()));
        opened.add(sensor);
        sensor.send("m v=1");
        TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
        assertEquals("m v=1", taken.text());
        assertTrue(taken.isFrom(sensor));
    }

    @Test
    void hearsOnlyIpv6WhereItIsBoundToAnIpv6Address() throws IOException {
        Requires.that(Loopback.hasIpv6(), "IPv6 on the loopback interface");
        DatagramSource source = open("::1");
        sensor("127.0.0.1", source).send("to another address");
        TestSensor sensor = sensor("::1", source);
        sensor.send("m v=1");
        TakenDatagram taken = TakenDatagram.take(source, 1).getFirst();
        assertEquals("m v=1", taken.text());
        assertTrue(taken.isFrom(sensor));
    }

    @Test
    void returnsNothingAfterAWhileWhenNothingComes() throws IOException {
        DatagramSource source = open();
        long begunNs = System.nanoTime();
        assertEquals(0, source.receive());
        long elapsedMs = elapsedMs(begunNs);
        assertTrue(elapsedMs >= DatagramSource.WAIT_MS - 50, "after " + elapsedMs + " ms");
        assertTrue(elapsedMs < DatagramSource.WAIT_MS * 8, "after " + elapsedMs + " ms");
    }

    @Test
    void countsEveryDatagramThatTheKernelDropped() throws IOException {
        DatagramSource source = flooded(1000);
        long received = drain(source);
        assertTrue(received > 0 && received < 1000, "received " + received);
        Await.untilEquals("dropped", 1000 - received, source::kernelDropped);
    }

    @Test
    void countsDropsOnFromWhereItWas() throws IOException {
        DatagramSource source = flooded(1000);
        long dropped = 1000 - drain(source);
        Await.untilEquals("dropped", dropped, source::kernelDropped);
        TestSensor sensor = sensor("127.0.0.1", source);
        IntStream.range(0, 500).forEach(i -> sensor.send("again"));
        long droppedSince = 500 - drain(source);
        Await.untilEquals("dropped", dropped + droppedSince, source::kernelDropped);
    }

    @Test
    void keepsTheNumberOfDropsWhenItIsClosed() throws IOException {
        DatagramSource source = flooded(1000);
        long dropped = 1000 - drain(source);
        Await.untilEquals("dropped", dropped, source::kernelDropped);
        source.close();
        assertEquals(dropped, source.kernelDropped(), "a counter never falls");
    }

    @Test
    void hasDroppedNothingToBeginWith() throws IOException {
        assertEquals(0, open().kernelDropped());
    }

    @Test
    void isGrantedTheReceiveBufferItAskedFor() throws IOException {
        assertEquals(new ReceiveBuffer(BUFFER_BYTES, BUFFER_BYTES), open().receiveBuffer());
        assertFalse(open().receiveBuffer().isCapped());
    }

    @Test
    void saysThatTheKernelCappedTheReceiveBuffer() throws IOException {
        Requires.that(KernelLimit.isReadable(), "/proc/sys/net/core/rmem_max");
        int bytesMax = KernelLimit.receiveBufferBytesMax();
        ReceiveBuffer buffer = open("0.0.0.0", bytesMax * 2).receiveBuffer();
        boolean isPrivileged = buffer.equals(new ReceiveBuffer(bytesMax * 2, bytesMax * 2));
        if (kind == SourceKinds.PORTABLE || !isPrivileged) {
            assertEquals(new ReceiveBuffer(bytesMax * 2, bytesMax), buffer);
            assertTrue(buffer.isCapped());
        }
    }

    @Test
    void leavesNoDescriptorBehindWhenThePortIsTaken() throws IOException {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        int port = open().port();
        assertThrows(BindException.class, () -> kind.open(address("0.0.0.0", port), BUFFER_BYTES));
        var before = OpenDescriptors.withoutFiles();
        assertThrows(BindException.class, () -> kind.open(address("0.0.0.0", port), BUFFER_BYTES));
        assertEquals(Set.of(), OpenDescriptors.openedSince(before));
    }

    @Test
    void leavesNoDescriptorBehindOnceClosed() throws IOException {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        open().close();
        var before = OpenDescriptors.withoutFiles();
        DatagramSource source = open();
        source.receive();
        source.close();
        assertEquals(Set.of(), OpenDescriptors.openedSince(before));
    }

    @Test
    void givesItsPortBackWhenClosedAndMayBeClosedTwice() throws IOException {
        DatagramSource source = open();
        source.close();
        source.close();
        kind.open(address("0.0.0.0", source.port()), BUFFER_BYTES).close();
    }

    /** A source with hardly any buffer; {@code datagrams} were sent, none received. */
    private DatagramSource flooded(int datagrams) throws IOException {
        DatagramSource source = open("0.0.0.0", 4096);
        TestSensor sensor = sensor("127.0.0.1", source);
        IntStream.range(0, datagrams).forEach(i -> sensor.send("flood"));
        return source;
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

    private DatagramSource open() throws IOException {
        return open("0.0.0.0");
    }

    private DatagramSource open(String address) throws IOException {
        return open(address, BUFFER_BYTES);
    }

    private DatagramSource open(String address, int receiveBufferBytes) throws IOException {
        DatagramSource source = kind.open(address(address, 0), receiveBufferBytes);
        opened.add(source);
        return source;
    }

    private TestSensor sensor(String address, DatagramSource source) {
        TestSensor sensor = new TestSensor(address, source.port());
        opened.add(sensor);
        return sensor;
    }

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static long elapsedMs(long begunNs) {
        return (System.nanoTime() - begunNs) / 1_000_000;
    }
}
