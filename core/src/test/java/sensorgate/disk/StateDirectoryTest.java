package sensorgate.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.FaultyDisk;
import sensorgate.support.TemporaryDirectory;

/** The state directory: its lock, its file names, and half-written files after a crash. */
@Timeout(20)
final class StateDirectoryTest {

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path path = temporary.path().resolve("state");

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    @Test
    void isLockedForAsLongAsItIsOpen() throws Exception {
        try (StateDirectory first = open()) {
            StoreException refused = assertThrows(StoreException.class, this::open);
            assertTrue(refused.getMessage().contains(
                    "process " + ProcessHandle.current().pid()), refused.getMessage());
            assertEquals(path.resolve("journal"), first.file(StateDirectory.JOURNAL));
        }
        open().close();
    }

    @Test
    void removesAHalfWrittenFile() throws Exception {
        open().close();
        Path half = Files.writeString(path.resolve("journal.new"), "half");
        open().close();
        assertFalse(Files.exists(half));
    }

    /** The service's directory is a link: 'chown -R' of a link changes the link alone. */
    @Test
    void namesTheDirectoryBehindALinkWhenThisUserMayNotWrite() throws Exception {
        Path real = Files.createDirectory(temporary.path().resolve("real")).toRealPath();
        Files.createSymbolicLink(path, real);
        FaultyDisk disk = new FaultyDisk(FaultyDisk.Fault.DENIED).failFrom(1);
        StoreException refused = assertThrows(
                StoreException.class,
                () -> StateDirectory.open(path, disk, new StoreListener() {}));
        assertTrue(refused.getMessage().contains(
                "sudo chown -hR " + System.getProperty("user.name") + " " + real + ";"),
                refused.getMessage());
    }

    @Test
    void aFileSetAsideReplacesTheOneBefore() throws Exception {
        try (StateDirectory directory = open()) {
            for (String text : new String[] {"first", "second"}) {
                Files.writeString(directory.file(StateDirectory.CHECKPOINT), text);
                directory.setAside(StateDirectory.CHECKPOINT);
                assertEquals(text, Files.readString(
                        directory.asideFile(StateDirectory.CHECKPOINT)));
            }
        }
    }

    private StateDirectory open() throws StoreException {
        return StateDirectory.open(path, Disk.system(), new StoreListener() {});
    }
}
