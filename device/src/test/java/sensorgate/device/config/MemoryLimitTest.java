package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {

    private static final long MIB = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void readsTheLimitOfItsControlGroup() throws Exception {
        Path cgroup = write("cgroup", "0::/system.slice/sensorgate.service\n");
        assertEquals(MemoryLimit.NONE, MemoryLimit.ofProcess(cgroup, directory));
        write("system.slice/sensorgate.service/memory.max", "234881024\n");
        write("system.slice/sensorgate.service/memory.high", "max\n");
        assertEquals(224 * MIB, MemoryLimit.ofProcess(cgroup, directory));
        write("system.slice/sensorgate.service/memory.high", "167772160\n");
        assertEquals(160 * MIB, MemoryLimit.ofProcess(cgroup, directory));
        Path old = write("cgroup", "3:memory:/x\n");
        assertEquals(MemoryLimit.NONE, MemoryLimit.ofProcess(old, directory));
        assertEquals(
                MemoryLimit.NONE, MemoryLimit.ofProcess(directory.resolve("none"), directory));
    }

    @Test
    void readsTheLimitOfTheUnitThisProgramInstalls() {
        assertEquals(160 * MIB, MemoryLimit.ofService(List.of(Path.of("../systemd"))));
    }

    @Test
    void readsDropInsAfterTheUnit() throws Exception {
        List<Path> folders = List.of(directory.resolve("lib"), directory.resolve("etc"));
        assertEquals(MemoryLimit.NONE, MemoryLimit.ofService(folders));
        write("lib/sensorgate.service", "[Service]\nMemoryHigh=160M\nMemoryMax=224M\n");
        assertEquals(160 * MIB, MemoryLimit.ofService(folders));
        write("etc/sensorgate.service.d/override.conf", "[Service]\nMemoryHigh = infinity\n");
        assertEquals(224 * MIB, MemoryLimit.ofService(folders));
        write("etc/sensorgate.service.d/z.conf", "MemoryMax=1G\nMemoryHigh=524288K\n");
        assertEquals(512 * MIB, MemoryLimit.ofService(folders));
        write("etc/sensorgate.service", "[Service]\n");
        write("etc/sensorgate.service.d/z.conf", "MemoryMax=\n");
        assertEquals(MemoryLimit.NONE, MemoryLimit.ofService(folders));
    }

    @Test
    void readsDropInsInTheOrderOfTheirNames() throws Exception {
        List<Path> folders = List.of(directory.resolve("lib"), directory.resolve("etc"));
        write("lib/sensorgate.service.d/50-limit.conf", "MemoryHigh=100M\n");
        write("etc/sensorgate.service.d/10-limit.conf", "MemoryHigh=200M\n");
        assertEquals(100 * MIB, MemoryLimit.ofService(folders));
        write("etc/sensorgate.service.d/50-limit.conf", "MemoryHigh=300M\n");
        assertEquals(300 * MIB, MemoryLimit.ofService(folders), "replaces the file of lib");
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
