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

/** A directory for this process; {@link #close()} deletes it with all its files. Any thread. */
record TemporaryFolder(Path path) implements AutoCloseable {

    private static final int TRIES = 16;

    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * Makes a directory that only this user may enter, under a free name with the process's number.
     * Files.createTempDirectory takes random names, from classes that the image leaves out.
     */
    static TemporaryFolder make(String prefix) throws IOException {
        String name = prefix + ProcessHandle.current().pid() + "-";
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        for (int i = 1; ; i++) {
            try {
                return new TemporaryFolder(Files.createDirectory(parent.resolve(name + i), OWN));
            } catch (FileAlreadyExistsException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(path)) {
            delete(path);
        }
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
