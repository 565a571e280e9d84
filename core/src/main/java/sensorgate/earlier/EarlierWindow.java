package sensorgate.earlier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import sensorgate.disk.Disk;

/** A part of a ring of version 1, copied to memory: one call reads many records. */
final class EarlierWindow {

    private static final int BYTES = 64 * 1024;

    private final Disk disk;
    private final FileChannel file;
    private final long ringBytes;
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private long from;
    private long to;

    EarlierWindow(Disk disk, FileChannel file, long ringBytes) {
        this.disk = disk;
        this.file = file;
        this.ringBytes = ringBytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Index into {@link #bytes()} of the end of the window. */
    int limit() {
        return (int) (to - from);
    }

    /** The index of the offset in the window, which then holds a whole record from there. */
    int load(long offset) throws IOException {
        if (offset < from || Math.min(offset + EarlierRecord.BYTES_MAX, ringBytes) > to) {
            int count = (int) Math.min(BYTES, ringBytes - offset);
            to = from;
            disk.read(file, buffer.clear().limit(count), EarlierHeader.BYTES + offset);
            from = offset;
            to = offset + count;
        }
        return (int) (offset - from);
    }
}
