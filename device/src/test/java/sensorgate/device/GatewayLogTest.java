package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import sensorgate.net.ReceiveBuffer;

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
}
