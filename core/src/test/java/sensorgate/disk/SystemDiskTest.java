package sensorgate.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;

/** The disk of this machine: a released mapping takes no memory. */
@Timeout(20)
final class SystemDiskTest {

    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final int FILE_BYTES = 1 << 20;

    /** 2048 is half a page of 4 KiB, as the journal's offset of 8 KiB is half a page of 16 KiB. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2048, 8192})
    void aReleasedMappingTakesNoMemoryWhereverItBegins(int from) throws IOException {
        Requires.that(Files.exists(MAPPINGS), MAPPINGS + ", for resident pages");
        Disk disk = Disk.system();
        try (TemporaryDirectory directory = new TemporaryDirectory();
                Arena arena = Arena.ofShared()) {
            Path path = directory.path().resolve("mapped");
            try (FileChannel file = disk.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                disk.write(file, ByteBuffer.allocate(FILE_BYTES), 0);
                ByteBuffer mapped = disk.map(file, from, FILE_BYTES - from, arena);
                disk.store(mapped, 0, ByteBuffer.allocate(FILE_BYTES - from).put(0, (byte) 7));
                assertTrue(residentKilobytes(path) > FILE_BYTES / 1024 / 2);
                disk.release(mapped);
                assertEquals(0, residentKilobytes(path));
                assertEquals(7, mapped.get(0), "what was stored stays");
            }
        }
    }

    private static long residentKilobytes(Path mapped) throws IOException {
        List<String> lines = Files.readAllLines(MAPPINGS);
        long kilobytes = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith(mapped.toString())) {
                while (!lines.get(i).startsWith("Rss:")) {
                    i++;
                }
                kilobytes += Long.parseLong(lines.get(i).replaceAll("\\D", ""));
            }
        }
        return kilobytes;
    }
}
