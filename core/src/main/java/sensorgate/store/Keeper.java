package sensorgate.store;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import sensorgate.disk.StoreListener;
import sensorgate.disk.Unforeseen;
import sensorgate.journal.Cursor;
import sensorgate.journal.Journal;
import sensorgate.journal.KeptJournal;

/**
 * The keeper's thread: forces the journal's new blocks to the disk, writes checkpoints, and looks
 * after the journal's file. It does so every {@code state.flush}, and before the ring overwrites
 * what no checkpoint covers. Nothing that a disk does ends this thread.
 */
final class Keeper implements Runnable {

    private static final long NEVER = -1;
    private static final long RETRY_NS = 60_000_000_000L;

    /**
     * A checkpoint is due when the last one leaves this part of the ring uncovered. So the ring
     * overwrites no point that is not covered, as long as the disk keeps up.
     */
    private static final int CHECKPOINT_PART = 2;

    private final LatestTable table;
    private final KeptJournal kept;
    private final Journal journal;
    private final Checkpoint checkpoint;
    private volatile StoreSettings settings;
    private final StoreLedger ledger;
    private final StoreListener listener;
    private final Unforeseen unforeseen;
    /** Checkpoints that other threads have asked for, each by a number. */
    private final AtomicLong asked = new AtomicLong();
    private boolean forceFails;
    private boolean checkpointFails;
    private long checkpointSequence;
    private long checkpointHead;
    private long checkpointedNs;
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
            LatestTable table, KeptJournal kept, Checkpoint checkpoint, long checkpointHead,
            StoreSettings settings, StoreLedger ledger, StoreListener listener) {
        this.table = table;
        this.kept = kept;
        this.journal = kept.journal();
        this.checkpoint = checkpoint;
        this.settings = settings;
        this.ledger = ledger;
        this.listener = listener;
        this.unforeseen = new Unforeseen("the journal's keeper", listener);
        this.checkpointHead = checkpointHead;
        this.checkpointedNs = System.nanoTime();
        this.keptNs = checkpointedNs;
    }

    /** Works until {@link #stop()}. */
    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!stopping) {
            LockSupport.parkNanos(this, Math.min(
                    kept.lookInNs(), settings.flushNs() - (System.nanoTime() - keptNs)));
            try {
                kept.look();
                if (isDue()) {
                    keep();
                }
            } catch (RuntimeException | Error e) {
                unforeseen.survive(e);
            }
        }
    }

    /** Takes over the times between forces and between checkpoints. Any thread. */
    void reload(StoreSettings otherSettings) {
        settings = otherSettings;
        LockSupport.unpark(thread);
    }

    /** Ends {@link #run()} after its current round. Any thread. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
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
        keptNs = System.nanoTime();
        force();
        if (isCheckpointDue()) {
            checkpoint();
        }
    }

    private boolean isDue() {
        boolean isTime = System.nanoTime() - keptNs >= settings.flushNs();
        return isTime || kept.isMuchUnforced() || isCheckpointDue();
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
        force();
        checkpointSequence = NEVER; // the silence of all sensors is new, too
        checkpoint();
        return !forceFails && !checkpointFails;
    }

    private void force() {
        try {
            force(kept::force);
        } catch (IOException e) {
            ledger.forceFailures.increment();
            if (!forceFails) {
                listener.onTrouble("the journal cannot be forced to the disk, a power cut would"
                        + " lose the newest points: " + e.getMessage());
            }
            forceFails = true;
        }
    }

    /** Forces the journal in one of two ways, and counts. */
    private interface Force {
        long blocks() throws IOException;
    }

    private void force(Force how) throws IOException {
        long begunNs = System.nanoTime();
        long pages = how.blocks();
        if (pages > 0) {
            ledger.forces.increment();
            ledger.pagesForced.add(pages);
            ledger.forceTook(System.nanoTime() - begunNs);
            noteForced();
        }
    }

    private void noteForced() {
        if (forceFails) {
            forceFails = false;
            listener.onRestored("the journal can be forced to the disk again; a power cut may"
                    + " still lose the points whose force failed");
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
                    table, new Cursor(journal.id(), sequence), () -> force(kept::forceAll));
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
