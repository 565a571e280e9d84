package sensorgate.device.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A directory of this process's own, gone with all files in it once it is closed. Any thread. */
record TemporaryFolder(Path path) implements AutoCloseable {

    private static final int TRIES = 16;

    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * Makes one that is this user's alone. It is named by the process's number and made only where
     * nothing is yet: Java's own way takes random names, and with them the half of the JDK that
     * encrypts, which the image leaves out.
     */
    static TemporaryFolder make(String prefix) throws IOException {
        String name = prefix + ProcessHandle.current().pid();
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        for (int i = 1; i < TRIES; i++) {
            try {
                return make(parent.resolve(name));
            } catch (FileAlreadyExistsException _) {
                name = prefix + ProcessHandle.current().pid() + "-" + i;
            }
        }
        return make(parent.resolve(name));
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(path)) {
            delete(path);
        }
    }

    private static TemporaryFolder make(Path path) throws IOException {
        return new TemporaryFolder(Files.createDirectory(path, OWN));
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    delete(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
