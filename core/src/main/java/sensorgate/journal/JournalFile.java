package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;

/** An open journal's file: blocks and headers by their numbers. Any thread reads and forces. */
final class JournalFile implements AutoCloseable {

    private final Disk disk;
    private final FileChannel channel;
    private final Object identity;
    private final long blocks;
    private JournalHeader header;

    private JournalFile(Disk disk, FileChannel channel, Object identity, JournalHeader header) {
        this.disk = disk;
        this.channel = channel;
        this.identity = identity;
        this.header = header;
        this.blocks = JournalLayout.blocksOf(header.fileBytes());
    }

    /** Opens a file for reading, or for both reading and writing. */
    static FileChannel open(Disk disk, Path path, boolean isWritten) throws IOException {
        return isWritten
                ? disk.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : disk.open(path, StandardOpenOption.READ);
    }

    /** Opens a file for reading and writing, or if that is not allowed for reading. */
    static FileChannel openReadable(Disk disk, Path path) throws IOException {
        try {
            return open(disk, path, true);
        } catch (IOException e) {
            try {
                return open(disk, path, false);
            } catch (IOException _) {
                throw e;
            }
        }
    }

    /** Opens the journal of a directory. */
    static JournalFile openNamed(StateDirectory directory) throws IOException {
        Path path = directory.file(StateDirectory.JOURNAL);
        FileChannel channel = open(directory.disk(), path, true);
        try {
            JournalHeader.Copies copies = JournalHeader.Copies.of(directory.disk(), channel);
            JournalHeader.Found found = copies.find();
            if (found == null) {
                copies.requireRead();
                throw new IOException(path + " is not the journal that was made");
            }
            return of(directory.disk(), path, channel, found.header());
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** The file of an open channel, which has this header. */
    static JournalFile of(Disk disk, Path path, FileChannel channel, JournalHeader header)
            throws IOException {
        return new JournalFile(disk, channel, disk.identity(path), header);
    }

    /** A file that has no name yet. */
    static JournalFile unnamed(Disk disk, FileChannel channel, JournalHeader header) {
        return new JournalFile(disk, channel, null, header);
    }

    JournalHeader header() {
        return header;
    }

    /** The number of blocks of the ring. */
    long blocks() {
        return blocks;
    }

    /** The size of the file now, bytes. */
    long bytes() throws IOException {
        return channel.size();
    }

    /** True if it is certain that the file does not have this name any more. */
    boolean isGone(Path path) {
        try {
            return !disk.identity(path).equals(identity);
        } catch (NoSuchFileException _) {
            return true;
        } catch (IOException _) {
            return false; // the disk does not tell
        }
    }

    /** Fills the buffer with blocks from this one on; a part behind the file's end is zeros. */
    void read(long block, ByteBuffer into) throws IOException {
        int limit = into.limit();
        while (into.position() < limit) {
            long first = block + into.position() / JournalLayout.BLOCK_BYTES;
            into.limit((int) Math.min(limit, into.position() + bytesToEnd(first)));
            disk.read(channel, into, offsetOf(first));
        }
    }

    /** Writes whole blocks from this one on. */
    void write(long block, ByteBuffer from) throws IOException {
        int begin = from.position();
        int limit = from.limit();
        while (from.position() < limit) {
            long first = block + (from.position() - begin) / JournalLayout.BLOCK_BYTES;
            from.limit((int) Math.min(limit, from.position() + bytesToEnd(first)));
            disk.write(channel, from, offsetOf(first));
        }
    }

    void force() throws IOException {
        disk.force(channel);
    }

    /** Writes a header over the older copy, and forces it. */
    void writeHeader(JournalHeader next) throws IOException {
        disk.write(channel, next.toBytes(), next.offset());
        disk.force(channel);
        header = next;
    }

    /** Gives a part of the file that is missing real blocks. */
    void fill(long from) throws IOException {
        JournalMaker.writeZeros(disk, channel, from, header.fileBytes());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // what was written was forced before, or that failed and was reported
        }
    }

    private long offsetOf(long block) {
        return JournalLayout.RING_FROM + JournalLayout.placeOf(block % blocks);
    }

    private long bytesToEnd(long block) {
        return JournalLayout.placeOf(blocks - block % blocks);
    }
}
