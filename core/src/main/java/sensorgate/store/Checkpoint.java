package sensorgate.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.journal.Cursor;
import sensorgate.line.Decimal;
import sensorgate.line.PointText;

/**
 * The table as text: the readings that a start need not read from the journal, or that the journal
 * has overwritten. Written to a new file that replaces the old one. Belongs to the keeper's thread,
 * and before that thread starts to the thread that opens the store.
 *
 * <pre>
 *  sensorgate-checkpoint 2 &lt;ring id&gt; &lt;sequence&gt;    every point below it is included
 *  &lt;time of arrival, ns since 1970&gt; &lt;listened&gt; &lt;rhythm&gt; &lt;reading&gt;
 *  ...
 *  end &lt;CRC32C of all above, as a decimal number&gt;
 *
 *  listened   for how many ns a gateway has listened since the arrival, a decimal number
 *  reading    line protocol with its time
 *  rhythm     three hexadecimal numbers, see {@link Rhythm}
 * </pre>
 *
 * <p>Version 1, of earlier gateways, has neither of these; its readings begin without a rhythm.
 */
final class Checkpoint {

    private static final String NAME = "sensorgate-checkpoint ";
    private static final String MAGIC = NAME + "2 ";
    private static final String MAGIC_1 = NAME + "1 ";
    private static final String END = "end ";
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int READING_BYTES_MAX = 2 * Decimal.BYTES_MAX + 1 + Rhythm.BYTES_MAX + 1
            + PointText.BYTES_MAX + 1;
    private static final int END_MAX = 16;

    /** No gateway gets so far, not even with a jump of the sequence at each of many starts. */
    private static final long SEQUENCE_MAX = 1L << 56;

    private final StateDirectory directory;
    private final Disk disk;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Reading reading = new Reading();
    private final Rhythm rhythm = new Rhythm();
    private final CRC32C crc = new CRC32C();

    Checkpoint(StateDirectory directory) {
        this.directory = directory;
        this.disk = directory.disk();
    }

    // ---- writing

    /**
     * Writes every reading, including readings that arrive meanwhile.
     *
     * @param beforeRename forces the journal: it must not lose points that the checkpoint includes
     */
    void write(LatestTable table, Cursor mark, Commit beforeRename) throws IOException {
        directory.replace(StateDirectory.CHECKPOINT, file -> {
            write(table, mark, file);
            beforeRename.run();
        });
    }

    /** Forces to the disk what a valid checkpoint relies on. */
    interface Commit {
        void run() throws IOException;
    }

    private void write(LatestTable table, Cursor mark, FileChannel file) throws IOException {
        crc.reset();
        int length = put(
                MAGIC + Integer.toHexString(mark.ringId()) + " " + mark.sequence() + "\n", 0);
        long at = 0;
        final int rows = table.rows();
        final long ticksNs = System.nanoTime();
        final long wallNs = System.currentTimeMillis() * 1_000_000;
        for (int row = 0; row < rows; row++) {
            if (buffer.length - length < READING_BYTES_MAX) {
                at += flush(file, length, at);
                length = 0;
            }
            if (table.read(row, reading)) {
                length = putLine(ticksNs, wallNs, length);
            }
        }
        at += flush(file, length, at);
        length = put(END + crc.getValue() + "\n", 0);
        flush(file, length, at);
    }

    private int putLine(long ticksNs, long wallNs, int at) {
        int next = Decimal.write(reading.arrivedWallNs(ticksNs, wallNs), buffer, at);
        buffer[next++] = ' ';
        next = Decimal.write(reading.listenedNs(ticksNs), buffer, next);
        next = reading.rhythm.write(buffer, next);
        buffer[next++] = ' ';
        next = reading.writeLine(buffer, next);
        buffer[next++] = '\n';
        return next;
    }

