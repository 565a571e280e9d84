package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sensorgate.udp.ReceiveBuffer;

class GatewayLogTest {

    private static final ReceiveBuffer BUFFER = new ReceiveBuffer(4 << 20, 212_992);

    @Test
    void tellsTheCommandThatRaisesACappedBuffer() {
        assertContains(GatewayLog.capped(BUFFER), "about 234 short datagrams");
        assertContains(GatewayLog.capped(BUFFER), "sudo sysctl -w net.core.rmem_max=4194304 and");
        assertContains(
                GatewayLog.capped(BUFFER),
                "echo net.core.rmem_max=4194304 | sudo tee /etc/sysctl.d/60-sensorgate.conf");
    }

    @Test
    void tellsTheUnitThatRaisesAnInheritedSocketsBuffer() {
        assertContains(GatewayLog.cappedInherited(BUFFER), "about 234 short datagrams");
        assertContains(
                GatewayLog.cappedInherited(BUFFER),
                "sudo systemctl edit sensorgate.socket, [Socket], ReceiveBuffer=4194304, then"
                + " sudo systemctl restart sensorgate.socket sensorgate");
    }

    @Test
    void tellsTheUnitThatMovesAnInheritedSocket() {
        String message = GatewayLog.overruled(9000, "*", 8081, "*");
        assertContains(message, "the inherited socket listens on *:8081 ");
        assertContains(message, "udp.port=9000, udp.address=*;");
        assertContains(
                message,
                "sudo systemctl edit sensorgate.socket, [Socket], ListenDatagram=,"
                + " ListenDatagram=9000, then sudo systemctl restart sensorgate.socket sensorgate");
    }

    private static void assertContains(String message, String part) {
        assertTrue(message.contains(part), message);
    }
}
