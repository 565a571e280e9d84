package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.net.SocketAddressText;

class UdpPortsTest {

    private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";
    private static final String REST = " 07 00000000:00000000 00:00000000 00000000 0 0 1 2 3 0\n";

    @TempDir
    private Path directory;

    private UdpPorts ports;

    @BeforeEach
    void writeTables() throws IOException {
        Path udp = Files.writeString(directory.resolve("udp"), HEAD
                + " 1: 00000000:0035 00000000:0000" + REST
                + " 2: 0501A8C0:1F91 00000000:0000" + REST
                + " 3: 0501A8C0:1234 0101A8C0:0035" + REST);
        Path udp6 = Files.writeString(directory.resolve("udp6"), HEAD
                + " 1: 00000000000000000000000000000000:1F92 "
                + "00000000000000000000000000000000:0000" + REST
                + " 2: 000080FE00000000000000001F000000:1F93 "
                + "00000000000000000000000000000000:0000" + REST);
        ports = new UdpPorts(List.of(udp, udp6, directory.resolve("missing")));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 53, OPEN",
        "192.168.1.5, 8081, OPEN",
        "192.168.1.6, 8081, OPEN_ELSEWHERE",
        "224.0.0.1, 8081, OPEN_ELSEWHERE",
        "255.255.255.255, 8081, OPEN_ELSEWHERE",
        "192.168.1.255, 8081, OPEN_ELSEWHERE",
        "255.255.255.255, 53, OPEN",
        "224.0.0.1, 8082, OPEN",
        "192.168.1.5, 8080, CLOSED",
        "192.168.1.5, 4660, CLOSED",
        "192.168.1.5, 8082, OPEN",
        "fe80::1, 8082, OPEN",
        "fe80::1, 53, CLOSED",
        "fe80::1f, 8083, OPEN",
        "fe80::1, 8083, OPEN_ELSEWHERE",
        "ff02::1, 8083, OPEN_ELSEWHERE",
        "ff02::1, 8082, OPEN",
    })
    void knowsWhetherSomebodyListens(String address, int port, UdpPorts.State expected) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        assertEquals(expected, ports.stateOf(
                SocketAddressText.high(bytes), SocketAddressText.low(bytes), port));
    }

    @Test
    void takesPortsForClosedWhereTheKernelTellsNothing() {
        UdpPorts none = new UdpPorts(List.of(directory.resolve("missing")));
        assertEquals(UdpPorts.State.CLOSED, none.stateOf(0, 0xFFFF_7F00_0001L, 53));
    }
}
