package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void saysInItsLastLineWhichThreadFailedAndWhatComesNext() {
        Error failure = new StackOverflowError("too\ndeep");
        assertEquals("the thread udp failed, and the gateway cannot go on without it:"
                + " java.lang.StackOverflowError: too\\ndeep; the process exits with 70, and"
                + " systemd starts it again", GatewayLog.lastLine("udp", failure, true));
        assertContains(GatewayLog.lastLine("udp", failure, false),
                "exits with 70: start the gateway again");
    }

    private static void assertContains(String message, String part) {
        assertTrue(message.contains(part), message);
    }
}
