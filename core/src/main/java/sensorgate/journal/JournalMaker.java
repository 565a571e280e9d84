package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import sensorgate.disk.Disk;
import sensorgate.disk.NoRoomException;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.earlier.EarlierJournal;

/**
 * Makes journals' files. A file gets its name when all of it is on the disk. The file consists of
 * real blocks of zeros, so that the room is there when points come. Belongs to the thread that
 * opens the store, later to the keeper's thread.
 */
final class JournalMaker {

    /** A source that fails so often is broken: its other blocks are not tried. */
    private static final int FAILURES_MAX = 16;

    private static final int WINDOW_BLOCKS = 16;

    private final StateDirectory directory;
    private final Disk disk;
    private final StoreListener listener;

    JournalMaker(StateDirectory directory, StoreListener listener) {
        this.directory = directory;
        this.disk = directory.disk();
        this.listener = listener;
    }

    /** Puts blocks into a new file. */
    interface Filler {
        void fill(JournalFile file) throws IOException;
    }

    /**
     * Makes a journal, in place of one that has the name. If the disk is full, the journal set
     * aside is removed first.
     */
    void make(JournalHeader header, Filler filler) throws IOException {
        try {
            replace(header, filler);
        } catch (NoRoomException e) {
            Path aside = directory.asideFile(StateDirectory.JOURNAL);
            if (!Files.exists(aside)) {
                throw e;
            }
            disk.delete(aside);
            listener.onTrouble("there is no room for a new journal beside the journal set aside: "
                    + aside + " is removed");
            replace(header, filler);
        }
    }

    /** Fills a file with the newest blocks of another file. All of them must be readable. */
    static Filler newestOf(JournalFile source, JournalScan scan) {
        return file -> {
            byte[] bytes = new byte[JournalLayout.BLOCK_BYTES];
            long from = Math.max(scan.oldest(), scan.newest() + 1 - file.blocks());
            for (long block = from; block <= scan.newest(); block++) {
                if (scan.isPart(block)) {
                    source.read(block, ByteBuffer.wrap(bytes));
                    file.write(block, ByteBuffer.wrap(bytes));
                }
            }
        };
    }

    /** Fills a file with blocks of another file, those that can be read. */
    static Filler copyOf(JournalFile source, long from, long to) {
        return file -> {
            byte[] bytes = new byte[JournalLayout.BLOCK_BYTES];
            BlockKey key = new BlockKey(source.header().secret());
            int failures = 0;
            for (long block = from; block < to && failures < FAILURES_MAX; block++) {
                if (!isRead(source, block, bytes)) {
                    failures++;
                } else if (JournalLayout.isBlock(bytes, 0, key)
                        && JournalLayout.blockNumber(bytes, 0) == block) {
                    file.write(block, ByteBuffer.wrap(bytes));
                }
            }
        };
    }

    /** The number of blocks that the points of a journal of version 1 take. */
    static long blocksOf(EarlierJournal earlier, JournalOrigin origin) throws IOException {
        try (Journal counting = carrying(origin)) {
            earlier.visit((sequence, arrivedNs, bytes, from, to) ->
                    carry(counting, sequence, arrivedNs, bytes, from, to));
            counting.commit();
            return (counting.head() + JournalLayout.BLOCK_BYTES - 1) / JournalLayout.BLOCK_BYTES;
        }
    }

    /** Fills a file with the points of a journal of version 1. */
    static Filler pointsOf(EarlierJournal earlier, JournalOrigin origin) {
        return file -> {
            try (Journal carried = carrying(origin)) {
                byte[] bytes = new byte[WINDOW_BLOCKS * JournalLayout.BLOCK_BYTES];
                earlier.visit((sequence, arrivedNs, line, from, to) -> {
                    carry(carried, sequence, arrivedNs, line, from, to);
                    if (carried.head() - carried.written() >= bytes.length) {
                        writeNew(carried, carried.head(), file, bytes);
                    }
                });
                carried.commit();
                writeNew(carried, carried.head(), file, bytes);
            }
        };
    }

    /**
     * Gives a part of a file real blocks, one page a call: since Linux 6.16 one call makes one
     * folio, and a later write to one page of a folio writes the whole folio to the disk (with
     * calls of 64 KiB a flush wrote 68 KiB instead of 8, 2026-11-23).
     */
    static void writeZeros(Disk disk, FileChannel file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(JournalLayout.BLOCK_BYTES);
        for (long at = from; at < to; at += zeros.capacity()) {
            disk.write(file, zeros.clear().limit((int) Math.min(zeros.capacity(), to - at)), at);
        }
    }

    private void replace(JournalHeader header, Filler filler) throws IOException {
        try {
            directory.replace(StateDirectory.JOURNAL, channel -> {
                writeZeros(disk, channel, 0, header.fileBytes());
                JournalFile file = JournalFile.unnamed(disk, channel, header);
                filler.fill(file);
                file.writeHeader(header);
                file.writeHeader(header.next(header.cleanNext(), header.skipped()));
            });
        } catch (IOException e) {
            throw directory.withReason(e, header.fileBytes());
        }
    }

    private static boolean isRead(JournalFile source, long block, byte[] into) {
        try {
            source.read(block, ByteBuffer.wrap(into));
            return true;
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }

    private static Journal carrying(JournalOrigin origin) {
        JournalOrigin first = new JournalOrigin(
                origin.id(), origin.secret(), 0, 0, SkippedSequences.NONE, 0, 1);
        long bytes = 4L * WINDOW_BLOCKS * JournalLayout.BLOCK_BYTES;
        return new Journal(first, bytes, new BlockMemory(bytes));
    }

    /** The line ends with its time, which a record of this version has in its head. */
    private static void carry(
            Journal into, long sequence, long arrivedNs, byte[] bytes, int from, int to) {
        int timeFrom = to;
        while (timeFrom > from && bytes[timeFrom - 1] != ' ') {
            timeFrom--;
        }
        int digitsFrom = timeFrom < to && bytes[timeFrom] == '-' ? timeFrom + 1 : timeFrom;
        long negative = 0;
        for (int at = digitsFrom; at < to; at++) {
            negative = negative * 10 - (bytes[at] - '0');
        }
        long timeNs = digitsFrom > timeFrom ? negative : -negative;
        into.carry(sequence, arrivedNs, timeNs, bytes, from, Math.max(from, timeFrom - 1));
    }

    private static void writeNew(Journal from, long to, JournalFile file, byte[] bytes)
            throws IOException {
        while (from.written() < to) {
            long block = JournalLayout.blockOf(from.written());
            int copied = from.copy(block, WINDOW_BLOCKS, to, ByteBuffer.wrap(bytes));
            int whole = copied + JournalLayout.BLOCK_BYTES - 1 & -JournalLayout.BLOCK_BYTES;
            Arrays.fill(bytes, copied, whole, (byte) 0);
            file.write(block, ByteBuffer.wrap(bytes, 0, whole));
            from.written(JournalLayout.placeOf(block) + copied);
        }
    }
}
