package sensorgate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalScan.Run;

/**
 * What stands in a journal's file. Belongs to the thread that opens the store.
 *
 * @param found its header
 * @param bytes its size, which is not what the header says if it was cut short
 * @param scan reads its records
 * @param runs the records that make up the journal, the oldest first
 * @param unusable why it cannot be used, {@code null} if it can
 */
record JournalContent(
        JournalHeader.Found found, long bytes, JournalScan scan, List<Run> runs, String unusable) {

    /**
     * Bytes of the ring between two runs; where {@code to} is not behind {@code from} they go round
     * its end. So many points stood there.
     */
    record Gap(long from, long to, long points) {}

    /** Reads a file; one that cannot be read cannot be used. */
    static JournalContent read(Disk disk, FileChannel file) {
        try {
            JournalHeader.Found found = readHeader(file);
            if (found.header() == null) {
                return unusable(found.isOfOtherVersion()
                        ? "is of another version of Sensorgate"
                        : "is not a journal, or its head is damaged");
            }
            return read(disk, file, found);
        } catch (IOException | UncheckedIOException e) {
            return unusable("cannot be read, " + e.getMessage());
        }
    }

    /** True if it can be used as it is where this size is wanted. */
    boolean isOfSize(long fileBytes) {
        return unusable == null && header().fileBytes() == fileBytes;
    }

    JournalHeader header() {
        return found.header();
    }

    /**
     * What holds no record between the records. Where points are missing and no bytes, the disk did
     * not take them, or they were told and mended before.
     */
    List<Gap> gaps() {
        long ringBytes = header().fileBytes() - JournalHeader.BYTES;
        List<Gap> gaps = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            Run before = runs.get(i - 1);
            Run after = runs.get(i);
            long from = before.to() % ringBytes;
            if (from != after.from()) {
                gaps.add(new Gap(from, after.from(), header().skipped().pointsBetween(
                        before.last() + 1, after.first())));
            }
        }
        return gaps;
    }

    /** Says what is missing of the file, and what is gone between its records. */
    void tellDamage(StoreListener listener) {
        if (!found.isSure()) {
            listener.onTrouble("one of the two heads of the journal was damaged, as by a power cut;"
                    + " the other is used");
        }
        if (bytes < header().fileBytes()) {
            listener.onTrouble("the journal was cut short: bytes=" + bytes + " of "
                    + header().fileBytes() + "; what was in the rest is gone");
        }
        long points = gaps().stream().mapToLong(Gap::points).sum();
        if (points > 0) {
            listener.onTrouble("the journal was damaged, as by a power cut: points=" + points
                    + " are gone, at places=" + gaps().size()
                    + "; a controller is told LOST");
        }
    }

    private static JournalContent unusable(String why) {
        return new JournalContent(null, 0, null, List.of(), why);
    }

    private static JournalContent read(Disk disk, FileChannel file, JournalHeader.Found found)
            throws IOException {
        Ring ring = FileRing.readOnly(disk, file, found.header());
        long bytes = file.size();
        JournalScan scan = new JournalScan(
                ring, Math.min(ring.bytes(), bytes - JournalHeader.BYTES), found.header().id());
        return new JournalContent(found, bytes, scan, scan.journal(), null);
    }

    private static JournalHeader.Found readHeader(FileChannel file) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(JournalHeader.BYTES);
        while (pages.hasRemaining() && file.read(pages, pages.position()) >= 0) {
            // what is missing stays zero
        }
        return JournalHeader.find(pages.clear());
    }
}
