package sensorgate.device.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

    @TempDir
    private Path outside;

    @Test
    void isThisUsersAloneAndGoneWithAllThatIsInIt() throws IOException {
        Path path;
        try (TemporaryFolder folder = TemporaryFolder.make("sensorgate-test-")) {
            path = folder.path();
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            Files.createDirectories(path.resolve("state/more"));
            Files.writeString(path.resolve("state/journal"), "x");
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void takesAnotherNameWhereOneIsTaken() throws IOException {
        try (TemporaryFolder first = TemporaryFolder.make("sensorgate-test-");
                TemporaryFolder second = TemporaryFolder.make("sensorgate-test-")) {
            assertNotEquals(first.path(), second.path());
        }
    }

    @Test
    void leavesAloneWhatALinkLeadsTo() throws IOException {
        Path file = Files.writeString(outside.resolve("kept"), "x");
        try (TemporaryFolder folder = TemporaryFolder.make("sensorgate-test-")) {
            Files.createSymbolicLink(folder.path().resolve("link"), outside);
        }
        assertTrue(Files.exists(file));
    }
}
