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
 * The directory of the files that outlive the gateway. A running gateway holds its lock.
 *
 * <pre>
 *  journal, checkpoint, cursor-&lt;name&gt;    the state
 *  journal.new, checkpoint.new, ...       half written; a start removes these
 *  journal.aside, checkpoint.aside, ...   the latest file that could not be used
 *  journal.foreign, journal.foreign.2     links and other things that had the name of a file
 *  lock                                   locked by the running gateway; holds its process id
 * </pre>
 *
 * <p>Only this user may read and write the files. {@link Tidying} says what becomes of other things
 * that have these names.
 */
public final class StateDirectory implements AutoCloseable {

    public static final String JOURNAL = "journal";
    public static final String CHECKPOINT = "checkpoint";
    public static final String LOCK = "lock";

    /** The names of cursors begin so. */
    public static final String CURSOR = "cursor-";

    static final String NEW = ".new";
    static final String ASIDE = ".aside";

    private static final Path LOCKS = Path.of("/proc/locks");
    private static final String NONE =
            SettingKeys.STATE_DIRECTORY + "=none keeps readings in memory only";

    /** A disk with less room than this counts as full. */
    private static final long ROOM_MIN_BYTES = 64 * 1024;

    private final Path path;
    private final AnsweringDisk disk;
    private final Tidying tidying;
    private FileChannel lock;
    private boolean isUsable;

    private StateDirectory(Path path, Disk disk, StoreListener listener) {
        this.path = path;
        this.disk = new AnsweringDisk(disk);
        this.tidying = new Tidying(path, disk, listener);
    }

    /**
     * Creates the directory if it is missing, locks it, removes half-written files, and sets aside
     * what is no file of the gateway's. On a disk that does not allow this now, the directory is
     * not usable yet: see {@link #requireUsable}.
     *
     * @param listener is told what was set aside
     * @throws StoreException if the directory is a wrong choice, or another gateway uses it
     */
    public static StateDirectory open(Path path, Disk disk, StoreListener listener)
            throws StoreException {
        StateDirectory directory = new StateDirectory(path, disk, listener);
        try {
            directory.prepare();
        } catch (IOException e) {
            directory.close();
            if (directory.isWrongChoice(e)) {
                throw directory.cannotKeepState(e);
            }
        } catch (StoreException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
        return directory;
    }

    /**
     * Returns once the directory can be written, after another try if the start could not.
     *
     * @throws IOException if the disk still does not allow that, or another gateway has come
     */
    public void requireUsable() throws IOException {
        if (!isUsable) {
            try {
                prepare();
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    private void prepare() throws IOException, StoreException {
        disk.createDirectories(path);
        if (lock == null) {
            refuseIfHeldByOther();
            tidying.tidy(LOCK);
            lock = disk.open(
                    path.resolve(LOCK),
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                takeLock();
            } catch (IOException | StoreException | RuntimeException | Error e) {
                close();
                throw e;
            }
        }
        tidying.tidyAll();
        isUsable = true;
    }

    /** True if only another setting helps; false if the disk may work again by itself. */
    private boolean isWrongChoice(IOException cause) {
        return cause instanceof AccessDeniedException
                || cause instanceof FileAlreadyExistsException
                || !Files.isDirectory(nearestExisting());
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

    /** Rises with each call of {@link #disk()} that returns. Any thread. */
    public long answers() {
        return disk.answers();
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    public Path newFile(String name) {
        return path.resolve(name + NEW);
    }

    public Path asideFile(String name) {
        return path.resolve(name + ASIDE);
    }

    /** Renames a file that cannot be used. This replaces the file set aside before. */
    public void setAside(String name) throws IOException {
        disk.rename(file(name), asideFile(name));
    }

    /** Tries to {@link #setAside}; returns in words what became of the file. */
    public String trySetAside(String name) {
        try {
            setAside(name);
            return "set aside as " + asideFile(name);
        } catch (IOException e) {
            return "and cannot be set aside: " + e.getMessage();
        }
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
        } finally {
            lock = null;
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
            throw heldBy(owner());
        }
        FileFacts facts = FileFacts.of(path.resolve(LOCK));
        if (facts != null && facts.links() == 1) { // with another name it may be somebody's file
            writeOwner();
        }
    }

    /** The lock of another user's gateway cannot be opened here; the kernel lists its holder. */
    private void refuseIfHeldByOther() throws IOException, StoreException {
        Path file = path.resolve(LOCK);
        FileFacts found = FileFacts.of(file);
        if (found == null || tidying.foreign(file, found) == null || !Files.isReadable(LOCKS)) {
            return;
        }
        for (String line : Files.readAllLines(LOCKS)) {
            String[] words = line.strip().split("\\s+"); // see proc_locks(5)
            if (words.length > 5 && words[5].endsWith(":" + found.inode())) {
                throw heldBy(" (process " + words[4] + ")");
            }
        }
    }

    private StoreException heldBy(String gateway) {
        return new StoreException("another gateway" + gateway + " keeps its state in " + path
                + ": stop that gateway, or choose another " + SettingKeys.STATE_DIRECTORY
                + " for this one", null);
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
        return (cause.getClass() == IOException.class ? "" : cause.getClass().getSimpleName() + " ")
                + cause.getMessage() + "; the kernel's log may tell why: sudo dmesg | tail";
    }

    /** The path, or the nearest path above it that exists. */
    private Path nearestExisting() {
        Path there = path.toAbsolutePath();
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** The path with its links resolved: under systemd it may be a link, whose owner is nothing. */
    private Path real() {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path;
        }
    }

    /** The user of this process, for {@code chown}; a number if the user has no name. */
    static String user() {
        String name = System.getProperty("user.name");
        return name.equals("?") ? String.valueOf(FileFacts.THIS_USER) : name;
    }

    private String giveAway() {
        return Files.exists(path)
                ? "sudo chown -hR " + user() + " " + real()
                : "sudo install -d -o " + user() + " " + path;
    }
}
