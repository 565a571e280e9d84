package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The memory that the process uses. */
final class ProcessMemoryTest {

    @TempDir
    private Path directory;

    @Test
    @EnabledIf("isLinux")
    void tellsTheResidentSetOfThisProcess() {
        try (ProcessMemory memory = new ProcessMemory()) {
            long bytes = memory.residentBytes();
            assertTrue(bytes > 10 << 20, () -> bytes + " bytes are few for a JVM");
        }
    }

    @Test
    void looksAnewEachTime() throws Exception {
        try (ProcessMemory memory = new ProcessMemory(file("VmRSS:\t 2 kB\n"))) {
            assertEquals(2 * 1024, memory.residentBytes());
            file("VmRSS:\t 12345 kB\n");
            assertEquals(12_345 * 1024, memory.residentBytes());
            file("VmRSS:\t 3 kB\n");
            assertEquals(3 * 1024, memory.residentBytes());
        }
    }

    @Test
    void readsTheLineWhereverItStands() throws Exception {
        assertEquals(12_345 * 1024, bytesOf("Name:\tjava\nVmHWM:\t 99999 kB\n"
                + "VmRSS:\t   12345 kB\nRssAnon:\t 1 kB\n"));
        assertEquals(7 * 1024, bytesOf("VmRSS: 7"));
    }

    @Test
    void isZeroWhereItIsNotTold() throws Exception {
        assertEquals(0, bytesOf(""));
        assertEquals(0, bytesOf("VmRS"));
        assertEquals(0, bytesOf("Name:\tjava\n"));
        try (ProcessMemory memory = new ProcessMemory(directory.resolve("missing"))) {
            assertEquals(0, memory.residentBytes());
        }
    }

    @Test
    void tellsTheLastLookOnceItIsClosed() throws Exception {
        ProcessMemory memory = new ProcessMemory(file("VmRSS:\t 2 kB\n"));
        assertEquals(2048, memory.residentBytes());
        memory.close();
        assertEquals(2048, memory.residentBytes());
    }

    static boolean isLinux() {
        return Files.exists(Path.of("/proc/self/status"));
    }

    private long bytesOf(String text) throws Exception {
        try (ProcessMemory memory = new ProcessMemory(file(text))) {
            return memory.residentBytes();
        }
    }

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("status"), text);
    }
}
