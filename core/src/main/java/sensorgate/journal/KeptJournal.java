package sensorgate.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import sensorgate.count.Uninterrupted;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalStart.Attempt;
import sensorgate.journal.JournalWriter.Mark;

/**
 * A journal with its file in the state directory. If the disk does not allow that, the journal
 * begins in memory, and moves to the disk later. The thread {@code journal} writes. The keeper's
 * thread forces, and looks after the file:
 *
 * <pre>
 *  in memory ---- an attempt works ----&gt; on the disk ----+
 *      ^                                   |  ^          | the file is bad: a new one is made,
 *      +-- the file is gone ---------------+  +----------+ with the same ring
 * </pre>
 *
 * <p>Everything belongs to the thread that opens the store, then to the keeper's thread, then to
 * the thread that closes the store, unless its comment says otherwise.
 */
public final class KeptJournal implements AutoCloseable {

    private static final long RETRY_MIN_NS = 1_000_000_000L;
    private static final long RETRY_MAX_NS = 60_000_000_000L;

    /** A bad file is not replaced more often: that writes as much as the journal's size. */
    private static final long RENEWAL_MAX_NS = 3_600_000_000_000L;
    private static final int RENEWAL_FACTOR = 8;

    /** A checkpoint waits this long for the newest points to be written. */
    private static final long WRITE_PATIENCE_NS = 10_000_000_000L;

    private final StateDirectory directory;
    private final StoreListener listener;
    private final ReplyGate gate;
    private final Journal journal;
    private final JournalWriter writer;
    private final JournalRenewal renewal;
    private Thread thread;

    /** The file that is written, or only read while an attempt is due; {@code null} for none. */
    private JournalFile file;

    /** Moves the journal to the disk; {@code null} while it is there. */
    private volatile Attempt attempt;

    /** When the next attempt or renewal is due. */
    private long retryAtNs = System.nanoTime();
    private long retryNs = RETRY_MIN_NS;
    private long clocksAtNs = System.nanoTime();
    private long renewalNs = RETRY_MIN_NS;
    private int failedForces;
    private long failedForceNs;

    private KeptJournal(
            StateDirectory directory, JournalMaker maker, JournalStart.Found found,
            int memoryBytes, StoreListener listener) {
        this.directory = directory;
        this.listener = listener;
        gate = new ReplyGate(listener);
        BlockReads reads = new BlockReads();
        journal = new Journal(
                found.origin(), found.ringBytes(),
                new BlockMemory(Math.min(found.ringBytes(), memoryBytes)));
        journal.connect(reads, gate);
        writer = new JournalWriter(
                journal, gate, reads, listener, e -> directory.cannotKeepState(e).getMessage());
        renewal = new JournalRenewal(directory, maker, journal, writer);
        file = found.file();
        attempt = found.attempt();
        reads.use(file);
        if (file != null) {
            journal.takeUp(file.header().clocks());
        }
        if (found.scan() != null) {
            found.scan().enter(journal);
        }
        if (attempt == null) {
            writer.adopt(file, Mark.HERE);
        } else {
            tellInMemory(found.why());
        }
    }

    /**
     * Opens the journal, or creates it. A file that is no journal is set aside. A journal of
     * version 1 or of another size is replaced by one with the newest records that fit.
     *
     * @param fileBytes the wanted size, a multiple of 4096
     * @param checkpoint the cursor of the checkpoint: no sequence below it is given out again
     */
    public static KeptJournal open(
            StateDirectory directory, long fileBytes, Cursor checkpoint, StoreListener listener) {
        return open(directory, fileBytes, Journal.MEMORY_BYTES, checkpoint, listener);
    }

    /** Opens the journal; {@code memoryBytes} is the most memory for the newest points. */
    static KeptJournal open(
            StateDirectory directory, long fileBytes, int memoryBytes, Cursor checkpoint,
            StoreListener listener) {
        JournalMaker maker = new JournalMaker(directory, listener);
        JournalStart.Found found =
                new JournalStart(directory, maker, fileBytes, checkpoint, listener).find();
        try {
            return new KeptJournal(directory, maker, found, memoryBytes, listener);
        } catch (RuntimeException | Error e) {
            if (found.file() != null) {
                found.file().close();
            }
            throw e;
        }
    }