    private int put(String ascii, int at) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
        return at + bytes.length;
    }

    private int flush(FileChannel file, int length, long at) throws IOException {
        crc.update(buffer, 0, length);
        disk.write(file, ByteBuffer.wrap(buffer, 0, length), at);
        return length;
    }

    // ---- reading

    /** Receives a checkpoint's lines. */
    interface Visitor {

        /** Receives a line; returns false if it is no reading. May change the bytes. */
        boolean onReading(
                byte[] bytes, int from, int to, long arrivedNs, long listenedNs, Rhythm rhythm);
    }

    /**
     * Reads the checkpoint, all of it or nothing.
     *
     * @return the cursor of the checkpoint, {@link Cursor#NONE} if there is no checkpoint
     * @throws DamagedException if the checkpoint cannot be used
     */
    Cursor read(Visitor visitor) throws IOException, DamagedException {
        try (FileChannel file = disk.open(
                directory.file(StateDirectory.CHECKPOINT), StandardOpenOption.READ)) {
            boolean hasRhythms = hasRhythms(file);
            return readLines(file, checkedTo(file), hasRhythms, visitor);
        } catch (NoSuchFileException _) {
            return Cursor.NONE;
        }
    }

    /** A checkpoint cannot be used; the message gives the reason. */
    static final class DamagedException extends Exception {

        private static final long serialVersionUID = 1;

        private DamagedException(String why) {
            super(why);
        }
    }

    /** True for version 2, false for version 1. */
    private boolean hasRhythms(FileChannel file) throws IOException, DamagedException {
        int count = (int) Math.min(MAGIC.length(), file.size());
        read(file, 0, count);
        String begin = new String(buffer, 0, count, StandardCharsets.US_ASCII);
        if (begin.equals(MAGIC) || begin.equals(MAGIC_1)) {
            return begin.equals(MAGIC);
        }
        throw new DamagedException(begin.startsWith(NAME)
                ? "it is of another version of Sensorgate"
                : "it is not a checkpoint");
    }

    /** The offset of the last line, after checking the checksum in it. */
    private long checkedTo(FileChannel file) throws IOException, DamagedException {
        int tailBytes = (int) Math.min(END_MAX, file.size());
        long tailFrom = file.size() - tailBytes;
        read(file, tailFrom, tailBytes);
        String tail = new String(buffer, 0, tailBytes, StandardCharsets.US_ASCII);
        int end = tail.lastIndexOf("\n" + END) + 1;
        if (end == 0 || !tail.endsWith("\n")) {
            throw new DamagedException("it was cut short");
        }
        String sum = tail.substring(end + END.length(), tail.length() - 1);
        if (!sum.equals(String.valueOf(checksum(file, tailFrom + end)))) {
            throw new DamagedException("its checksum is wrong");
        }
        return tailFrom + end;
    }

    private long checksum(FileChannel file, long to) throws IOException {
        crc.reset();
        for (long at = 0; at < to;) {
            int count = (int) Math.min(buffer.length, to - at);
            read(file, at, count);
            crc.update(buffer, 0, count);
            at += count;
        }
        return crc.getValue();
    }

    private Cursor readLines(FileChannel file, long to, boolean hasRhythms, Visitor visitor)
            throws IOException, DamagedException {
        Cursor mark = null;
        for (long at = 0; at < to;) {
            int limit = (int) Math.min(buffer.length, to - at);
            read(file, at, limit);
            int from = 0;
            int lineTo = lineEnd(from, limit);
            while (lineTo >= 0) {
                if (mark == null) {
                    mark = mark(new String(buffer, from, lineTo - from, StandardCharsets.US_ASCII));
                } else {
                    readLine(from, lineTo, hasRhythms, visitor);
                }
                from = lineTo + 1;
                lineTo = lineEnd(from, limit);
            }
            if (from == 0) {
                throw new DamagedException("one of its lines is too long");
            }
            at += from;
        }
        return mark;
    }

    private static Cursor mark(String line) throws DamagedException {
        String[] words = line.split(" ");
        if (words.length != 4) {
            throw new DamagedException("its first line is wrong");
        }
        try {
            Cursor mark = new Cursor(
                    Integer.parseUnsignedInt(words[2], 16), Long.parseLong(words[3]));
            if (mark.sequence() > 0 && mark.sequence() < SEQUENCE_MAX) {
                return mark;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new DamagedException("its first line is wrong");
    }

    private void readLine(int from, int to, boolean hasRhythms, Visitor visitor)
            throws DamagedException {
        boolean isBefore1970 = buffer[from] == '-';
        int at = isBefore1970 ? from + 1 : from;
        long arrivedNs = 0;
        while (at < to && buffer[at] != ' ') {
            arrivedNs = arrivedNs * 10 + buffer[at++] - '0';
        }
        arrivedNs = isBefore1970 ? -arrivedNs : arrivedNs;
        long listenedNs = 0;
        if (hasRhythms && at < to) {
            at++;
            while (at < to && buffer[at] != ' ') {
                listenedNs = listenedNs * 10 + buffer[at++] - '0';
            }
            at = rhythm.read(buffer, at, to, arrivedNs);
        } else {
            rhythm.begin(arrivedNs);
        }
        if (at < 0
                || !visitor.onReading(buffer, at, to, arrivedNs, listenedNs, rhythm)) {
            throw new DamagedException("one of its lines is not a reading");
        }
    }

    private int lineEnd(int from, int limit) {
        for (int at = from; at < limit; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private void read(FileChannel file, long at, int count) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(buffer, 0, count);
        while (into.hasRemaining()) {
            if (file.read(into, at + into.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
    }
}
