package sensorgate.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import sensorgate.disk.ForeignFileException;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Cursor;

/**
 * The cursor of one reader of the journal, kept in a file of the state directory so that the reader
 * continues after a restart. Belongs to the reader's thread. Without a state directory the cursor
 * is kept in memory.
 *
 * <pre>
 *  cursor-&lt;name&gt;    sensorgate-cursor 1 &lt;ring id&gt; &lt;sequence&gt; &lt;CRC32C&gt;
 * </pre>
 *
 * <p>The file is written whole under another name, forced, and renamed: a power cut leaves the old
 * cursor or the new one. After a power cut a cursor may be ahead of the journal. Its reader has
 * read the points before the cursor, so the reader loses nothing.
 */
public final class NamedCursor {

    private static final String NAME = "[a-z0-9-]{1,32}";
    private static final String MAGIC = "sensorgate-cursor 1 ";
    private static final int BYTES_MAX = 128;

    /** The file has other bytes than a cursor. */
    private static final class NotACursorException extends IOException {

        private static final long serialVersionUID = 1;

        NotACursorException() {
            super("it is not a cursor, or it is damaged");
        }
    }

    /** {@code null} if the cursor is kept in memory only. */
    private final StateDirectory directory;
    private final String file;
    private final long intervalNs;
    private final StoreListener listener;
    private Cursor cursor = Cursor.NONE;
    private boolean isSaved = true;

    /** The file cannot be read at the moment. It may hold a cursor, so it is not overwritten. */
    private boolean isUnread;
    private boolean fails;
    private boolean wasWritten;
    private long writtenNs;

    /**
     * Reads the cursor of this name. A file that is no whole cursor is set aside. A file that
     * cannot be read stays, and is read later.
     *
     * @param directory where the file is, {@code null} to keep the cursor in memory only
     * @param intervalNs the shortest time between two writes by {@link #save}, nanoseconds
     */
    NamedCursor(
            StateDirectory directory, String name, long intervalNs, StoreListener listener) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("a cursor's name must match " + NAME + ": " + name);
        }
        this.directory = directory;
        this.file = StateDirectory.CURSOR + name;
        this.intervalNs = intervalNs;
        this.listener = listener;
        if (directory != null) {
            load();
        }
    }

    /**
     * Where the reader continues, {@link Cursor#NONE} if it has not read yet. While the file cannot
     * be read, this is {@code null}: ask again later. Each call then tries to read the file.
     */
    public Cursor get() {
        if (isUnread) {
            load();
        }
        return isUnread && isSaved ? null : cursor;
    }

    /**
     * Remembers a cursor, and writes it unless the last write is less than the interval ago.
     *
     * @param nowNs now, on the clock of {@link System#nanoTime()}
     */
    public void save(Cursor next, long nowNs) {
        isSaved &= next.equals(cursor);
        cursor = next;
        if (!isSaved && (!wasWritten || nowNs - writtenNs >= intervalNs)) {
            wasWritten = true;
            writtenNs = nowNs;
            flush();
        }
    }

    /**
     * Writes the cursor unless the file has it. False if the disk fails; the listener is told. A
     * file that could not be read is overwritten only when it can be read again.
     */
    public boolean flush() {
        if (isSaved || directory == null) {
            return true;
        }
        if (isUnread) {
            load();
        }
        if (isUnread) {
            return false;
        }
        try {
            directory.replace(file, this::write);
            isSaved = true;
            if (fails) {
                listener.onRestored(directory.file(file) + " can be written again");
            }
        } catch (IOException e) {
            if (!fails) {
                listener.onTrouble(directory.file(file) + " cannot be written, after a restart its"
                        + " reader may read points again: " + e.getMessage());
            }
        }
        fails = !isSaved;
        return isSaved;
    }

    /** Removes the file and forgets the cursor. */
    public void remove() {
        cursor = Cursor.NONE;
        isSaved = true;
        isUnread = false;
        if (directory != null) {
            try {
                directory.disk().delete(directory.newFile(file));
                directory.disk().delete(directory.file(file));
            } catch (IOException e) {
                listener.onTrouble(directory.file(file) + " cannot be removed: " + e.getMessage()
                        + "; remove it: sudo rm " + directory.file(file));
            }
        }
    }

    private void load() {
        boolean wasUnread = isUnread;
        isUnread = false;
        try {
            Cursor read = read();
            cursor = isSaved ? read : cursor; // what the reader has saved since is newer
        } catch (NoSuchFileException _) {
            // nothing was read yet
        } catch (NotACursorException | ForeignFileException e) {
            setAside(e);
        } catch (IOException e) {
            isUnread = true;
            if (!wasUnread) {
                listener.onTrouble(directory.file(file) + " cannot be read now: " + e.getMessage()
                        + "; its reader waits and tries again");
            }
        }
        if (wasUnread && !isUnread) {
            listener.onRestored(directory.file(file) + " can be read again");
        }
    }

    private void setAside(IOException why) {
        listener.onTrouble(directory.file(file) + " cannot be used, " + why.getMessage() + ": "
                + directory.trySetAside(file) + "; its reader begins with the oldest point");
    }

    private Cursor read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
        try (FileChannel channel =
                directory.disk().open(directory.file(file), StandardOpenOption.READ)) {
            while (channel.read(bytes) > 0) {
                // until the end, or until the file is longer than any cursor
            }
        }
        return parse(new String(
                bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII));
    }

    /** Only the text that {@link #text} writes for a cursor stands for that cursor. */
    private static Cursor parse(String text) throws IOException {
        String[] words = text.split(" ");
        try {
            Cursor read = new Cursor(
                    Integer.parseUnsignedInt(words[2], 16), Long.parseLong(words[3]));
            if (read.sequence() >= 0 && text.equals(text(read))) {
                return read;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            // told below
        }
        throw new NotACursorException();
    }

    private static String text(Cursor cursor) {
        String text = MAGIC + Integer.toHexString(cursor.ringId()) + " " + cursor.sequence() + " ";
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + crc.getValue() + "\n";
    }

    private void write(FileChannel channel) throws IOException {
        byte[] text = text(cursor).getBytes(StandardCharsets.US_ASCII);
        directory.disk().write(channel, ByteBuffer.wrap(text), 0);
    }
}