    public Journal journal() {
        return journal;
    }

    /** True while no file takes the journal. Any thread. */
    public boolean isInMemory() {
        return attempt != null || writer.isFailing() || writer.isRunning() && writer.isAdopting();
    }

    /** The number of replies that went out before the disk had their points. Any thread. */
    public long repliesUnsaved() {
        return gate.unsaved();
    }

    /** The number of points that no file has, and that memory still has. Any thread. */
    public long unwritten() {
        return journal.skipped().pointsBetween(
                writer.mark().sequence(), journal.nextSequence());
    }

    /** The number of points that were written since the last force. Any thread. */
    public long unforced() {
        return journal.skipped().pointsBetween(
                writer.forced().sequence(), writer.mark().sequence());
    }

    /**
     * Starts the thread that writes. It wakes the keeper's thread when much is to be forced.
     */
    public void start(Thread keeper, Thread.UncaughtExceptionHandler onFailed) {
        writer.wakes(keeper, muchBytes());
        journal.wakesForClocks(keeper);
        thread = new Thread(writer, "journal");
        thread.setUncaughtExceptionHandler(onFailed);
        thread.setDaemon(true); // a disk that hangs must not keep the process from ending
        gate.writer(thread);
        writer.begin();
        thread.start();
    }

    // ---- forcing

    /** True if so much is not forced that a force should not wait. Any thread. */
    public boolean isMuchUnforced() {
        return writer.mark().place() - writer.forced().place() >= muchBytes();
    }

    /** After a failed force the memory must still have everything that was not forced. */
    private long muchBytes() {
        long memoryBytes = JournalLayout.placeOf(journal.memoryBlocks());
        return Math.min(memoryBytes / 2, journal.ringBytes() / 4);
    }

    /**
     * Forces the records written since the last call, and returns the number of their blocks. While
     * the journal is in memory there is nothing to force.
     */
    public long force() throws IOException {
        if (attempt != null && file == null) {
            return 0;
        }
        if (!writer.isRunning()) {
            writer.finish();
        }
        Mark to = writer.markToForce();
        if (to == null) {
            return 0; // the writer is about to go back, perhaps in another file
        }
        long from = Math.max(writer.forced().place(), to.place() - journal.ringBytes());
        if (from >= to.place()) {
            return 0;
        }
        try {
            file.force();
        } catch (IOException e) {
            noteFailedForce();
            writer.rewrite();
            throw e;
        }
        failedForces = 0;
        writer.forced(to);
        return JournalLayout.blockOf(to.place() - 1) - JournalLayout.blockOf(from) + 1;
    }

    /** Counts one failure a second at most: forces may follow each other closely. */
    private void noteFailedForce() {
        long nowNs = System.nanoTime();
        if (failedForces == 0 || nowNs - failedForceNs >= RETRY_MIN_NS) {
            failedForces++;
            failedForceNs = nowNs;
        }
    }

    /**
     * Has everything appended so far written and forced.
     *
     * @return the number of blocks forced
     * @throws IOException if the disk does not take it in time
     */
    public long forceAll() throws IOException {
        if (attempt != null) {
            return 0;
        }
        long head = journal.head();
        long beganNs = System.nanoTime();
        while (writer.isRunning()
                && (writer.markToForce() == null || journal.written() < head)) {
            if (writer.isFailing() || System.nanoTime() - beganNs > WRITE_PATIENCE_NS) {
                throw failure();
            }
            gate.await(journal, head);
            LockSupport.parkNanos(this, 1_000_000);
        }
        long blocks = force();
        if (journal.written() < head) {
            throw failure();
        }
        return blocks;
    }

    private IOException failure() {
        IOException failure = writer.lastFailure();
        return failure != null ? failure : new IOException("the disk does not answer");
    }

    // ---- looking after the file

