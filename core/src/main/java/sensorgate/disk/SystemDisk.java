package sensorgate.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@link Disk} of this machine. */
final class SystemDisk implements Disk {

    static final SystemDisk INSTANCE = new SystemDisk();

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The unit sets this, since the sandbox of the service hides the kernel's file. */
    private static final String BOOT_ID_VARIABLE = "SENSORGATE_BOOT";

    private SystemDisk() {}

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path above = directory.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.createDirectory(directory, permissions("rwx------"));
    }

    /** Looks first: opening a FIFO would wait for a writer. */
    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        FileFacts found = FileFacts.of(file);
        if (found != null && !found.isRegular()) {
            throw new ForeignFileException(file, found);
        }
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all, permissions("rw-------"));
    }

    private static FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    @Override
    public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
    }

    @Override
    public void read(FileChannel file, ByteBuffer into, long at) throws IOException {
        long next = at;
        int count = 0;
        while (into.hasRemaining() && count >= 0) {
            count = file.read(into, next);
            next += count;
        }
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
    }

    @Override
    public void force(FileChannel file) throws IOException {
        file.force(false);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceNamesBeside(to);
    }

    @Override
    public void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceNamesBeside(file);
        }
    }

    private static void forceNamesBeside(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public long usableBytes(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public boolean isReadOnly(Path file) {
        try {
            return Files.getFileStore(file).isReadOnly();
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public Object identity(Path file) throws IOException {
        return Files.readAttributes(
                file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    @Override
    public String bootId() {
        try {
            return Files.readString(BOOT_ID).strip().replace("-", "");
        } catch (IOException _) {
            String ofSystemd = System.getenv(BOOT_ID_VARIABLE);
            return ofSystemd == null ? "" : ofSystemd;
        }
    }
}
