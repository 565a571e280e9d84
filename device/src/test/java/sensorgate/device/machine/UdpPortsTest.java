package sensorgate.device.machine;

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
import sensorgate.address.SocketPlace;

class UdpPortsTest {

    private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";
    private static final String REST = " 07 00000000:00000000 00:00000000 00000000 0 0 1 2 3 0\n";

    /** Asks 192.168.1.1:53 from 192.168.1.5:4660. */
    private static final String ANSWERED = " 3: 0501A8C0:1234 0101A8C0:0035" + REST;

    private static final SocketPlace ANYBODY = place("192.168.1.9", 40_000);

    @TempDir
    private Path directory;

    private long nowNs;
    private UdpPorts ports;

    @BeforeEach
    void writeTables() throws IOException {
        Path udp = Files.writeString(directory.resolve("udp"), HEAD
                + " 1: 00000000:0035 00000000:0000" + REST
                + " 2: 0501A8C0:1F91 00000000:0000" + REST
                + ANSWERED);
        Path udp6 = Files.writeString(directory.resolve("udp6"), HEAD
                + " 1: 00000000000000000000000000000000:1F92 "
                + "00000000000000000000000000000000:0000" + REST
                + " 2: 000080FE00000000000000001F000000:1F93 "
                + "00000000000000000000000000000000:0000" + REST
                + " 3: 0000000000000000FFFF00000501A8C0:1235 "
                + "0000000000000000FFFF00000101A8C0:01BB" + REST);
        ports = new UdpPorts(
                List.of(udp, udp6, directory.resolve("missing")), () -> nowNs);
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
        "fe80::1, 53, OPEN_ELSEWHERE",
        "fe80::1f, 8083, OPEN",
        "fe80::1, 8083, OPEN_ELSEWHERE",
        "ff02::1, 8083, OPEN_ELSEWHERE",
        "ff02::1, 8082, OPEN",
    })
    void knowsWhetherAProgramListens(String address, int port, UdpPorts.State expected) {
        assertEquals(expected, ports.stateOf(place(address, port), ANYBODY));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 4660, 192.168.1.1, 53, OPEN",
        "192.168.1.5, 4660, 192.168.1.1, 54, CLOSED",
        "192.168.1.5, 4660, 192.168.1.2, 53, CLOSED",
        "192.168.1.6, 4660, 192.168.1.1, 53, OPEN_ELSEWHERE",
        "192.168.1.5, 4661, 192.168.1.1, 443, OPEN",
        "192.168.1.5, 4661, 192.168.1.1, 53, CLOSED",
    })
    void knowsThatAConnectedSocketReceivesFromItsRemotePlaceAlone(
            String address, int port, String from, int fromPort, UdpPorts.State expected) {
        assertEquals(expected, ports.stateOf(place(address, port), place(from, fromPort)));
    }

    @Test
    void readsTheTablesAgainForAPortThatIsNotInThem() throws IOException {
        Path table = Files.writeString(directory.resolve("table"), HEAD);
        UdpPorts fresh = new UdpPorts(List.of(table), () -> nowNs);
        SocketPlace to = place("192.168.1.5", 4660);
        SocketPlace from = place("192.168.1.1", 53);
        assertEquals(UdpPorts.State.CLOSED, fresh.stateOf(to, from));
        Files.writeString(table, HEAD + ANSWERED);
        assertEquals(UdpPorts.State.CLOSED, fresh.stateOf(to, from));
        nowNs += 30_000_000;
        assertEquals(UdpPorts.State.OPEN, fresh.stateOf(to, from));
        Files.writeString(table, HEAD);
        nowNs += 30_000_000;
        assertEquals(UdpPorts.State.OPEN, fresh.stateOf(to, from));
        nowNs += 1_000_000_000;
        assertEquals(UdpPorts.State.CLOSED, fresh.stateOf(to, from));
    }

    @Test
    void takesPortsForClosedWithoutTables() {
        UdpPorts none = new UdpPorts(List.of(directory.resolve("missing")), () -> nowNs);
        assertEquals(UdpPorts.State.CLOSED, none.stateOf(place("127.0.0.1", 53), ANYBODY));
    }

    private static SocketPlace place(String address, int port) {
        return SocketPlace.of(InetAddress.ofLiteral(address).getAddress(), port);
    }
}
