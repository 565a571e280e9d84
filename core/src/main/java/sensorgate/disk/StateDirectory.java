package sensorgate.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import sensorgate.count.SettingKeys;

/**
 * The directory that holds what outlives the gateway, locked by it for as long as it runs.
 *
 * <pre>
 *  journal, checkpoint, cursor-&lt;name&gt;    what is kept
 *  journal.new, checkpoint.new, ...       half written; a start removes or overwrites them
 *  journal.aside, checkpoint.aside, ...   the latest that could not be used
 *  lock                                   held by the gateway that runs; says its process id
 * </pre>
 */
public final class StateDirectory implements AutoCloseable {

    public static final String JOURNAL = "journal";
    public static final String CHECKPOINT = "checkpoint";

    private static final String LOCK = "lock";
    private static final String NONE =
            SettingKeys.STATE_DIRECTORY + "=none keeps readings in memory only";

    /** With less room than this the disk counts as full, whatever was to be written. */
    private static final long ROOM_MIN_BYTES = 64 * 1024;

    private final Path path;
    private final Disk disk;
    private final FileChannel lock;

    private StateDirectory(Path path, Disk disk, FileChannel lock) {
        this.path = path;
        this.disk = disk;
        this.lock = lock;
    }

    /**
     * Makes the directory if need be, locks it, and removes what a crash has left half made.
     *
     * @throws StoreException if it cannot be had
     */
    public static StateDirectory open(Path path, Disk disk) throws StoreException {
        FileChannel lock = null;
        try {
            disk.createDirectories(path);
            lock = disk.open(
                    path.resolve(LOCK),
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            take(lock, path);
            StateDirectory directory = new StateDirectory(path, disk, lock);
            disk.delete(directory.newFile(JOURNAL));
            disk.delete(directory.newFile(CHECKPOINT));
            return directory;
        } catch (IOException e) {
            close(lock);
            throw cannotKeepState(path, disk, e);
        } catch (StoreException | RuntimeException | Error e) {
            close(lock);
            throw e;
        }
    }

    /** Why state cannot be kept there, and what to do about it. */
    public StoreException cannotKeepState(IOException cause) {
        return cannotKeepState(path, disk, cause);
    }

    /**
     * The exception to throw when a file of this size could not be written: a
     * {@link NoRoomException} if the disk has no room for such a file. Asked when what was half
     * written is removed. A quota of the user's is not seen: the disk says it has room.
     */
    public IOException withReason(IOException cause, long fileBytes) {
        return lacksRoom(path, disk, fileBytes) ? new NoRoomException(cause) : cause;
    }

    public Disk disk() {
        return disk;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    public Path newFile(String name) {
        return path.resolve(name + ".new");
    }

    public Path asideFile(String name) {
        return path.resolve(name + ".aside");
    }

    /** Renames a file that cannot be used; it replaces the one before. */
    public void setAside(String name) throws IOException {
        disk.rename(file(name), asideFile(name));
    }

    /** Fills a new file. */
    public interface Filler {

        /** Writes the file's content. */
        void fill(FileChannel file) throws IOException;
    }

    /**
     * Replaces a file by a new one, to survive a power cut: a start finds the old file or the new
     * one, whole. If that fails nothing half made is left.
     */
    public void replace(String name, Filler filler) throws IOException {
        Path half = newFile(name);
        try {
            try (FileChannel file = disk.open(
                    half, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                filler.fill(file);
                disk.force(file);
            }
            disk.rename(half, file(name));
        } catch (IOException | RuntimeException | Error e) {
            disk.discard(half, e);
            throw e;
        }
    }

    @Override
    public void close() {
        close(lock);
    }

    private static void take(FileChannel lock, Path path) throws IOException, StoreException {
        FileLock taken = null;
        try {
            taken = lock.tryLock();
        } catch (OverlappingFileLockException _) {
            // another gateway in this process
        }
        if (taken == null) {
            throw new StoreException("another gateway" + owner(lock) + " keeps its state in " + path
                    + ": stop it, or give this one another " + SettingKeys.STATE_DIRECTORY, null);
        }
        writeOwner(lock);
    }

    private static void writeOwner(FileChannel lock) {
        byte[] text = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            lock.truncate(0);
            lock.write(ByteBuffer.wrap(text));
        } catch (IOException _) {
            // for people only: a disk that is full is no reason not to start
        }
    }

    private static String owner(FileChannel lock) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        lock.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "" : " (process " + pid.strip() + ")";
    }

    private static StoreException cannotKeepState(Path path, Disk disk, IOException cause) {
        return new StoreException(
                "cannot keep state in " + path + ": " + explain(path, disk, cause), cause);
    }

    /**
     * Decides by types and by facts asked from the system. The text of the cause is shown only
     * where neither says more: the system writes its texts in the user's language.
     */
    private static String explain(Path path, Disk disk, IOException cause) {
        Path there = nearestExisting(path);
        if (cause instanceof AccessDeniedException denied) {
            return "this user may not write " + denied.getFile() + "; make this user the owner: "
                    + giveAway(path) + "; or choose another with state.directory";
        }
        if (cause instanceof FileAlreadyExistsException || !Files.isDirectory(there)) {
            return "that is not a directory; choose another with state.directory";
        }
        if (isReadOnly(there, disk)) {
            return "the disk is read-only; " + NONE;
        }
        if (cause instanceof NoRoomException || lacksRoom(there, disk, ROOM_MIN_BYTES)) {
            return "no space left there" + free(there, disk) + "; make room, choose a smaller"
                    + " journal.size, or choose another state.directory; " + NONE;
        }
        Path inTheWay = cause instanceof FileSystemException named
                ? directoryInTheWay(path, named)
                : null;
        if (inTheWay != null) {
            return inTheWay + " is a directory; remove it: sudo rm -r " + inTheWay;
        }
        return (cause.getClass() == IOException.class ? "" : cause.getClass().getSimpleName() + " ")
                + cause.getMessage();
    }

    /** The path, or the nearest directory above it that exists. */
    private static Path nearestExisting(Path path) {
        Path there = path.toAbsolutePath();
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** The directory that stands where the failed call wanted a file, or {@code null}. */
    private static Path directoryInTheWay(Path path, FileSystemException cause) {
        return Stream.of(cause.getFile(), String.valueOf(cause.getOtherFile()))
                .map(Path::of)
                .filter(file -> path.equals(file.getParent()) && Files.isDirectory(file))
                .findFirst().orElse(null);
    }

    private static String giveAway(Path path) {
        String user = System.getProperty("user.name");
        return Files.exists(path)
                ? "sudo chown -R " + user + " " + path
                : "sudo install -d -o " + user + " " + path;
    }

    private static boolean isReadOnly(Path there, Disk disk) {
        try {
            return disk.isReadOnly(there);
        } catch (IOException _) {
            return false; // not known
        }
    }

    private static boolean lacksRoom(Path there, Disk disk, long bytes) {
        try {
            return disk.usableBytes(there) < bytes;
        } catch (IOException _) {
            return false; // not known
        }
    }

    private static String free(Path there, Disk disk) {
        try {
            return ", free=" + (disk.usableBytes(there) >> 10) + "k";
        } catch (IOException _) {
            return "";
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // nothing was written that could be lost
        }
    }
}
