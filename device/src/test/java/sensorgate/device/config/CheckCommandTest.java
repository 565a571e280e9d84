package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Called;

class CheckCommandTest {

    @TempDir
    private Path directory;

    @Test
    void printsWhatAGoodConfigurationChanges() throws IOException {
        Path file = Files.writeString(directory.resolve("good.properties"), "udp.port = 9001\n");
        Called called = Called.with("check", "--config", file.toString(), "--tcp.idle=5s");
        assertEquals(
                "configuration is good: " + file + ", 2 settings differ from their defaults\n"
                + "udp.port = 9001\ntcp.idle = 5s\n",
                called.out());
        assertEquals(ExitCode.GOOD, called.exitCode());
    }

    @Test
    void printsEveryFaultInALineOfItsOwn() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.properties"), "udp.prot = 9001\n");
        Called called = Called.with("check", "--config=" + file, "--tcp.port=x");
        assertEquals(
                file + ":1: udp.prot: unknown key, did you mean udp.port?\n"
                + "--tcp.port: 'x' cannot be used:"
                + " write a number from 0 (any free port) to 65535\n",
                called.err());
        assertEquals("", called.out());
        assertEquals(ExitCode.CONFIGURATION, called.exitCode());
    }

    @Test
    void namesAnOptionThatIsNoKeyBesideTheOtherFaults() {
        Called called = Called.with("check", "--port=9000", "--speed=7", "--udp.prot=1");
        String[] faults = called.err().split("\n");
        assertEquals("--port: unknown key, did you mean udp.port or tcp.port?", faults[0]);
        assertTrue(faults[1].startsWith("--speed: unknown key: the keys are udp."), faults[1]);
        assertEquals("--udp.prot: unknown key, did you mean udp.port?", faults[2]);
        assertEquals(ExitCode.CONFIGURATION, called.exitCode());
        Called.with("check", "--verbose").assertUsage("--verbose", "--help");
    }

    @Test
    void saysThatTheFileIsMissing() {
        Path file = directory.resolve("missing.properties");
        Called called = Called.with("check", "--config", file.toString());
        assertTrue(called.err().startsWith(file + ": there is no such file"), called.err());
        assertEquals(ExitCode.CONFIGURATION, called.exitCode());
    }

    @Test
    void saysThatTheFileIsNoFile() {
        Called called = Called.with("check", "--config", directory.toString());
        assertTrue(called.err().startsWith(directory + ": cannot be read: "), called.err());
        assertEquals(ExitCode.CONFIGURATION, called.exitCode());
    }
}
