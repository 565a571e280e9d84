package sensorgate.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Cursor;
import sensorgate.journal.Journal;
import sensorgate.journal.JournalFile;

/**
 * The keeper's thread: forces the journal's new pages to the disk and writes checkpoints, so that
 * the UDP thread never waits for a disk. It does so every {@code state.flush}, and before the ring
 * overwrites what no checkpoint covers: see the thresholds.
 */
final class Keeper implements Runnable {

    private static final long NEVER = -1;
    private static final long RETRY_NS = 60_000_000_000L;

    /*
     * The thresholds are parts of the ring. The journal wakes the keeper each time half of the ring
     * has been written. The keeper then forces if a quarter is new: a round by time may just have
     * forced the rest. The keeper writes a checkpoint if the last one leaves half uncovered. So the
     * ring overwrites no point that is not covered, as long as the disk keeps up.
     */
    private static final int WAKE_PART = 2;
    private static final int FORCE_PART = 4;
    private static final int CHECKPOINT_PART = 2;

    private final LatestTable table;
    private final JournalFile file;
    private final Journal journal;
    private final Checkpoint checkpoint;
    private volatile StoreSettings settings;
    private final StoreLedger ledger;
    private final StoreListener listener;
    private final Counter rounds = new Counter();

    /** Checkpoints that other threads have asked for, each by a number. */
    private final AtomicLong asked = new AtomicLong();
    private IOException lastFailure;
    private long failedHead;
    private boolean writeFails;
    private boolean forceFails;
    private boolean checkpointFails;
    private long checkpointSequence;
    private long checkpointHead;
    private long checkpointedNs;
    private long keptHead;
    private long keptNs;
    private long checkpointGone;
    private volatile long askedDone;
    private volatile long askedFailed;
    private volatile boolean stopping;
    private volatile Thread thread;

    /**
     * A keeper of an open store.
     *
     * @param checkpointHead the place in the journal up to which the checkpoint includes all points
     */
    Keeper(
            LatestTable table, JournalFile file, Checkpoint checkpoint, long checkpointHead,
            StoreSettings settings, StoreLedger ledger, StoreListener listener) {
        this.table = table;
        this.file = file;
        this.journal = file.journal();
        this.checkpoint = checkpoint;
        this.settings = settings;
        this.ledger = ledger;
        this.listener = listener;
        this.checkpointHead = checkpointHead;
        this.checkpointedNs = System.nanoTime();
        this.keptHead = journal.head();
        this.keptNs = checkpointedNs;
    }

