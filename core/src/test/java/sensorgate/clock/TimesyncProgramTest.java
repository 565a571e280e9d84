package sensorgate.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class TimesyncProgramTest {

    @Test
    void readsWhenTheFileWasTouchedLast(@TempDir Path directory) throws Exception {
        Path mark = directory.resolve("synchronized");
        assertNull(new TimesyncProgram(mark).ask());
        Files.createFile(mark);
        Files.setLastModifiedTime(mark, FileTime.from(1_790_000_000_007L, TimeUnit.MILLISECONDS));
        assertEquals(
                new Evidence("systemd-timesyncd", 1_790_000_000_007_000_000L),
                new TimesyncProgram(mark).ask());
    }
}
