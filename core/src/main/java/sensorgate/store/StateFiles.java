package sensorgate.store;

import java.io.IOException;
import sensorgate.count.Counted;
import sensorgate.count.SettingKeys;
import sensorgate.count.Uninterrupted;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Cursor;
import sensorgate.journal.Journal;
import sensorgate.journal.JournalReader;
import sensorgate.journal.KeptJournal;

/**
 * The part of the store that outlives the process: the state directory with the journal and the
 * checkpoint, and the keeper's thread.
 */
final class StateFiles implements AutoCloseable {

    /** A disk without an answer for this time hangs; a bad SD card takes up to 5 s for a force. */
    private static final long SILENCE_NS = 8_000_000_000L;

    /** A stop waits no longer for a slow disk: systemd waits 2 minutes. */
    private static final long STOP_MAX_NS = 60_000_000_000L;

    private static final long LOOK_MS = 100;

    private final StateDirectory directory;
    private final KeptJournal kept;
    private final Keeper keeper;
    private final StoreListener listener;
    private final Thread thread;

    private StateFiles(
            StateDirectory directory, KeptJournal kept, Keeper keeper,
            StoreListener listener) {
        this.directory = directory;
        this.kept = kept;
        this.keeper = keeper;
        this.listener = listener;
        this.thread = new Thread(keeper, "keeper");
        thread.setDaemon(true); // a disk that hangs must not keep the process from ending
    }

    /**
     * Opens the files of the directory, or creates them, and fills the table.
     *
     * @throws StoreException if the directory is a wrong choice
     */
    static StateFiles open(
            StoreSettings settings, LatestTable table, Disk disk, StoreLedger ledger,
            StoreListener listener) throws StoreException {
        StateDirectory directory = StateDirectory.open(settings.directory(), disk, listener);
        try {
            return open(directory, settings, table, ledger, listener);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private static StateFiles open(
            StateDirectory directory, StoreSettings settings, LatestTable table,
            StoreLedger ledger, StoreListener listener) {
        Restorer restorer = new Restorer(table);
        Checkpoint checkpoint = new Checkpoint(directory);
        Cursor mark = load(directory, checkpoint, restorer, listener);
        table.sortByArrival();
        KeptJournal kept = KeptJournal.open(directory, settings.journalBytes(), mark, listener);
        try {
            if (mark.ringId() != kept.journal().id()) {
                table.forgetBoots(0);
            } else if (!checkpoint.isOfThisBoot()) {
                table.forgetBoots(kept.journal().clocks().boot());
            }
            table.clocks(kept.journal()::clocks);
            long covered = replay(kept.journal(), mark, restorer, listener);
            table.endRestoring();
            report(settings, table, kept, restorer, listener);
            Keeper keeper = new Keeper(
                    table, kept, checkpoint, covered, settings, ledger, listener);
            return new StateFiles(directory, kept, keeper, listener);
        } catch (RuntimeException | Error e) {
            kept.close();
            throw e;
        }
    }

    Journal journal() {
        return kept.journal();
    }

    KeptJournal kept() {
        return kept;
    }

    StateDirectory directory() {
        return directory;
    }

    Keeper keeper() {
        return keeper;
    }

    void start(Thread.UncaughtExceptionHandler onFailed) {
        thread.setUncaughtExceptionHandler(onFailed);
        kept.start(thread, onFailed);
        thread.start();
    }

    /**
     * Writes everything to the disk. If the disk hangs, this returns without that, and says what is
     * missing; another thread finishes when the disk answers.
     */
    @Override
    public void close() {
        keeper.stop();
        Thread finishing = new Thread(this::finish, "finishing");
        finishing.setDaemon(true);
        finishing.start();
        if (!hasEnded(finishing)) {
            listener.onTrouble("the disk does not answer: the gateway stops without waiting for it;"
                    + " points=" + kept.unwritten() + " are lost, and a power cut would lose"
                    + " points=" + kept.unforced() + " more");
        }
    }

    /** Waits while the disk answers. False if the disk hangs, or takes too long. */
    private boolean hasEnded(Thread finishing) {
        long beganNs = System.nanoTime();
        long answeredNs = beganNs;
        long answers = directory.answers();
        boolean hasEnded = false;
        while (!hasEnded && System.nanoTime() - beganNs < STOP_MAX_NS
                && System.nanoTime() - answeredNs < SILENCE_NS) {
            hasEnded = Uninterrupted.join(finishing, LOOK_MS);
            if (answers != directory.answers()) {
                answers = directory.answers();
                answeredNs = System.nanoTime();
            }
        }
        return hasEnded;
    }

    private void finish() {
        try {
            Uninterrupted.join(thread);
            kept.stop();
            keeper.finish();
            kept.markClean();
        } catch (IOException e) {
            listener.onTrouble("the journal cannot be closed: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            listener.onTrouble("the journal cannot be closed: " + e);
        } finally {
            kept.close();
            directory.close();
        }
    }

    private static Cursor load(
            StateDirectory directory, Checkpoint checkpoint, Restorer restorer,
            StoreListener listener) {
        String why;
        try {
            return checkpoint.read(restorer::restore);
        } catch (Checkpoint.DamagedException e) {
            why = e.getMessage();
        } catch (IOException e) {
            why = "it cannot be read: " + e.getMessage();
        }
        listener.onTrouble("the checkpoint cannot be used, " + why + ": "
                + directory.trySetAside(StateDirectory.CHECKPOINT)
                + "; readings that are not in the journal are lost");
        return Cursor.NONE;
    }

    /** Restores the points after the checkpoint; returns the place of the first of them. */
    private static long replay(
            Journal journal, Cursor mark, Restorer restorer, StoreListener listener) {
        JournalReader reader = JournalReader.ofStamps(journal);
        Arrival arrival = new Arrival();
        boolean isOfThisRing = mark.ringId() == journal.id();
        long lost = reader.begin(isOfThisRing ? mark.sequence() : 0);
        if (lost > 0) {
            listener.onTrouble("the journal has gone round since the checkpoint: points=" + lost
                    + " between the two are lost; their readings have older values");
        } else if (mark.equals(Cursor.NONE)
                && journal.skipped().pointsBetween(1, reader.sequence()) > 0) {
            listener.onTrouble(
                    "there is no checkpoint: readings that are not in the journal are lost");
        }
        final long covered = reader.place();
        do {
            while (reader.next()) {
                arrival.stampedNs = reader.arrivedNs();
                arrival.ticksNs = reader.ticksNs();
                arrival.boot = reader.boot();
                arrival.isTime = reader.isArrivalTime();
                restorer.replay(reader.bytes(), reader.lineFrom(), reader.lineTo(), arrival);
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return covered;
    }

    private static void report(
            StoreSettings settings, LatestTable table, KeptJournal kept, Restorer restorer,
            StoreListener listener) {
        Journal journal = kept.journal();
        JournalReader reader = new JournalReader(journal);
        reader.begin(0);
        long points = journal.skipped().pointsBetween(reader.sequence(), journal.nextSequence());
        listener.onRestored((kept.isInMemory() ? "state is in memory: " : "state is kept in "
                + settings.directory() + ": ")
                + Counted.of(table.readings(), "reading") + ", " + Counted.of(points, "point")
                + " in a journal of " + settings.journalBytes() + " bytes");
        if (restorer.withoutRoom() > 0) {
            listener.onTrouble(SettingKeys.SERIES_MAX + "=" + table.rowsMax() + " has no room"
                    + " for all readings: left out=" + restorer.withoutRoom() + "; raise "
                    + SettingKeys.SERIES_MAX);
        }
    }
}
