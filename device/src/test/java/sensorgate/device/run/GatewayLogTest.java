package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import sensorgate.udp.ReceiveBuffer;

class GatewayLogTest {

    @Test
    void tellsTheCommandThatRaisesACappedBuffer() {
        assertEquals(
                "the kernel capped the receive buffer: it holds about 234 short datagrams,"
                + " more in one burst are lost;"
                + " to raise it: sudo sysctl -w net.core.rmem_max=4194304 and restart;"
                + " to keep it: echo net.core.rmem_max=4194304"
                + " | sudo tee /etc/sysctl.d/60-sensorgate.conf",
                GatewayLog.capped(new ReceiveBuffer(4 << 20, 212_992)));
    }

    @Test
    void tellsTheUnitThatRaisesAnInheritedSocketsBuffer() {
        assertEquals(
                "the inherited socket's receive buffer is smaller than udp.receive-buffer: it holds"
                + " about 234 short datagrams, more in one burst are lost;"
                + " to raise it: sudo systemctl edit sensorgate.socket, [Socket],"
                + " ReceiveBuffer=4194304, then sudo systemctl restart sensorgate.socket sensorgate",
                GatewayLog.cappedInherited(new ReceiveBuffer(4 << 20, 212_992)));
    }

    @Test
    void tellsTheUnitThatMovesAnInheritedSocket() {
        assertEquals(
                "the inherited socket listens on *:8081 and wins over udp.port=9000, udp.address=*;"
                + " to move it: sudo systemctl edit sensorgate.socket, [Socket], ListenDatagram=,"
                + " ListenDatagram=9000, then sudo systemctl restart sensorgate.socket sensorgate;"
                + " to keep it: set udp.port and udp.address to where it listens",
                GatewayLog.overruled(9000, "*", 8081, "*"));
    }
}
