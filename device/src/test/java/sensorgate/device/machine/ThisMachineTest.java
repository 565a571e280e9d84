package sensorgate.device.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.machine.Machine.Output;
import sensorgate.device.machine.Machine.Output.End;

@Timeout(30)
class ThisMachineTest {

    private final ThisMachine machine = new ThisMachine();

    /** The output of programs is parsed; LC_ALL wins over every other variable, LANGUAGE too. */
    @Test
    void runsProgramsInEnglishWhateverTheLocale() {
        assertEquals("C\n", machine.run("sh", "-c", "echo $LC_ALL").out());
    }

    @Test
    void tellsHowAProgramEnded() {
        Output good = machine.run("sh", "-c", "echo out; echo err >&2");
        assertEquals(new Output(End.GOOD, "out\n", "err\n"), good);
        Output failed = machine.run("sh", "-c", "echo no >&2; exit 3");
        assertEquals(End.FAILED, failed.end());
        assertTrue(failed.why().endsWith("no"), failed.why());
        assertEquals(End.MISSING, machine.run("sensorgate-no-such-program").end());
        assertEquals(End.LATE, machine.run("tail", "-f", "/dev/null").end());
    }

    @Test
    void readsAFileOfTheKernel() throws IOException {
        assertTrue(machine.read("/proc/self/cmdline").contains("java"));
    }

    @Test
    void followsALink(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.toRealPath().resolve("file"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertEquals(file.toString(), machine.link(link.toString()));
    }
}
