package sensorgate.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import sensorgate.disk.Disk;
import sensorgate.disk.NoRoomException;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalScan.Run;

/**
 * Creates journals. A file gets its name when all of it is on the disk. The file consists of real
 * blocks of zeros: a mapped hole on a full disk would be a SIGBUS. Belongs to the thread that opens
 * the store.
 */
final class JournalMaker {

    private final StateDirectory directory;
    private final Disk disk;
    private final StoreListener listener;

    JournalMaker(StateDirectory directory, StoreListener listener) {
        this.directory = directory;
        this.disk = directory.disk();
        this.listener = listener;
    }

    /** Creates an empty journal. If the disk is full, the journal set aside is removed first. */
    void create(long fileBytes) throws IOException {
        int id = ThreadLocalRandom.current().nextInt();
        JournalHeader header = new JournalHeader(id, 0, fileBytes, 1, SkippedSequences.NONE);
        try {
            make(header, _ -> {});
        } catch (NoRoomException e) {
            Path aside = directory.asideFile(StateDirectory.JOURNAL);
            if (!Files.exists(aside)) {
                throw e;
            }
            disk.delete(aside);
            listener.onTrouble("there is no room for a new journal beside the journal set aside: "
                    + aside + " is removed");
            make(header, _ -> {});
        }
    }

    /** Replaces the journal by one of another size, with the newest records that fit. */
    void resize(JournalContent content, long fileBytes) throws IOException {
        JournalHeader from = content.header();
        long cleanNext = content.found().isSure() ? from.cleanNext() : 0;
        make(new JournalHeader(from.id(), 0, fileBytes, cleanNext, from.skipped()),
                journal -> copy(content, journal));
        content.tellDamage(listener); // now: the new journal has no gaps
        listener.onRestored("the journal has " + fileBytes + " bytes now, before "
                + from.fileBytes() + ": the newest points that fit are kept");
    }

    /**
     * Gives a part of a file real blocks, one page a call: since Linux 6.16 one call makes one
     * folio, and a later store to one page of a folio writes the whole folio to the disk (with
     * calls of 64 KiB a flush wrote 68 KiB instead of 8, 2026-11-23).
     */
    static void writeZeros(Disk disk, FileChannel file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(JournalHeader.PAGE_BYTES);
        for (long at = from; at < to; at += zeros.capacity()) {
            disk.write(file, zeros.clear().limit((int) Math.min(zeros.capacity(), to - at)), at);
        }
    }

    private void make(JournalHeader header, Consumer<Journal> filler) throws IOException {
        try {
            directory.replace(StateDirectory.JOURNAL, file -> write(file, header, filler));
        } catch (IOException e) {
            throw directory.withReason(e, header.fileBytes());
        }
    }

    private void write(FileChannel file, JournalHeader first, Consumer<Journal> filler)
            throws IOException {
        writeZeros(disk, file, 0, first.fileBytes());
        JournalHeader second = first.next(first.cleanNext(), first.skipped());
        disk.write(file, first.toPage(), first.place());
        disk.write(file, second.toPage(), second.place());
        try (Arena arena = Arena.ofConfined()) {
            Ring ring = FileRing.mapped(disk, file, first, arena);
            Journal journal = Journal.empty(ring, first.id(), first.skipped());
            filler.accept(journal);
            journal.commit();
            if (journal.lastFailure() != null) {
                throw journal.lastFailure();
            }
        }
    }

    private static void copy(JournalContent from, Journal to) {
        for (Run run : from.runs()) {
            from.scan().visit(run, to::appendRecord);
        }
    }
}
