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
 *  sensorgate-checkpoint 3 &lt;ring id&gt; &lt;sequence&gt; &lt;boot id&gt;
 *  &lt;arrival&gt; &lt;boot&gt; &lt;ticks&gt; &lt;own&gt; &lt;heard&gt; &lt;rhythm&gt; &lt;line&gt;
 *  ...
 *  end &lt;CRC32C of all above, as a decimal number&gt;
 *
 *  sequence   every point below it is included
 *  boot id    the kernel's id of the boot in which this was written, or -
 *  arrival    by the machine's clock as it was, ns since 1970
 *  boot       the number of the machine's boot in the journal of this ring
 *  ticks      the arrival on the steady clock of the boot, ns
 *  own        1 if the sensor gave the time, 0 if it is the time of arrival as it was stamped
 *  heard      for how many ns a gateway has listened since the arrival, a decimal number
 *  rhythm     three hexadecimal numbers, see {@link Rhythm}
 *  line       the reading as line protocol, with its time
 * </pre>
 *
 * <p>Version 2, of earlier gateways, has no boot, ticks and own; version 1 has no heard and no
 * rhythm either, and its readings begin without a rhythm.
 */
final class Checkpoint {

    private static final String NAME = "sensorgate-checkpoint ";
    private static final int VERSION = 3;
    private static final String MAGIC = NAME + VERSION + " ";
    private static final String END = "end ";
    private static final String NO_ID = "-";
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int NUMBERS = 5;
    private static final int READING_BYTES_MAX = NUMBERS * (Decimal.BYTES_MAX + 1)
            + Rhythm.BYTES_MAX + 1 + PointText.BYTES_MAX + 1;
    private static final int END_MAX = 16;

    /** No gateway gets so far, not even with a jump of the sequence at each of many starts. */
    private static final long SEQUENCE_MAX = 1L << 56;

    private final StateDirectory directory;
    private final Disk disk;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Reading reading = new Reading();
    private final Rhythm rhythm = new Rhythm();
    private final Arrival arrival = new Arrival();

    private String readBootId = NO_ID;

    /** The place in the line that is read. */
    private int lineAt;
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
                MAGIC + Integer.toHexString(mark.ringId()) + " " + mark.sequence() + " "
                        + bootId() + "\n", 0);
        long at = 0;
        final int rows = table.rows();
        final long ticksNs = System.nanoTime();
        for (int row = 0; row < rows; row++) {
            if (buffer.length - length < READING_BYTES_MAX) {
                at += flush(file, length, at);
                length = 0;
            }
            if (table.read(row, reading)) {
                length = putLine(ticksNs, length);
            }
        }
        at += flush(file, length, at);
        length = put(END + crc.getValue() + "\n", 0);
        flush(file, length, at);
    }

    private int putLine(long nowTicksNs, int at) {
        int next = putNumber(reading.stampedNs, at);
        next = putNumber(reading.boot, next);
        next = putNumber(reading.ticksNs, next);
        next = putNumber(reading.isArrivalTime ? 0 : 1, next);
        next = Decimal.write(reading.listenedNs(nowTicksNs), buffer, next);
        next = reading.rhythm.write(buffer, next);
        buffer[next++] = ' ';
        next = reading.writeStampedLine(buffer, next);
        buffer[next++] = '\n';
        return next;
    }

    private int putNumber(long number, int at) {
        int next = Decimal.write(number, buffer, at);
        buffer[next++] = ' ';
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
                byte[] bytes, int from, int to, Arrival arrival, long listenedNs, Rhythm rhythm);
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
            int version = version(file);
            return readLines(file, checkedTo(file), version, visitor);
        } catch (NoSuchFileException _) {
            return Cursor.NONE;
        }
    }

    /** True if the checkpoint that was read is of this boot of the machine. */
    boolean isOfThisBoot() {
        return !readBootId.equals(NO_ID) && readBootId.equals(bootId());
    }

    private String bootId() {
        String id = disk.bootId().strip().replaceAll("\\s+", "_"); // a line has words
        return id.isEmpty() ? NO_ID : id;
    }

    /** A checkpoint cannot be used; the message gives the reason. */
    static final class DamagedException extends Exception {

        private static final long serialVersionUID = 1;

        private DamagedException(String why) {
            super(why);
        }
    }

    private int version(FileChannel file) throws IOException, DamagedException {
        int count = (int) Math.min(MAGIC.length(), file.size());
        read(file, 0, count);
        String begin = new String(buffer, 0, count, StandardCharsets.US_ASCII);
        for (int version = 1; version <= VERSION; version++) {
            if (begin.equals(NAME + version + " ")) {
                return version;
            }
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

    private Cursor readLines(FileChannel file, long to, int version, Visitor visitor)
            throws IOException, DamagedException {
        Cursor mark = null;
        for (long at = 0; at < to;) {
            int limit = (int) Math.min(buffer.length, to - at);
            read(file, at, limit);
            int from = 0;
            int lineTo = lineEnd(from, limit);
            while (lineTo >= 0) {
                if (mark == null) {
                    String first =
                            new String(buffer, from, lineTo - from, StandardCharsets.US_ASCII);
                    mark = mark(first, version);
                } else {
                    readLine(from, lineTo, version, visitor);
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

    private Cursor mark(String line, int version) throws DamagedException {
        String[] words = line.split(" ");
        if (words.length != (version >= 3 ? 5 : 4)) {
            throw new DamagedException("its first line is wrong");
        }
        readBootId = version >= 3 ? words[4] : NO_ID;
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

    private void readLine(int from, int to, int version, Visitor visitor)
            throws DamagedException {
        lineAt = from;
        arrival.ofUnknownBoot(number(to));
        if (version >= 3) {
            arrival.boot = (int) numberBehindBlank(to);
            arrival.ticksNs = numberBehindBlank(to);
            arrival.isTime = numberBehindBlank(to) == 0;
        }
        long listenedNs = version >= 2 ? numberBehindBlank(to) : 0;
        if (version >= 2) {
            lineAt = rhythm.read(buffer, lineAt, to, arrival.stampedNs);
        } else {
            rhythm.begin(arrival.stampedNs);
        }
        if (lineAt < 0
                || !visitor.onReading(buffer, lineAt, to, arrival, listenedNs, rhythm)) {
            throw new DamagedException("one of its lines is not a reading");
        }
    }

    private long numberBehindBlank(int to) {
        lineAt = Math.min(lineAt + 1, to);
        return number(to);
    }

    /** The number at the place in the line, up to a blank. The checksum was right. */
    private long number(int to) {
        boolean isNegative = lineAt < to && buffer[lineAt] == '-';
        lineAt += isNegative ? 1 : 0;
        long number = 0;
        while (lineAt < to && buffer[lineAt] != ' ') {
            number = number * 10 + buffer[lineAt++] - '0';
        }
        return isNegative ? -number : number;
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
