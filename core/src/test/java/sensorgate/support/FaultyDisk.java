package sensorgate.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * A disk of which one call fails, or all calls from one on. A failing write writes half, as a
 * full disk does.
 */
public final class FaultyDisk extends TestDisk {

    /**
     * The fault of the disk. The texts are the German ones of the system: nothing may depend on
     * their words.
     */
    public enum Fault {
        /** {@code ENOSPC}. */
        FULL("Auf dem Gerät ist kein Speicherplatz mehr verfügbar"),
        /** {@code EROFS}. */
        READ_ONLY("Das Dateisystem ist nur lesbar"),
        /** {@code EACCES}. */
        DENIED("Keine Berechtigung"),
        /** {@code EIO}. */
        BAD("Eingabe-/Ausgabefehler");

        private final String text;

        Fault(String text) {
            this.text = text;
        }

        /** The message of the exceptions. */
        public String text() {
            return text;
        }

        private IOException exception() {
            return this == DENIED ? new AccessDeniedException(text) : new IOException(text);
        }
    }

    private final Fault fault;
    private int callsLeft = Integer.MAX_VALUE;
    private boolean staysBroken;
    private boolean hasFailed;

    /** A disk that works until the test asks for a failure, with this fault. */
    public FaultyDisk(Fault fault) {
        this.fault = fault;
    }

    /** Makes only the n-th call from now on fail. */
    public synchronized FaultyDisk failOnce(int n) {
        callsLeft = n;
        staysBroken = false;
        hasFailed = false;
        return this;
    }

    /** Makes the n-th call from now on fail, and all calls after it. */
    public synchronized FaultyDisk failFrom(int n) {
        failOnce(n);
        staysBroken = true;
        return this;
    }

    /** Makes no call fail from now on, and forgets earlier failures. */
    public synchronized void mend() {
        failOnce(Integer.MAX_VALUE);
    }

    /** Makes no call fail from now on, but remembers earlier failures. */
    public synchronized void spare() {
        callsLeft = Integer.MAX_VALUE;
    }

    /** True if a call has failed since the last failOnce(), failFrom() or mend(). */
    public synchronized boolean hasFailed() {
        return hasFailed;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        failInTurn();
        super.createDirectories(directory);
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        failInTurn();
        return super.open(file, options);
    }

    @Override
    public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        if (isItsTurn()) {
            super.write(file, bytes.slice(bytes.position(), bytes.remaining() / 2), at);
            throw fault.exception();
        }
        super.write(file, bytes, at);
    }

    @Override
    public void read(FileChannel file, ByteBuffer into, long at) throws IOException {
        failInTurn();
        super.read(file, into, at);
    }

    @Override
    public void force(FileChannel file) throws IOException {
        failInTurn();
        super.force(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        failInTurn();
        super.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        failInTurn();
        super.delete(file);
    }

    @Override
    public long usableBytes(Path file) {
        return fault == Fault.FULL && hasFailed() ? 0 : super.usableBytes(file);
    }

    @Override
    public boolean isReadOnly(Path file) {
        return fault == Fault.READ_ONLY && hasFailed();
    }

    private void failInTurn() throws IOException {
        if (isItsTurn()) {
            throw fault.exception();
        }
    }

    private synchronized boolean isItsTurn() {
        callsLeft--;
        boolean fails = callsLeft == 0 || staysBroken && callsLeft < 0;
        hasFailed |= fails;
        return fails;
    }
}
