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
 * The content of a journal's file. Belongs to the thread that opens the store.
 *
 * @param found the header
 * @param bytes the size of the file; less than in the header if the file was cut short
 * @param scan reads the records
 * @param runs the records that make up the journal, the oldest first
 * @param unusable why the file cannot be used, {@code null} if it can
 */
record JournalContent(
        JournalHeader.Found found, long bytes, JournalScan scan, List<Run> runs, String unusable) {

    /**
     * Bytes of the ring between two runs, which lost their points. A gap whose {@code to} is not
     * above {@code from} continues at the beginning of the ring.
     */
    record Gap(long from, long to, long points) {}

    /** Reads a file. A file that cannot be read is unusable. */
    static JournalContent read(Disk disk, FileChannel file) {
        try {
            JournalHeader.Found found = readHeader(file);
            if (found.header() == null) {
                return unusable(found.isOfOtherVersion()
                        ? "is of another version of Sensorgate"
                        : "is not a journal, or its head is damaged");
            }
            Ring ring = FileRing.readOnly(disk, file, found.header());
            long bytes = file.size();
            JournalScan scan = new JournalScan(
                    ring, Math.min(ring.bytes(), bytes - JournalHeader.BYTES),
                    found.header().id());
            return new JournalContent(found, bytes, scan, scan.journal(), null);
        } catch (IOException | UncheckedIOException e) {
            return unusable("cannot be read, " + e.getMessage());
        }
    }

    /** True if the file can be used unchanged as a journal of this size. */
    boolean isOfSize(long fileBytes) {
        return unusable == null && header().fileBytes() == fileBytes;
    }

    JournalHeader header() {
        return found.header();
    }

    /**
     * The gaps between the runs. Points that are missing between adjacent runs are no gap: the disk
     * did not take these points, or an earlier start has reported and mended the gap.
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

    /** Reports what is missing in the file. */
    void tellDamage(StoreListener listener) {
        if (!found.isSure()) {
            listener.onTrouble("one of the two heads of the journal was damaged, as by a power cut;"
                    + " the other head is used");
        }
        if (bytes < header().fileBytes()) {
            listener.onTrouble("the journal was cut short: bytes=" + bytes + " of "
                    + header().fileBytes() + "; the rest is lost");
        }
        long points = gaps().stream().mapToLong(Gap::points).sum();
        if (points > 0) {
            listener.onTrouble("the journal was damaged, as by a power cut: points=" + points
                    + " are lost, at places=" + gaps().size()
                    + "; controllers are told LOST");
        }
    }

    private static JournalContent unusable(String why) {
        return new JournalContent(null, 0, null, List.of(), why);
    }

    private static JournalHeader.Found readHeader(FileChannel file) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(JournalHeader.BYTES);
        while (pages.hasRemaining() && file.read(pages, pages.position()) >= 0) {
            // missing bytes stay zero
        }
        return JournalHeader.find(pages.clear());
    }
}
