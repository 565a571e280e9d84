package sensorgate.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@link Disk} of this machine. */
final class SystemDisk implements Disk {

    static final SystemDisk INSTANCE = new SystemDisk();

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
    public ByteBuffer map(FileChannel file, long from, long bytes, Arena arena)
            throws IOException {
        return file.map(FileChannel.MapMode.READ_WRITE, from, bytes, arena).asByteBuffer();
    }

    /** A page that cannot be written raises SIGBUS, which the JVM turns into an InternalError. */
    @Override
    public void store(ByteBuffer mapped, int at, ByteBuffer bytes) throws IOException {
        try {
            mapped.put(at, bytes, bytes.position(), bytes.remaining());
        } catch (InternalError e) {
            throw new IOException("a page of the file cannot be written", e);
        }
    }

    /** {@code unload} aligns to the pages of the machine: 4 KiB, or 16 KiB on a Pi 5. */
    @Override
    public void release(ByteBuffer mapped) {
        MemorySegment.ofBuffer(mapped).unload();
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
}
