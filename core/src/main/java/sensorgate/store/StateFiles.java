package sensorgate.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import sensorgate.count.Counted;
import sensorgate.count.Loop;
import sensorgate.count.SettingKeys;
import sensorgate.count.Uninterrupted;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Cursor;
import sensorgate.journal.Journal;
import sensorgate.journal.JournalFile;
import sensorgate.journal.JournalReader;

/**
 * The part of the store that outlives the process: the state directory with the journal and the
 * checkpoint, and the keeper's thread.
 */
final class StateFiles implements AutoCloseable {

    private final StateDirectory directory;
    private final JournalFile file;
    private final Keeper keeper;
    private final StoreListener listener;
    private final Thread thread;

    private StateFiles(
            StateDirectory directory, JournalFile file, Keeper keeper,
            StoreListener listener) {
        this.directory = directory;
        this.file = file;
        this.keeper = keeper;
        this.listener = listener;
        this.thread = new Thread(keeper, "keeper");
    }

    /**
     * Opens the files of the directory, or creates them, and fills the table.
     *
     * @throws StoreException if the directory cannot be used; then no half-written file is left
     */
    static StateFiles open(
            StoreSettings settings, LatestTable table, Disk disk, StoreLedger ledger,
            StoreListener listener) throws StoreException {
        StateDirectory directory = StateDirectory.open(settings.directory(), disk, listener);
        try {
            return open(directory, settings, table, ledger, listener);
        } catch (IOException e) {
            directory.close();
            throw directory.cannotKeepState(e);
        } catch (UncheckedIOException e) {
            directory.close();
            throw directory.cannotKeepState(e.getCause());
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private static StateFiles open(
            StateDirectory directory, StoreSettings settings, LatestTable table,
            StoreLedger ledger, StoreListener listener) throws IOException {
        Restorer restorer = new Restorer(table);
        Checkpoint checkpoint = new Checkpoint(directory);
        Cursor mark = load(directory, checkpoint, restorer, listener);
        table.sortByArrival();
        JournalFile file = JournalFile.open(directory, settings.journalBytes(), mark, listener);
        try {
            long covered = replay(file.journal(), mark, restorer, listener);
            table.endRestoring();
            report(settings, table, file.journal(), restorer, listener);
            Keeper keeper = new Keeper(
                    table, file, checkpoint, covered, settings, ledger, listener);
            return new StateFiles(directory, file, keeper, listener);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    Journal journal() {
        return file.journal();
    }

    StateDirectory directory() {
        return directory;
    }

    Keeper keeper() {
        return keeper;
    }

    Loop loop() {
        return keeper.loop(thread.getName());
    }

    void start(Thread.UncaughtExceptionHandler onFailed) {
        thread.setUncaughtExceptionHandler(onFailed);
        keeper.isWokenAt(thread);
        thread.start();
    }

    /** Writes everything to the disk, if the disk works. */
    @Override
    public void close() {
        keeper.stop();
        Uninterrupted.join(thread);
        try {
            if (keeper.finish()) {
                file.markClean();
            }
        } catch (IOException e) {
            listener.onTrouble("the journal cannot be closed: " + e.getMessage());
        } finally {
            file.close();
            directory.close();
        }
    }

    private static Cursor load(
            StateDirectory directory, Checkpoint checkpoint, Restorer restorer,
            StoreListener listener) throws IOException {
        String why;
        try {
            return checkpoint.read(restorer::restore);
        } catch (Checkpoint.DamagedException e) {
            why = e.getMessage();
        } catch (IOException e) {
            if (Files.notExists(directory.file(StateDirectory.CHECKPOINT))) {
                throw e; // no file to set aside
            }
            why = "it cannot be read: " + e.getMessage();
        }
        directory.setAside(StateDirectory.CHECKPOINT);
        listener.onTrouble("the checkpoint cannot be used, " + why + ": set aside as "
                + directory.asideFile(StateDirectory.CHECKPOINT)
                + "; readings that are not in the journal are lost");
        return Cursor.NONE;
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
        } while (reader.begin(reader.sequence()) > 0);
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
