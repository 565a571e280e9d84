package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void saysThatAFileIsTooLongForAConfiguration() throws Exception {
        Path file = directory.resolve("long");
        Files.writeString(file, "#\n".repeat(128 << 10));
        assertEquals(List.of(), faults(file));
        Files.writeString(file, "#\n".repeat(128 << 10) + "#");
        assertEquals(
                List.of(file + ": is no configuration, it has more than 262144 bytes: write a"
                        + " smaller file, or name another file with --config"),
                faults(file));
        assertEquals(1, faults(Path.of("/dev/zero")).size());
    }

    @Test
    void logsTheFirstOfThousandsOfMistakes() throws Exception {
        Path file = Files.writeString(directory.resolve("garbage"), "x\n".repeat(1_000));
        Configuration garbage = read(file);
        assertEquals(1_000, garbage.faults().size());
        assertEquals(21, garbage.faultsToLog().size());
        assertEquals(
                "and 980 more mistakes: 'sensorgate check' prints all of them",
                garbage.faultsToLog().getLast());
        Files.writeString(file, "x\n".repeat(20));
        Configuration few = read(file);
        assertEquals(few.faults(), few.faultsToLog());
    }

    private static List<String> faults(Path file) {
        return read(file).faults();
    }

    private static Configuration read(Path file) {
        return Configuration.read(file.toString(), List.of(), MemoryLimit.NONE);
    }

    private int udpPort(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("sensorgate.properties"), text);
        return Configuration.orDefaults(file.toString()).settings().udp().port();
    }
}
