package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tool learns of the gateway of its machine. */
class ConfigurationTest {

    @TempDir
    private Path directory;

    @Test
    void findsThePortOfAGatewayThatHasALargerHeapThanTheTool() throws Exception {
        assertEquals(9000, udpPort("udp.port = 9000\nseries.max = 1000000"));
    }

    @Test
    void takesTheDefaultsIfTheFileIsWrongOrMissing() throws Exception {
        assertEquals(8081, udpPort("udp.port = 9000\nudp.prot = 1"));
        assertEquals(8081, Configuration.orDefaults(directory + "/none").settings().udp().port());
        assertEquals(8081, Configuration.orDefaults(null).settings().udp().port());
    }

    private int udpPort(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("sensorgate.properties"), text);
        return Configuration.orDefaults(file.toString()).settings().udp().port();
    }
}
