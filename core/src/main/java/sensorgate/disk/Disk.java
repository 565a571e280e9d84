package sensorgate.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
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

    /** Maps a part of a file for writing. The file must have real blocks there, no hole. */
    ByteBuffer map(FileChannel file, long from, long bytes, Arena arena) throws IOException;

    /**
     * Stores all of the buffer to an offset of a mapping. The bytes then outlive the process.
     * Allocates nothing.
     */
    void store(ByteBuffer mapped, int at, ByteBuffer bytes) throws IOException;

    /** Gives a mapping's memory back to the system. Its content and its address stay valid. */
    void release(ByteBuffer mapped);

    /** Returns when the file's content and size survive a power cut. */
    void force(FileChannel file) throws IOException;

    /** Renames a file atomically. The new name survives a power cut. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if the file exists. The removal survives a power cut. */
    void delete(Path file) throws IOException;

    /** The room left on the file's disk for this user, bytes; much if that is not known. */
    long usableBytes(Path file);

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
