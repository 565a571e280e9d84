package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.GatewayException;
import sensorgate.udp.UdpSettings;

class PassedSocketTest {

    private static final long PID = 42;

    @Test
    void isTheFirstDescriptorBehindTheStandardOnes() throws Exception {
        assertEquals(3, descriptor("42", "1"));
    }

    @Test
    void isNoneUnlessItIsMeantForThisProcess() throws Exception {
        assertEquals(UdpSettings.NOT_INHERITED, descriptor("43", "1"));
        assertEquals(UdpSettings.NOT_INHERITED, descriptor("", "2"));
        assertEquals(UdpSettings.NOT_INHERITED, descriptor("42", "0"));
        assertEquals(
                UdpSettings.NOT_INHERITED, PassedSocket.descriptor(Map.of("LISTEN_FDS", "1"), PID));
        assertEquals(
                UdpSettings.NOT_INHERITED,
                PassedSocket.descriptor(Map.of("LISTEN_PID", "42"), PID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "", "one"})
    void refusesAnyOtherNumber(String count) {
        String message = assertThrows(
                GatewayException.class, () -> descriptor("42", count)).getMessage();
        assertTrue(message.contains("LISTEN_FDS=" + count + " (a:b)"), message);
        assertTrue(message.contains("systemctl clean --what=fdstore"), message);
    }

    private static int descriptor(String pid, String count) throws GatewayException {
        return PassedSocket.descriptor(
                Map.of("LISTEN_PID", pid, "LISTEN_FDS", count, "LISTEN_FDNAMES", "a:b"), PID);
    }
}
