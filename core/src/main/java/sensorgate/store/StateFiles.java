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

    /** A stop waits this long for a disk that hangs. */
    private static final long STOP_PATIENCE_MS = 30_000;

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
            long covered = replay(kept.journal(), mark, restorer, listener);
            table.endRestoring();
            report(settings, table, kept.journal(), restorer, listener);
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

    /** Writes everything to the disk, if the disk works. */
    @Override
    public void close() {
        keeper.stop();
        boolean isAnswering = Uninterrupted.join(thread, STOP_PATIENCE_MS);
        boolean isWritten = kept.stop();
        try {
            if (isAnswering && keeper.finish() && isWritten) {
                kept.markClean();
            }
        } catch (IOException e) {
            listener.onTrouble("the journal cannot be closed: " + e.getMessage());
        } catch (RuntimeException e) {
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
        listener.onTrouble("the checkpoint cannot be used, " + why + ": " + setAside(directory)
                + "; readings that are not in the journal are lost");
        return Cursor.NONE;
    }

    private static String setAside(StateDirectory directory) {
        try {
            directory.setAside(StateDirectory.CHECKPOINT);
            return "set aside as " + directory.asideFile(StateDirectory.CHECKPOINT);
        } catch (IOException e) {
            return "and cannot be set aside: " + e.getMessage();
        }
    }

    /** Restores the points after the checkpoint; returns the place of the first of them. */
    private static long replay(
            Journal journal, Cursor mark, Restorer restorer, StoreListener listener) {
        JournalReader reader = new JournalReader(journal);
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
                restorer.replay(
                        reader.bytes(), reader.lineFrom(), reader.lineTo(), reader.arrivedNs());
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return covered;
    }

    private static void report(
            StoreSettings settings, LatestTable table, Journal journal, Restorer restorer,
            StoreListener listener) {
        JournalReader reader = new JournalReader(journal);
        reader.begin(0);
        long points = journal.skipped().pointsBetween(reader.sequence(), journal.nextSequence());
        listener.onRestored("state is kept in " + settings.directory() + ": "
                + Counted.of(table.readings(), "reading") + ", " + Counted.of(points, "point")
                + " in a journal of " + settings.journalBytes() + " bytes");
        if (restorer.withoutRoom() > 0) {
            listener.onTrouble(SettingKeys.SERIES_MAX + "=" + table.rowsMax() + " has no room"
                    + " for all readings: left out=" + restorer.withoutRoom() + "; raise "
                    + SettingKeys.SERIES_MAX);
        }
    }
}
