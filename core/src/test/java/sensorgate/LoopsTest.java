package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.count.Loop;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestGateway;

/** The loops that a watchdog watches. sensorgate(1) and the unit name these five. */
@Timeout(20)
final class LoopsTest {

    @Test
    void udpTcpControlAndNetworksAreWatchedAndNoThreadThatADiskCanStop() {
        try (TemporaryDirectory directory = new TemporaryDirectory();
                TestGateway gateway = new TestGateway.Setup()
                        .directory(directory.path().resolve("state"))
                        .control(directory.path().resolve("control.sock"))
                        .start()) {
            assertEquals(Set.of("udp", "tcp", "control", "networks"), names(gateway));
        }
    }

    @Test
    void aGatewayInMemoryWithoutControlSocketHasThree() {
        try (TestGateway gateway = new TestGateway.Setup().start()) {
            assertEquals(Set.of("udp", "tcp", "networks"), names(gateway));
        }
    }

    private static Set<String> names(TestGateway gateway) {
        return gateway.gateway().loops().stream().map(Loop::name).collect(Collectors.toSet());
    }
}
