package sensorgate.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sensorgate.count.SettingKeys;

/**
 * The directory that holds what outlives the gateway, locked by it for as long as it runs.
 *
 * <pre>
 *  journal, checkpoint                what is kept
 *  journal.new, checkpoint.new        on their way, never left behind
 *  journal.aside, checkpoint.aside    the latest that could not be used
 *  lock                               held by the gateway that runs; says its process id
 * </pre>
 */
public final class StateDirectory implements AutoCloseable {

    public static final String JOURNAL = "journal";
    public static final String CHECKPOINT = "checkpoint";

    private static final String LOCK = "lock";
    private static final String NONE =
            SettingKeys.STATE_DIRECTORY + "=none keeps readings in memory only";

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
            throw cannotKeepState(path, e);
        } catch (StoreException | RuntimeException | Error e) {
            close(lock);
            throw e;
        }
    }

    /** Why state cannot be kept there, and what to do about it. */
    public StoreException cannotKeepState(IOException cause) {
        return cannotKeepState(path, cause);
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

    private static StoreException cannotKeepState(Path path, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return new StoreException(
                "cannot keep state in " + path + ": " + explain(path, cause, message), cause);
    }

    /** True if it failed for want of room. */
    public static boolean isFull(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    private static String explain(Path path, IOException cause, String message) {
        if (cause instanceof AccessDeniedException || message.contains("Permission denied")) {
            return "this user may not write " + message + "; make it the owner, "
                    + giveAway(path) + ", or name another with state.directory";
        }
        if (message.contains("Read-only file system")) {
            return "the disk is read-only; " + NONE;
        }
        if (isFull(cause)) {
            return "no space left there" + free(path) + "; make room, choose a smaller"
                    + " journal.size, or another state.directory; " + NONE;
        }
        if (cause instanceof FileAlreadyExistsException || message.contains("Not a directory")) {
            return "that is not a directory; name one with state.directory";
        }
        if (message.contains("Is a directory")) {
            return message.replace(": Is a directory", " is a directory") + "; remove it";
        }
        return (cause.getClass() == IOException.class ? "" : cause.getClass().getSimpleName() + " ")
                + message;
    }

    private static String giveAway(Path path) {
        String user = System.getProperty("user.name");
        return Files.exists(path)
                ? "sudo chown -R " + user + " " + path
                : "sudo install -d -o " + user + " " + path;
    }

    private static String free(Path path) {
        try {
            return ", free=" + (Files.getFileStore(path).getUsableSpace() >> 10) + "k";
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
