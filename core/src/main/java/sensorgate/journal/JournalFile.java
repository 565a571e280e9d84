package sensorgate.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalScan.Run;

/**
 * The journal's file. Opening keeps the whole records and mends the rest; the header tells how the
 * file was closed. The keeper's thread calls {@link #force()}; everything else belongs to the
 * thread that opens and closes the store.
 */
public final class JournalFile implements AutoCloseable {

    private final Disk disk;
    private final StoreListener listener;
    private final Arena arena = Arena.ofShared();
    private final FileChannel file;
    private JournalHeader header;
    private FileRing ring;
    private Journal journal;
    private long forcedTo;

    private JournalFile(
            Disk disk, StoreListener listener, FileChannel file, JournalHeader header) {
        this.disk = disk;
        this.listener = listener;
        this.file = file;
        this.header = header;
    }

    /**
     * Opens the journal, or creates it. A file that is no journal is set aside. A journal of
     * another size is replaced by one of the wanted size, with the newest records that fit.
     *
     * @param fileBytes the wanted size, a multiple of 4096
     * @param checkpoint the cursor of the checkpoint: no sequence below it is given out again
     */
    public static JournalFile open(
            StateDirectory directory, long fileBytes, Cursor checkpoint,
            StoreListener listener) throws IOException {
        boolean isNew = Files.notExists(directory.file(StateDirectory.JOURNAL));
        if (isNew) {
            if (!checkpoint.equals(Cursor.NONE)) {
                listener.onTrouble("there is a checkpoint but no journal: a new journal begins, and"
                        + " controllers are told that the old one is lost");
            }
            new JournalMaker(directory, listener).create(fileBytes);
        }
        FileChannel file = openChannel(directory);
        try {
            JournalContent content = JournalContent.read(directory.disk(), file);
            if (!isNew && !content.isOfSize(fileBytes)) {
                replace(file, directory, content, fileBytes, listener);
                file = openChannel(directory);
                content = JournalContent.read(directory.disk(), file);
            }
            if (content.unusable() != null) {
                throw new IOException("the journal just made " + content.unusable());
            }
            return takeUp(directory.disk(), file, content, checkpoint, listener);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    public Journal journal() {
        return journal;
    }

    /**
     * Forces the records committed since the last call, and returns the number of their pages.
     * Keeper's thread only.
     */
    public long force() throws IOException {
        long to = journal.head();
        long from = Math.max(forcedTo, to - journal.ringBytes());
        if (from == to) {
            return 0;
        }
        disk.force(file);
        ring.release();
        forcedTo = to;
        return (to - 1) / JournalHeader.PAGE_BYTES - from / JournalHeader.PAGE_BYTES + 1;
    }

    /** Marks the journal as completely on the disk. Call after {@link #force()}. */
    public void markClean() throws IOException {
        writeHeader(header.next(journal.nextSequence(), header.skipped()));
    }

    @Override
    public void close() {
        arena.close();
        try {
            file.close();
        } catch (IOException _) {
            // the records were forced before, or that failed and was reported
        }
    }

    private static FileChannel openChannel(StateDirectory directory) throws IOException {
        return directory.disk().open(
                directory.file(StateDirectory.JOURNAL),
                StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Closes the file, and makes another journal in its place. */
    private static void replace(
            FileChannel file, StateDirectory directory, JournalContent content, long fileBytes,
            StoreListener listener) throws IOException {
        JournalMaker maker = new JournalMaker(directory, listener);
        if (content.unusable() == null) {
            maker.resize(content, fileBytes);
            file.close();
            return;
        }
        file.close(); // an open file keeps its room even when it is removed
        directory.setAside(StateDirectory.JOURNAL);
        listener.onTrouble("the journal " + content.unusable() + ": set aside as "
                + directory.asideFile(StateDirectory.JOURNAL) + ", a new journal begins");
        maker.create(fileBytes);
    }

    private static JournalFile takeUp(
            Disk disk, FileChannel file, JournalContent content, Cursor checkpoint,
            StoreListener listener) throws IOException {
        JournalFile taken = new JournalFile(disk, listener, file, content.header());
        try {
            taken.mend(content);
            taken.begin(content, checkpoint);
            return taken;
        } catch (IOException | RuntimeException | Error e) {
            taken.close();
            throw e;
        }
    }

    /** Gives a file that was cut short its blocks back, and fills gaps with pads. */
    private void mend(JournalContent content) throws IOException {
        if (content.bytes() < header.fileBytes()) {
            JournalMaker.writeZeros(disk, file, content.bytes(), header.fileBytes());
        }
        for (JournalContent.Gap gap : content.gaps()) {
            if (gap.from() > gap.to()) {
                pad(gap.from(), header.fileBytes() - JournalHeader.BYTES);
                pad(0, gap.to());
            } else {
                pad(gap.from(), gap.to());
            }
        }
        content.tellDamage(listener);
    }

    private void pad(long from, long to) throws IOException {
        byte[] pad = new byte[RecordLayout.BYTES_MAX];
        CRC32C crc = new CRC32C();
        for (long at = from; at < to;) {
            int bytes = (int) Math.min(to - at, pad.length);
            RecordLayout.makePad(pad, bytes, header.id(), crc);
            disk.write(file, ByteBuffer.wrap(pad, 0, bytes), JournalHeader.BYTES + at);
            at += bytes;
        }
    }

    /** Continues at the journal's end, or far beyond it if the end is not known. */
    private void begin(JournalContent content, Cursor checkpoint) throws IOException {
        List<Run> runs = content.runs();
        long next = nextAfter(runs, checkpoint);
        if (content.found().isSure() && header.cleanNext() >= next) {
            next = header.cleanNext();
            tellMissingEnd(runs, next);
            writeHeader(header.next(0, header.skipped()));
        } else {
            tellMissingEnd(runs, next);
            writeHeader(header.next(0, header.skipped().withJump(next)));
            writeHeader(header.next(0, header.skipped())); // in both pages: one may go bad
            next = header.skipped().end();
        }
        journal = journal(runs, next);
        for (Run run : runs) {
            notePlaces(run, content.scan());
        }
    }

    /** The first sequence that was certainly not given out yet. */
    private long nextAfter(List<Run> runs, Cursor checkpoint) {
        long next = runs.isEmpty() ? 1 : runs.getLast().last() + 1;
        if (checkpoint.ringId() == header.id()) {
            next = Math.max(next, checkpoint.sequence());
        }
        return Math.max(next, header.skipped().end());
    }

    /** Reports points that are known to have followed the newest record. */
    private void tellMissingEnd(List<Run> runs, long next) {
        long first = runs.isEmpty() ? 1 : runs.getLast().last() + 1;
        long points = header.skipped().pointsBetween(first, next);
        if (points > 0) {
            listener.onTrouble("the newest points of the journal are missing: points=" + points
                    + " are lost; controllers are told LOST");
        }
    }

    private Journal journal(List<Run> runs, long next) throws IOException {
        ring = FileRing.mapped(disk, file, header, arena);
        long oldest = runs.isEmpty() ? 0 : runs.getFirst().from();
        long to = runs.isEmpty() ? 0 : runs.getLast().to();
        long head = runs.isEmpty() || to > oldest ? to : to + ring.bytes();
        forcedTo = head;
        return new Journal(ring, header.id(), header.skipped(), oldest, head, next);
    }

    private void notePlaces(Run run, JournalScan scan) {
        for (JournalScan.Noted noted : scan.noted()) {
            if (noted.offset() >= run.from() && noted.offset() < run.to()) {
                boolean isRoundTheEnd = noted.offset() < journal.oldest();
                long place = noted.offset() + (isRoundTheEnd ? ring.bytes() : 0);
                journal.places().note(place, noted.sequence());
            }
        }
    }

    private void writeHeader(JournalHeader next) throws IOException {
        disk.write(file, next.toPage(), next.place());
        disk.force(file);
        header = next;
    }
}
