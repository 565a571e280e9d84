package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;

@Timeout(30)
class ControllersTest {

    @Test
    void saysNothingWithoutControllers() {
        assertEquals("", text("controllers_waiting 0", "sender 10.0.0.1 received=1"));
    }

    @Test
    void namesTheControllerWithoutATimeIfNobodyWaits() {
        assertEquals("controller [fe80::1f]", text("controller [fe80::1f]:7 served_ms=12999"));
    }

    @Test
    void saysWhoHoldsThePlaceAndWhoWaitsHowLong() {
        assertEquals(
                "controller 10.0.0.1 (12 s); waiting: 10.0.0.2 (3 s), 10.0.0.1 (0 s)",
                text("controller 10.0.0.1:5 served_ms=12999",
                        "controller 10.0.0.2:6 waiting_ms=3000",
                        "controller 10.0.0.2:7 waiting_ms=1000 more=1",
                        "controller 10.0.0.1:8 waiting_ms=0"));
    }

    @Test
    void namesAFewOfManyAddresses() {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 64; i++) {
            lines.add("controller 10.0.0." + i + ":5 waiting_ms=200000");
        }
        assertEquals(
                "no controller; waiting:"
                + " 10.0.0.1 (3 min), 10.0.0.2 (3 min), 10.0.0.3 (3 min), 61 more",
                Controllers.of(lines).text());
    }

    @Test
    void readsAGatewayAsItsStatsDo() throws Exception {
        try (TestGateway gateway = new TestGateway.Setup().start()) {
            TestController first = gateway.controller("127.0.0.2");
            assertEquals("PONG", first.ask("PING"));
            gateway.controller("127.0.0.3");
            gateway.awaitCount("controllers_waiting", 1);
            String expected = "controller 127.0.0.2 (0 s); waiting: 127.0.0.3 (0 s)";
            assertEquals(expected, text(Controllers.of(gateway.gateway().controllers())));
            List<String> stats = new ArrayList<>();
            first.send("STATS\n");
            for (String line = first.readLine(); !line.equals("END"); line = first.readLine()) {
                stats.add(line);
            }
            assertEquals(expected, text(Controllers.of(stats)));
        }
    }

    private static String text(String... stats) {
        return Controllers.of(List.of(stats)).text();
    }

    /** The text with its times, which depend on the machine, as 0 s. */
    private static String text(Controllers controllers) {
        return controllers.text().replaceAll("\\(\\d+ s\\)", "(0 s)");
    }
}
