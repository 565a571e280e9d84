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
 * The directory of the files that outlive the gateway. A running gateway holds its lock.
 *
 * <pre>
 *  journal, checkpoint, cursor-&lt;name&gt;    the state
 *  journal.new, checkpoint.new, ...       half written; a start removes or overwrites these
 *  journal.aside, checkpoint.aside, ...   the latest file that could not be used
 *  lock                                   locked by the running gateway; holds its process id
 * </pre>
 */
public final class StateDirectory implements AutoCloseable {

    public static final String JOURNAL = "journal";
    public static final String CHECKPOINT = "checkpoint";

    private static final String LOCK = "lock";
    private static final String NONE =
            SettingKeys.STATE_DIRECTORY + "=none keeps readings in memory only";

    /** A disk with less room than this counts as full. */
    private static final long ROOM_MIN_BYTES = 64 * 1024;

    private final Path path;
    private final Disk disk;
    private FileChannel lock;

    private StateDirectory(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    /**
     * Creates the directory if it is missing, locks it, and removes half-written files.
     *
     * @throws StoreException if the directory cannot be used
     */
    public static StateDirectory open(Path path, Disk disk) throws StoreException {
        StateDirectory directory = new StateDirectory(path, disk);
        try {
            disk.createDirectories(path);
            directory.lock = disk.open(
                    path.resolve(LOCK),
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            directory.takeLock();
            disk.delete(directory.newFile(JOURNAL));
            disk.delete(directory.newFile(CHECKPOINT));
            return directory;
        } catch (IOException e) {
            directory.close();
            throw directory.cannotKeepState(e);
        } catch (StoreException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    /** An exception that says why state cannot be kept here, and the remedy. */
    public StoreException cannotKeepState(IOException cause) {
        return new StoreException("cannot keep state in " + path + ": " + explain(cause), cause);
    }

    /**
     * The exception to throw when a file of this size could not be written: a {@link
     * NoRoomException} if the disk has no room for the file. Call this after the half-written file
     * is removed. A quota of one user is not recognised: such a disk reports free space.
     */
    public IOException withReason(IOException cause, long fileBytes) {
        return disk.usableBytes(path) < fileBytes ? new NoRoomException(cause) : cause;
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

    /** Renames a file that cannot be used. This replaces the file set aside before. */
    public void setAside(String name) throws IOException {
        disk.rename(file(name), asideFile(name));
    }

    public interface Filler {
        void fill(FileChannel file) throws IOException;
    }

    /**
     * Replaces a file. After a power cut a start finds the whole old file or the whole new file. A
     * failure leaves no half-written file.
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
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException _) {
            // the lock file holds no data
        }
    }

    private void takeLock() throws IOException, StoreException {
        FileLock taken = null;
        try {
            taken = lock.tryLock();
        } catch (OverlappingFileLockException _) {
            // a gateway in this process holds the lock
        }
        if (taken == null) {
            throw new StoreException("another gateway" + owner() + " keeps its state in " + path
                    + ": stop that gateway, or choose another " + SettingKeys.STATE_DIRECTORY
                    + " for this one", null);
        }
        writeOwner();
    }

    private void writeOwner() {
        byte[] text = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            lock.truncate(0);
            lock.write(ByteBuffer.wrap(text));
        } catch (IOException _) {
            // the process id is for people only; a gateway starts on a full disk too
        }
    }

    private String owner() throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        lock.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "" : " (process " + pid.strip() + ")";
    }

    /**
     * Decides by exception types and by facts asked from the system, never by the text of the
     * cause: the system writes its texts in the user's language.
     */
    private String explain(IOException cause) {
        Path there = nearestExisting();
        if (cause instanceof AccessDeniedException denied) {
            return "this user may not write " + denied.getFile() + "; make this user the owner: "
                    + giveAway() + "; or choose another with " + SettingKeys.STATE_DIRECTORY;
        }
        if (cause instanceof FileAlreadyExistsException || !Files.isDirectory(there)) {
            return "that is not a directory; choose another with " + SettingKeys.STATE_DIRECTORY;
        }
        if (disk.isReadOnly(there)) {
            return "the disk is read-only; " + NONE;
        }
        long roomBytes = disk.usableBytes(there);
        if (cause instanceof NoRoomException || roomBytes < ROOM_MIN_BYTES) {
            return "no space left there, free=" + (roomBytes >> 10) + "k; make room, choose a"
                    + " smaller " + SettingKeys.JOURNAL_SIZE + ", or choose another "
                    + SettingKeys.STATE_DIRECTORY + "; " + NONE;
        }
        Path inTheWay =
                cause instanceof FileSystemException named ? directoryInTheWay(named) : null;
        if (inTheWay != null) {
            return inTheWay + " is a directory; move it away: sudo mv " + inTheWay + " "
                    + inTheWay + ".old";
        }
        return (cause.getClass() == IOException.class ? "" : cause.getClass().getSimpleName() + " ")
                + cause.getMessage();
    }

    /** The path, or the nearest path above it that exists. */
    private Path nearestExisting() {
        Path there = path.toAbsolutePath();
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** The directory at the path where the failed call needed a file, or {@code null}. */
    private Path directoryInTheWay(FileSystemException cause) {
        return Stream.of(String.valueOf(cause.getFile()), String.valueOf(cause.getOtherFile()))
                .map(Path::of)
                .filter(file -> path.equals(file.getParent()) && Files.isDirectory(file))
                .findFirst().orElse(null);
    }

    private String giveAway() {
        String user = System.getProperty("user.name");
        return Files.exists(path)
                ? "sudo chown -R " + user + " " + path
                : "sudo install -d -o " + user + " " + path;
    }
}
