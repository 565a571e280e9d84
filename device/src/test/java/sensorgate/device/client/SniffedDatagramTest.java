package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SniffedDatagramTest {

    @Test
    void readsAnIpv6Sender() {
        SniffedDatagram datagram = SniffedDatagram.parse("5 [fe80::1f]:7 - 1 a");
        assertEquals("[fe80::1f]:7", datagram.sender());
        assertEquals(0xFE80_0000_0000_0000L, datagram.senderHigh());
        assertEquals(0x1F, datagram.senderLow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2 3 4", "x 1.2.3.4:5 - 1 a", "1 1.2.3.4:5 - 2 a", "1 x:5 - 1 a"})
    void refusesALineThatIsNotADatagram(String line) {
        assertThrows(IllegalArgumentException.class, () -> SniffedDatagram.parse(line));
    }

    @Test
    void namesTheAddressThatIsDenied() {
        assertEquals(
                "fe80::1f is not in udp.allow: add it there, or its network",
                SniffedDatagram.parse("5 [fe80::1f]:7 denied 1 a").whyDenied());
    }
}
