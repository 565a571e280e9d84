package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.udp.Cause;
import sensorgate.udp.UdpSettings.SourceKind;

/** Datagrams as programs and devices in the field send them, over a real socket. */
@ParameterizedClass
@EnumSource(names = {"AUTO", "PORTABLE"})
@Timeout(30)
final class SensorDatagramsTest {

    private static final String TIME = " 1764000000000000000\n";

    @Parameter
    SourceKind kind;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway.Setup().source(kind).start();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void storesTheThreeLinesOfProxmox() {
        String datagram = line("blockstat,object=qemu,vmid=100,host=pve ", 802)
                + line("nics,object=qemu,vmid=100,host=pve ", 127)
                + line("system,object=qemu,vmid=100,host=pve ", 422);
        assertEquals(802 + 127 + 422, datagram.length());
        assertStored(datagram, 3, 3);
    }

    @Test
    void storesTheFifteenLinesOfCollectd() {
        assertStored("cpu,host=pi,type=percent value=98.7 1764000000123\n".repeat(15), 15, 15);
        assertEquals("98.7", ask("VALUE cpu,host=pi,type=percent value"));
        assertEquals(0, gateway.count("times_implausible"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLineOf1150BytesCostsOnlyItself(int at) {
        List<String> lines = new ArrayList<>(List.of("a v=1\n", "b v=2\n"));
        lines.add(at, line("long ", 1150));
        assertStored(String.join("", lines), 3, 2);
        assertEquals(1, gateway.count("rejected_length"));
        assertEquals(0, gateway.count("oversize"));
        assertEquals("1", ask("VALUE a v"));
        assertEquals("2", ask("VALUE b v"));
    }

    @Test
    void keepsTheCompleteLinesOfTooLongADatagram() {
        String datagram = IntStream.range(0, 40)
                .mapToObj(i -> line("m" + i + " ", 100))
                .collect(Collectors.joining());
        assertStored(datagram, 21, 20);
        assertEquals(1, gateway.count("oversize"));
        assertEquals(4000 - 2048, gateway.count("oversize_bytes"));
        assertEquals(1, gateway.count("rejected_oversize"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1764000000", "1764000000000", "1764000000000000", "1764000000000000000"
    })
    void aTimestampOfAnyUnitIsTheSameMoment(String time) {
        assertStored("a v=1 " + time, 1, 1);
        assertEquals("a v=1 1764000000000000000", ask("GET a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0", "\r", "\r\0", "\n\0\0", "\r\n\0"})
    void crumbsAroundALineAreNoPartOfIt(String crumbs) {
        assertStored("\uFEFFtemp,room=attic value=21.5" + crumbs, 1, 1);
        assertEquals("21.5", ask("VALUE temp,room=attic value"));
    }

    @Test
    void aCarriageReturnAtTheEndLeavesTwoPoints() {
        assertStored("d \"=f\r\nf \"=f\r", 2, 2);
    }

    @Test
    void anOpenQuoteCostsOnlyItsLine() {
        assertStored(
                "door,room=hall msg=\"open\ntemp,room=attic value=21.5\npump msg=\"on\",rpm=900i\n",
                3, 2);
        assertEquals(1, gateway.count("rejected_string"));
        assertEquals("21.5", ask("VALUE temp,room=attic value"));
        assertEquals("900", ask("VALUE pump rpm"));
    }

    @Test
    void aNewlineAndTheTwoCharactersForItAreNeverAlike() {
        assertStored("m a=\"x\ny\"\nn a=\"x\\ny\"", 2, 2);
        assertEquals("\"x\\ny\"", ask("VALUE m a"));
        assertEquals("x\\ny", ask("VALUE n a"));
    }

    /** Sends the datagram; the gateway stores {@code stored} of the lines, and rejects the rest. */
    private void assertStored(String datagram, long lines, long stored) {
        gateway.sensor("127.0.0.2").send(datagram.getBytes(StandardCharsets.UTF_8));
        gateway.awaitCount("lines", lines);
        gateway.awaitCount("stored", stored);
        long rejected = 0;
        for (Cause cause : Cause.values()) {
            rejected += gateway.count(cause.counterName());
        }
        assertEquals(lines, gateway.count("stored") + rejected);
        assertEquals(1, gateway.count("received"));
        assertEquals(0, gateway.count("blank"));
    }

    private String ask(String request) {
        try (TestController controller = gateway.controller("127.0.0.3")) {
            return controller.ask(request);
        }
    }

    /** A line of this size, its newline included. */
    private static String line(String head, int bytes) {
        String start = head + "v=1,text=\"";
        return start + "x".repeat(bytes - start.length() - 1 - TIME.length()) + "\"" + TIME;
    }
}
