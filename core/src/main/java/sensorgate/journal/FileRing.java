package sensorgate.journal;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import sensorgate.disk.Disk;

/**
 * A ring in a journal's file, behind the file's header. Writes go through a mapping: a store costs
 * 1.4 us, a write call 17 us, most of them for the file's time (ext4, every 4 ms, 2026-11-23).
 * Reads are calls: they take no memory of the process, and a bad disk raises an exception.
 *
 * @param mapped the ring, {@code null} if the ring is only read
 */
record FileRing(Disk disk, FileChannel file, long bytes, ByteBuffer mapped) implements Ring {

    /** The ring of a file with this header, for reading. */
    static FileRing readOnly(Disk disk, FileChannel file, JournalHeader header) {
        return new FileRing(disk, file, header.fileBytes() - JournalHeader.BYTES, null);
    }

    /** The ring of a file with this header, for reading and writing until the arena is closed. */
    static FileRing mapped(Disk disk, FileChannel file, JournalHeader header, Arena arena)
            throws IOException {
        long bytes = header.fileBytes() - JournalHeader.BYTES;
        return new FileRing(
                disk, file, bytes, disk.map(file, JournalHeader.BYTES, bytes, arena));
    }

    @Override
    public void read(ByteBuffer into, long offset) throws IOException {
        long from = JournalHeader.BYTES + offset - into.position();
        while (into.hasRemaining()) {
            if (file.read(into, from + into.position()) < 0) {
                throw new EOFException("the journal became shorter");
            }
        }
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        disk.store(mapped, (int) offset, bytes);
    }

    /** Gives the ring's memory back: each page written would otherwise stay in memory. */
    void release() {
        disk.release(mapped);
    }
}