    /** Works until {@link #stop()}. */
    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!stopping) {
            LockSupport.parkNanos(this, settings.flushNs() - (System.nanoTime() - keptNs));
            if (isDue()) {
                keep();
            }
            rounds.increment();
        }
    }

    /** Takes over the times between forces and between checkpoints. Any thread. */
    void reload(StoreSettings otherSettings) {
        settings = otherSettings;
        LockSupport.unpark(thread);
    }

    /** Has the journal wake the keeper's thread when enough is new; before the thread starts. */
    void isWokenAt(Thread keeper) {
        journal.wakes(keeper, journal.ringBytes() / WAKE_PART);
    }

    /** Ends {@link #run()} after its current round. Any thread. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /** {@link #run()} as a loop for the watchdog, whose rounds write nothing to the disk. */
    Loop loop(String name) {
        return new Loop(name, rounds::get, () -> LockSupport.unpark(thread));
    }

    /**
     * Has a checkpoint written that begins after the request was done, and tells whether it is on
     * the disk. Any thread.
     */
    ForgetRequest.Outcome outcome(ForgetRequest request) {
        if (request.checkpoint == 0) {
            request.checkpoint = asked.incrementAndGet();
            LockSupport.unpark(thread);
        }
        if (askedDone >= request.checkpoint) {
            return ForgetRequest.Outcome.FORGOTTEN;
        }
        return askedFailed >= request.checkpoint
                ? ForgetRequest.Outcome.NOT_KEPT
                : ForgetRequest.Outcome.WAITING;
    }

    /** Forces new records, and writes a checkpoint if one is due. */
    void keep() {
        keptHead = journal.head();
        keptNs = System.nanoTime();
        reportNotWritten();
        force();
        if (isCheckpointDue()) {
            rounds.increment(); // for the watchdog: a slow disk needs as long again
            checkpoint();
        }
    }

    /** True if there is work. The watchdog wakes the thread too; that alone is no work. */
    private boolean isDue() {
        boolean isTime = System.nanoTime() - keptNs >= settings.flushNs();
        boolean isMuchNew = journal.head() - keptHead >= journal.ringBytes() / FORCE_PART;
        return isTime || isMuchNew || isCheckpointDue();
    }

    private boolean isCheckpointAsked() {
        return asked.get() > Math.max(askedDone, askedFailed);
    }

    private boolean isCheckpointDue() {
        if (isCheckpointAsked()) {
            return true;
        }
        long sinceNs = System.nanoTime() - checkpointedNs;
        if (checkpointFails) {
            return sinceNs >= Math.min(RETRY_NS, settings.checkpointNs());
        }
        return sinceNs >= settings.checkpointNs()
                || journal.head() - checkpointHead >= journal.ringBytes() / CHECKPOINT_PART;
    }

    /** Forces everything and writes a checkpoint; true if both worked. */
    boolean finish() {
        reportNotWritten();
        force();
        checkpointSequence = NEVER; // the silence of all sensors is new, too
        checkpoint();
        return !forceFails && !checkpointFails;
    }

    /** Reports that writes fail, and later that a write has worked: only a write can tell. */
    private void reportNotWritten() {
        IOException failure = journal.lastFailure(); // first: its points are counted already
        long head = journal.head();
        if (failure != lastFailure) {
            if (!writeFails) {
                listener.onTrouble("the disk does not take the journal, controllers are told LOST: "
                        + failure.getMessage());
            }
            writeFails = true;
            failedHead = head;
        } else if (writeFails && head > failedHead) {
            listener.onRestored("the disk takes the journal again, points="
                    + journal.notWritten().get() + " were not written");
            writeFails = false;
        }
        lastFailure = failure;
    }

    private void force() {
        try {
            forceJournal();
            if (forceFails) {
                listener.onRestored("the journal can be forced to the disk again; a power cut may"
                        + " still lose the points whose force failed");
            }
            forceFails = false;
        } catch (IOException e) {
            ledger.forceFailures.increment();
            if (!forceFails) {
                listener.onTrouble("the journal cannot be forced to the disk, a power cut would"
                        + " lose the newest points: " + e.getMessage());
            }
            forceFails = true;
        }
    }

    private void forceJournal() throws IOException {
        long begunNs = System.nanoTime();
        long pages = file.force();
        if (pages > 0) {
            ledger.forces.increment();
            ledger.pagesForced.add(pages);
            ledger.forceTook(System.nanoTime() - begunNs);
        }
    }

    private void checkpoint() {
        // first: points before a forgotten reading was removed must be below the sequence
        long wanted = asked.get();
        long gone = table.gone();
        long head = journal.head();
        long sequence = journal.nextSequence();
        checkpointedNs = System.nanoTime();
        if (sequence == checkpointSequence && gone == checkpointGone) {
            askedDone = wanted;
            return;
        }
        try {
            checkpoint.write(
                    table, new Cursor(journal.id(), sequence), this::forceJournal);
            checkpointSequence = sequence;
            checkpointHead = head;
            checkpointGone = gone;
            askedDone = wanted;
            ledger.checkpoints.increment();
            if (checkpointFails) {
                listener.onRestored("checkpoints can be written again");
            }
            checkpointFails = false;
        } catch (IOException e) {
            ledger.checkpointFailures.increment();
            if (!checkpointFails) {
                listener.onTrouble("no checkpoint can be written, a restart may lose readings: "
                        + e.getMessage());
            }
            checkpointFails = true;
            askedFailed = wanted;
        }
    }
}
