package sensorgate.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * What the store does to a disk. There is one, and in tests others that fail or are slow. Any
 * thread.
 */
public interface Disk {

    /** The machine's own. */
    static Disk system() {
        return SystemDisk.INSTANCE;
    }

    /** Makes a directory and those above it where they are missing. */
    void createDirectories(Path directory) throws IOException;

    /** Opens a file. */
    FileChannel open(Path file, OpenOption... options) throws IOException;

    /** Writes all of the buffer to a place in a file. */
    void write(FileChannel file, ByteBuffer bytes, long at) throws IOException;

    /** Maps a part of a file that has blocks of its own, to store to. */
    ByteBuffer map(FileChannel file, long from, long bytes, Arena arena) throws IOException;

    /**
     * Stores all of the buffer to a place of a mapping, where it outlives the process. Allocates
     * nothing.
     */
    void store(ByteBuffer mapped, int at, ByteBuffer bytes) throws IOException;

    /** Takes a mapping out of the process's memory; what was stored stays, and so do addresses. */
    void release(ByteBuffer mapped);

    /** Returns once what was written to the file, and its size, would survive a power cut. */
    void force(FileChannel file) throws IOException;

    /** Gives a file another's name, at once or not at all, to survive a power cut. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;

    /** How many bytes this user can still write to the disk that holds the file. */
    long usableBytes(Path file) throws IOException;

    /** True if the disk that holds the file is mounted read-only. */
    boolean isReadOnly(Path file) throws IOException;

    /** Removes what was half made when something failed, which is what has to be told. */
    default void discard(Path file, Throwable why) {
        try {
            delete(file);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
