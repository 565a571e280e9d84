package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.UsageException;

class HostAndPortTest {

    @ParameterizedTest
    @CsvSource({
        "pi, pi, 8081",
        "pi:1, pi, 1",
        "192.168.1.5:65535, 192.168.1.5, 65535",
        "::1, ::1, 8081",
        "[::1], ::1, 8081",
        "[::1]:9000, ::1, 9000",
    })
    void readsHostAndPort(String text, String host, int port) throws UsageException {
        assertEquals(new HostAndPort(host, port), HostAndPort.parse(text));
    }

    @Test
    void findsTheGatewayOfThisMachineWhereItIsBound() throws Exception {
        assertEquals("127.0.0.1:9000", HostAndPort.ofThisMachine(null, 9000).toString());
        assertEquals("127.0.0.1:8081", HostAndPort.ofThisMachine(null, 0).toString());
        assertEquals("192.168.1.5:8081", HostAndPort.ofThisMachine(
                InetAddress.ofLiteral("192.168.1.5"), 8081).toString());
        assertEquals("[fd00:0:0:0:0:0:0:5]:1", HostAndPort.ofThisMachine(
                InetAddress.ofLiteral("fd00::5"), 1).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1", "pi:", "pi:0", "pi:65536", "pi:x", "[]:1", "[::1]9000"})
    void refusesOtherText(String text) {
        assertThrows(UsageException.class, () -> HostAndPort.parse(text));
    }

    @Test
    void writesItselfAsItIsRead() throws UsageException {
        assertEquals("[::1]:9000", HostAndPort.parse("[::1]:9000").toString());
        assertEquals("pi:8081", HostAndPort.parse("pi").toString());
    }

    @Test
    void saysThatAHostIsUnknown() throws UsageException {
        HostAndPort nowhere = HostAndPort.parse("[::nowhere]");
        String message = assertThrows(NobodyThereException.class, nowhere::resolve).getMessage();
        assertTrue(message.startsWith("unknown host ::nowhere: "), message);
    }
}
