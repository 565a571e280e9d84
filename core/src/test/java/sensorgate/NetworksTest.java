package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.ChildJvm;
import sensorgate.support.PrivateNetwork;
import sensorgate.support.TemporaryDirectory;

/**
 * Two machines and the cable between them: a gateway in one network namespace, a sensor in another.
 * Addresses and interfaces come and go while the gateway runs; broadcasts and multicasts arrive.
 */
@Timeout(120)
final class NetworksTest {

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "PORTABLE"})
    void followsTheNetworksOfItsMachine(String source) throws Exception {
        PrivateNetwork.assumeThere();
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            List<String> sensor =
                    ChildJvm.command(directory.path(), NetworksMain.class, "sensor");
            List<String> arguments = new ArrayList<>(List.of(source));
            arguments.addAll(sensor);
            ChildJvm.Ended ended = ChildJvm.run(PrivateNetwork.command(ChildJvm.command(
                    directory.path(), NetworksMain.class, arguments.toArray(String[]::new))));
            assertEquals(0, ended.exitCode(), ended.output());
            assertEquals(
                    """
                    192.0.2.2 to 192.0.2.1: denied
                    2001:db8::2 to fd00::1, no public network: denied
                    told local also means this machine's IPv6 networks: 2001:db8::/64
                    2001:db8::2 to 2001:db8::1, added: received
                    2001:db8:0:1::2 to 2001:db8::1, another network: denied
                    poll from 2001:db8::2, added: answered
                    told local includes no IPv6 network of this machine any more
                    2001:db8::2 to fd00::1, removed: denied
                    poll from 2001:db8::2, removed: refused
                    10.0.0.2 to 255.255.255.255: received
                    10.0.0.2 to 10.0.0.255: received
                    10.0.0.2 to 239.1.2.3: received
                    fd00::2 to ff05::1234: received
                    10.0.0.2 to 239.9.9.9, not joined: nothing
                    told receives multicast group 239.1.2.3 on later
                    10.1.0.2 to 239.1.2.3, later: received
                    """,
                    ended.output());
        }
    }
}
