package sensorgate.device.state;

import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import sensorgate.device.cli.Version;
import sensorgate.device.text.Printable;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;

/**
 * The file that {@code state export} writes: a zip archive of the files of a state directory. Its
 * last entry lists the others, so that a file that was cut short is recognised.
 *
 * <pre>
 *  checkpoint, journal, cursor-...    as in the state directory
 *  sensorgate-state                   sensorgate-state 1
 *                                     made &lt;time&gt; by sensorgate &lt;version&gt;
 *                                     &lt;name&gt; &lt;bytes&gt; &lt;CRC-32, hexadecimal&gt;
 *                                     ...
 * </pre>
 */
final class Export {

    private static final String LIST = "sensorgate-state";
    private static final String VERSION = LIST + " 1";
    private static final String CURSORS = StateDirectory.CURSOR + "[a-z0-9-]{1,32}";
    private static final String NAMES =
            StateDirectory.JOURNAL + "|" + StateDirectory.CHECKPOINT + "|" + CURSORS;

    /*
     * The most bytes of an entry. The journal has at most 1 GiB, see journal.size; no checkpoint is
     * larger. A file that somebody made to fill the disk is refused on the way.
     */
    private static final long FILE_MAX = (1L << 30) + (1 << 20);
    private static final long CURSOR_MAX = 4096;
    private static final int CURSORS_MAX = 1000;
    private static final int LIST_MAX = 1 << 20;

    private static final int PIECE_BYTES = 64 * 1024;

    private Export() {}

    static boolean isName(String name) {
        return name.matches(NAMES);
    }

    // ---- writing

    /**
     * Writes the files to an archive, in this order: first the checkpoint, so that the journal has
     * every point that the checkpoint does not include.
     *
     * @param names names of files in the directory; a cursor that is gone meanwhile is left out
     * @param progress receives the number of bytes read so far
     */
    static void write(Path directory, List<String> names, OutputStream to, LongConsumer progress)
            throws IOException {
        StringBuilder list = new StringBuilder(VERSION + "\nmade "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " by sensorgate "
                + Version.sensorgate() + "\n");
        ZipOutputStream zip = new ZipOutputStream(to);
        zip.setLevel(Deflater.BEST_SPEED);
        long done = 0;
        for (String name : names) {
            try (FileChannel file = Disk.system().open(
                    directory.resolve(name), StandardOpenOption.READ)) {
                zip.putNextEntry(new ZipEntry(name));
                Summed entry = new Summed(zip);
                long before = done;
                copy(Channels.newInputStream(file), entry,
                        bytes -> progress.accept(before + bytes), Long.MAX_VALUE);
                zip.closeEntry();
                list.append(entry.line(name)).append('\n');
                done += entry.bytes;
            }
        }
        zip.putNextEntry(new ZipEntry(LIST));
        zip.write(list.toString().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    // ---- reading

    /**
     * Checks an archive, and writes its files into an empty directory.
     *
     * @param what the archive's name, for messages
     * @return the names of the files
     * @throws RefusedException if the archive is not whole, or not of this kind
     */
    static List<String> read(InputStream from, String what, Path into)
            throws IOException, RefusedException {
        List<String> names = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try {
            ZipInputStream zip = new ZipInputStream(from);
            ZipEntry entry = zip.getNextEntry();
            if (entry == null) {
                throw new RefusedException(what + " is not a file of 'sensorgate state export'");
            }
            while (!entry.getName().equals(LIST)) {
                String name = checked(entry.getName(), names, what);
                names.add(name);
                lines.add(extract(zip, name, into.resolve(name), what));
                entry = zip.getNextEntry();
                if (entry == null) {
                    throw cutShort(what);
                }
            }
            checkList(zip, lines, what);
        } catch (EOFException _) {
            throw cutShort(what);
        } catch (ZipException e) {
            throw new RefusedException(what + " is damaged: " + Printable.of(e.getMessage()));
        }
        from.transferTo(OutputStream.nullOutputStream()); // a pipe's writer must not fail
        return names;
    }

    private static RefusedException cutShort(String what) {
        return new RefusedException(what + " was cut short: export again");
    }

    /** Only names of the state's own files: a name can hold no path. */
    private static String checked(String name, List<String> before, String what)
            throws RefusedException {
        if (!isName(name)) {
            throw new RefusedException(what + " is not a file of 'sensorgate state export': it"
                    + " holds " + Printable.of(name));
        }
        if (before.contains(name) || before.size() > CURSORS_MAX) {
            throw new RefusedException(what + " is damaged: it holds " + name
                    + (before.contains(name) ? " twice" : " and too many others"));
        }
        return name;
    }

    private static String extract(InputStream entry, String name, Path file, String what)
            throws IOException, RefusedException {
        try (FileChannel channel = Disk.system().open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Summed to = new Summed(Channels.newOutputStream(channel));
            long bytesMax = name.matches(CURSORS) ? CURSOR_MAX : FILE_MAX;
            if (!copy(entry, to, _ -> {}, bytesMax)) {
                throw new RefusedException(what + " is damaged: " + name + " has more than "
                        + bytesMax + " bytes");
            }
            Disk.system().force(channel);
            return to.line(name);
        }
    }

    private static void checkList(InputStream zip, List<String> lines, String what)
            throws IOException, RefusedException {
        byte[] text = zip.readNBytes(LIST_MAX);
        List<String> listed = new String(text, StandardCharsets.UTF_8).lines().toList();
        if (listed.isEmpty() || !listed.getFirst().equals(VERSION)) {
            throw new RefusedException(what + " is of another version of Sensorgate");
        }
        if (listed.size() < 2 || !listed.subList(2, listed.size()).equals(lines)) {
            throw new RefusedException(what + " is damaged: its files are not those of its list");
        }
    }

    /** Copies until the end; false if there are more than this many bytes. */
    private static boolean copy(
            InputStream from, OutputStream to, LongConsumer progress, long bytesMax)
            throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long done = 0;
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            done += count;
            if (done > bytesMax) {
                return false;
            }
            to.write(piece, 0, count);
            progress.accept(done);
        }
        return true;
    }

    /** Counts and sums the bytes that go to another stream. */
    private static final class Summed extends FilterOutputStream {

        private final CRC32 crc = new CRC32();
        private long bytes;

        Summed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            out.write(from, offset, count);
            crc.update(from, offset, count);
            bytes += count;
        }

        String line(String name) {
            return name + " " + bytes + " " + Long.toHexString(crc.getValue());
        }
    }
}