    /** When {@link #look()} has something to do at the latest, nanoseconds from now. */
    public long lookInNs() {
        long inNs = areClocksNew() ? clocksAtNs - System.nanoTime() : Long.MAX_VALUE;
        if (attempt != null || isFileBad()) {
            inNs = Math.min(inNs, retryAtNs - System.nanoTime());
        }
        return Math.max(0, inNs);
    }

    /**
     * Moves a journal in memory to the disk, replaces a file that is bad or gone, and keeps what
     * is known about the clocks.
     */
    public void look() {
        noteIfGone();
        keepClocks();
        if (System.nanoTime() - retryAtNs >= 0) {
            if (attempt != null) {
                attempt();
            } else if (isFileBad()) {
                replaceBad();
            }
        }
    }

    private boolean areClocksNew() {
        return attempt == null && !journal.clocks().hasEntries(file.header().clocks());
    }

    /** A disk that takes no header is told when it takes no points either. */
    private void keepClocks() {
        if (!areClocksNew() || System.nanoTime() - clocksAtNs < 0) {
            return;
        }
        try {
            file.writeHeader(nextHeader(0));
        } catch (IOException _) {
            clocksAtNs = System.nanoTime() + RETRY_MAX_NS;
            noteFailedForce(); // Linux reports a failure once: the next force would seem to work
            writer.rewrite();
        }
    }

    private JournalHeader nextHeader(long cleanNext) {
        return file.header().withClocks(journal.clocks().entries())
                .next(cleanNext, journal.skipped());
    }

    private boolean isFileBad() {
        return writer.isFileBad() || failedForces >= JournalWriter.FAILURES_MAX;
    }

    private void noteIfGone() {
        Path path = directory.file(StateDirectory.JOURNAL);
        if (attempt == null && file.isGone(path)) {
            listener.onTrouble("another program has removed or replaced " + path
                    + ": a new file is made, with the same points");
            attempt = () -> renewal.renew(file);
            retryAtNs = System.nanoTime();
        }
    }

    private void attempt() {
        try {
            adopt(attempt.move());
            retryNs = RETRY_MIN_NS;
            listener.onRestored("the journal is on the disk now: "
                    + directory.file(StateDirectory.JOURNAL));
        } catch (IOException | RuntimeException _) {
            backOff();
        }
    }

    /** Makes one try; the writer goes on trying the old file too. */
    private void replaceBad() {
        try {
            adopt(renewal.renew(file));
            retryAtNs = System.nanoTime() + renewalNs;
            renewalNs = Math.min(RENEWAL_MAX_NS, RENEWAL_FACTOR * renewalNs);
            listener.onTrouble("the journal's file was bad: it is set aside as "
                    + directory.asideFile(StateDirectory.JOURNAL)
                    + ", and a new one has begun with the points that could be read");
        } catch (IOException | RuntimeException _) {
            backOff();
        }
    }

    private void adopt(JournalFile other) {
        file = other;
        attempt = null;
        failedForces = 0;
        clocksAtNs = System.nanoTime();
        writer.adopt(other, renewal.has());
    }

    private void backOff() {
        retryNs = Math.min(RETRY_MAX_NS, 2 * retryNs);
        retryAtNs = System.nanoTime() + retryNs;
    }

    private void tellInMemory(IOException why) {
        retryAtNs = System.nanoTime() + retryNs;
        listener.onTrouble("the journal is in memory only, and is lost when the gateway stops: "
                + directory.cannotKeepState(why).getMessage()
                + "; the gateway tries again every minute");
    }

    // ---- the end

    /** Ends the thread, and writes what is new. Waits for the disk. */
    public void stop() {
        noteIfGone();
        if (attempt != null) {
            attempt();
        }
        writer.stop();
        if (thread != null) {
            Uninterrupted.join(thread);
        }
        int tries = 0;
        do {
            writer.finish();
        } while (writer.isFailing() && ++tries < JournalWriter.FAILURES_MAX);
    }

    /**
     * Has the file tell where the sequences end, so that the next start knows how many points are
     * missing, if any. Call after {@link #force()}.
     */
    public void markClean() throws IOException {
        if (attempt == null) {
            file.writeHeader(nextHeader(journal.nextSequence()));
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
        journal.close();
    }
}
