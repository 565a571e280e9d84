package sensorgate.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Every call that the store makes to a disk. The product has one implementation; tests have more,
 * which fail or are slow. Any thread.
 */
public interface Disk {

    static Disk system() {
        return SystemDisk.INSTANCE;
    }

    /**
     * Creates a directory, which only this user may use, and the missing directories above it.
     */
    void createDirectories(Path directory) throws IOException;

    /**
     * Opens a regular file; links are not followed. Only this user may read and write a file that
     * the call creates.
     *
     * @throws ForeignFileException if something else is there, for example a link or a FIFO
     */
    FileChannel open(Path file, OpenOption... options) throws IOException;

    /** Writes all of the buffer to an offset of a file. */
    void write(FileChannel file, ByteBuffer bytes, long at) throws IOException;

    /** Fills the buffer from an offset of a file. Bytes behind the end of the file are zeros. */
    void read(FileChannel file, ByteBuffer into, long at) throws IOException;

    /** Returns when the file's content and size survive a power cut. */
    void force(FileChannel file) throws IOException;

    /** Renames a file atomically. The new name survives a power cut. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if the file exists. The removal survives a power cut. */
    void delete(Path file) throws IOException;

    /** The room left on the file's disk for this user, bytes; much if that is not known. */
    long usableBytes(Path file);

    /**
     * Identifies the file that has this name now: another file of this name has another identity.
     * Does not follow a link.
     *
     * @throws IOException if there is no such file, or the disk does not tell
     */
    Object identity(Path file) throws IOException;

    /** The kernel's id of this boot of the machine; empty if that is not known. */
    String bootId();

    /** True if the file's disk is known to be mounted read-only. */
    boolean isReadOnly(Path file);

    /** Removes a half-written file after a failure. The failure is what the caller reports. */
    default void discard(Path file, Throwable why) {
        try {
            delete(file);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
