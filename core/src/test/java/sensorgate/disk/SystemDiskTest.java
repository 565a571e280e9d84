package sensorgate.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemDiskTest {

    private final Disk disk = Disk.system();

    @TempDir
    private Path directory;

    @Test
    void bytesBehindTheEndOfAFileAreZeros() throws IOException {
        Path path = Files.write(directory.resolve("short"), new byte[] {1, 2, 3});
        ByteBuffer into = ByteBuffer.wrap(new byte[] {9, 9, 9, 9, 9});
        try (FileChannel file = disk.open(path, StandardOpenOption.READ)) {
            disk.read(file, into, 1);
            assertEquals(ByteBuffer.wrap(new byte[] {2, 3, 0, 0, 0}), into.flip());
            disk.read(file, into.clear(), 100);
            assertEquals(ByteBuffer.allocate(5), into.flip());
        }
    }

    @Test
    void anotherFileOfTheSameNameHasAnotherIdentity() throws IOException {
        Path path = Files.createFile(directory.resolve("a"));
        Object first = disk.identity(path);
        assertEquals(first, disk.identity(path));
        Files.move(path, directory.resolve("b"));
        assertThrows(IOException.class, () -> disk.identity(path));
        Files.createFile(path);
        assertNotEquals(first, disk.identity(path));
        assertEquals(first, disk.identity(directory.resolve("b")));
    }

    @Test
    void aBootHasTheSameIdWheneverItIsAsked() {
        assertEquals(disk.bootId(), disk.bootId());
        assertTrue(disk.bootId().matches("[0-9a-f-]{0,48}"), disk.bootId());
    }
}
