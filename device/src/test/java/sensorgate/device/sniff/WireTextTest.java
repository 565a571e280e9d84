package sensorgate.device.sniff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.device.machine.UdpPorts.State;
import sensorgate.support.TestSettings;
import sensorgate.udp.Fate;
import sensorgate.udp.UdpSettings;

/** The text about a datagram on the wire. */
class WireTextTest {

    private static final UdpSettings UDP = TestSettings.udp();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "8081 | OPEN           | false | a v=1 | true  | for the gateway.* firewall .*",
        "8081 | OPEN           | false | a v=x | false | for the gateway.* firewall .*",
        "8081 | OPEN           | true  | a v=1 | false | not allowed: 192.168.1.31 .*udp.allow.*",
        "8081 | CLOSED         | false | a v=1 | false | .* port 8081: .*'sensorgate run'",
        "8081 | OPEN_ELSEWHERE | false | a v=1 | false | .* address: set udp.address=[*]",
        "8080 | CLOSED         | false | a v=1 | false | port 8080 is closed: .* 8081, .* send .*",
        "8080 | CLOSED         | false | hello | false | port 8080 is closed, .*protocol: .* 8081",
        "53   | OPEN           | false | hello | true  | port 53 .* another program",
        "53   | OPEN           | false | a v=1 | false | port 53 .* another program: .* 8081, .*",
    })
    void saysWhyTheGatewayDoesNotGetIt(
            int port, State state, boolean denied, String line, boolean isGood, String pattern) {
        WireText text = text(port, state, denied, line);
        String said = text.text().lines().toList().get(1).strip();
        assertTrue(said.matches(pattern), said);
        assertEquals(isGood, text.isGood());
    }

    @Test
    void saysWhereItWasSentAndWhatIsInIt() {
        String text = text(8080, State.CLOSED, false, "temp value=21.5").text();
        assertTrue(text.lines().findFirst().orElseThrow().endsWith(
                " 192.168.1.31:49152 to 192.168.1.5:8080, 15 bytes"), text);
        String content = "\n  temp value=21.5\n    would be stored: temp value=21.5";
        assertTrue(text.endsWith(content), text);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        String text = text(8080, State.CLOSED, true, "a v=1").text();
        assertTrue(text.contains(" not allowed either: 192.168.1.31 "), text);
    }

    @Test
    void knowsAQuestionForTheTime() {
        WireText text = text(8081, State.OPEN, false, "?time               ");
        assertTrue(text.isGood(), text.text());
        assertTrue(text.text().endsWith("\n  asks for the time"), text.text());
    }

    private static WireText text(int port, State state, boolean denied, String line) {
        SniffedDatagram datagram = new SniffedDatagram(
                1_764_000_000_000_000_000L, "192.168.1.31:49152", 0, 0xFFFF_C0A8_011FL, false,
                denied ? Fate.DENIED : Fate.RECEIVED, Set.of(), Set.of(), Set.of(),
                line.getBytes(StandardCharsets.UTF_8));
        return WireText.of(datagram, "192.168.1.5:" + port, port, state, UDP);
    }
}
