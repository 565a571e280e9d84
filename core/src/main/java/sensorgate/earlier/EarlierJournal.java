package sensorgate.earlier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import sensorgate.disk.Disk;
import sensorgate.earlier.EarlierScan.Run;

/** A journal of version 1. Belongs to the thread that opens the store. */
public final class EarlierJournal {

    /** The sequences from {@code from} up to {@code to}, exclusive, which no point has. */
    public record Gap(long from, long to) {}

    /** Receives points. */
    public interface Visitor {

        /**
         * Receives a point, in order.
         *
         * @param arrivedNs the time of arrival, nanoseconds since 1970
         * @param bytes holds the line with its time; overwritten after the call
         */
        void onPoint(long sequence, long arrivedNs, byte[] bytes, int lineFrom, int lineTo)
                throws IOException;
    }

    private final EarlierHeader.Found found;
    private final long bytes;
    private final EarlierScan scan;
    private final List<Run> runs;

    private EarlierJournal(
            EarlierHeader.Found found, long bytes, EarlierScan scan, List<Run> runs) {
        this.found = found;
        this.bytes = bytes;
        this.scan = scan;
        this.runs = runs;
    }

    /** Reads a file; {@code null} if the file is no journal of version 1. */
    public static EarlierJournal read(Disk disk, FileChannel file) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(EarlierHeader.BYTES);
        disk.read(file, pages, 0);
        EarlierHeader.Found found = EarlierHeader.find(pages.clear());
        if (found == null) {
            return null;
        }
        long ringBytes = found.header().fileBytes() - EarlierHeader.BYTES;
        long dataBytes = Math.max(0, Math.min(ringBytes, file.size() - EarlierHeader.BYTES));
        EarlierScan scan = new EarlierScan(
                new EarlierWindow(disk, file, ringBytes), dataBytes, found.header().id());
        return new EarlierJournal(found, file.size(), scan, scan.journal());
    }

    /** The number of the ring, part of every cursor. */
    public int id() {
        return found.header().id();
    }

    /** The next sequence at a clean stop, 0 if it is not certain that the stop was clean. */
    public long cleanNext() {
        return found.isSure() ? found.header().cleanNext() : 0;
    }

    /** The sequence after the newest point, 1 without points. */
    public long nextAfterNewest() {
        return runs.isEmpty() ? 1 : runs.getLast().last() + 1;
    }

    /** In rising order. */
    public List<Gap> gaps() {
        return found.header().gaps();
    }

    /** True if one of the two heads, a part of the file or a record is damaged or missing. */
    public boolean isDamaged() {
        long ringBytes = found.header().fileBytes() - EarlierHeader.BYTES;
        boolean isWhole = found.isSure() && bytes >= found.header().fileBytes();
        for (int i = 1; i < runs.size(); i++) {
            isWhole &= runs.get(i - 1).to() % ringBytes == runs.get(i).from();
        }
        return !isWhole;
    }

    /** Gives every point to the visitor, the oldest first. */
    public void visit(Visitor visitor) throws IOException {
        for (Run run : runs) {
            scan.visit(run, visitor);
        }
    }
}
