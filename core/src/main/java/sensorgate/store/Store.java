package sensorgate.store;

import java.util.List;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.journal.Journal;

/**
 * The gateway's memory: the latest table and the journal. Opened before the other threads start,
 * and filled with the readings of the process before. {@link #start} starts the keeper's thread;
 * {@link #close()} ends that thread and writes everything to the disk.
 */
public final class Store implements AutoCloseable {

    private final LatestTable table;
    private final TableLedger tableLedger = new TableLedger();
    private final StoreLedger ledger = new StoreLedger();
    private final Journal journal;
    private final StoreListener listener;

    /** {@code null} without a directory. */
    private final StateFiles kept;

    /**
     * Opens the store; see {@link StoreSettings}.
     *
     * @param series how many readings the table holds, and who gives way
     * @throws StoreException if the configured directory is a wrong choice
     */
    public Store(
            StoreSettings settings, SeriesSettings series, Disk disk, StoreListener listener)
            throws StoreException {
        this.listener = listener;
        table = new LatestTable(series, tableLedger);
        if (settings.directory() != null) {
            kept = StateFiles.open(settings, table, disk, ledger, listener);
            journal = kept.journal();
        } else {
            kept = null;
            journal = inMemory(settings.journalBytes());
            table.clocks(journal::clocks);
            listener.onRestored("no " + SettingKeys.STATE_DIRECTORY
                    + ": readings and the journal are kept in memory only");
        }
    }

    private static Journal inMemory(long bytes) throws StoreException {
        try {
            return Journal.inMemory(bytes);
        } catch (OutOfMemoryError e) {
            throw new StoreException("no memory for a journal of " + bytes
                    + " bytes: choose a smaller " + SettingKeys.JOURNAL_SIZE, null);
        }
    }

    /** The latest readings; the UDP thread writes them. */
    public LatestTable table() {
        return table;
    }

    /** Every point; the UDP thread writes them. */
    public Journal journal() {
        return journal;
    }

    /**
     * The cursor of one reader of the journal, as an earlier process left it. Ask once for each
     * name, and flush the cursor before the store is closed.
     *
     * @param name 1 to 32 lower-case letters, digits and hyphens
     * @param intervalNs the shortest time between two writes to the disk, nanoseconds
     */
    public NamedCursor cursor(String name, long intervalNs) {
        StateDirectory directory = kept == null ? null : kept.directory();
        return new NamedCursor(directory, name, intervalNs, listener);
    }

    /**
     * Has the UDP thread forget readings. Ask {@link #outcome} for the end. Any thread.
     */
    public void forget(ForgetRequest request) {
        table.forget(request);
    }

    /**
     * What has become of a request that was handed over: with a state directory a checkpoint must
     * be on the disk, so that a restart does not bring the readings back. The thread of the
     * request.
     */
    public ForgetRequest.Outcome outcome(ForgetRequest request) {
        if (!request.isDone()) {
            return ForgetRequest.Outcome.WAITING;
        }
        ForgetRequest.Outcome outcome = kept == null
                ? ForgetRequest.Outcome.FORGOTTEN
                : kept.keeper().outcome(request);
        if (outcome != ForgetRequest.Outcome.WAITING) {
            listener.onRestored("forgotten on request: readings=" + request.forgotten() + ", "
                    + request);
        }
        return outcome;
    }

    /**
     * Takes over the times of the keeper, and which readings give way. Directory and sizes stay.
     * Any thread.
     */
    public void reload(StoreSettings settings, SeriesSettings series) {
        table.reload(series);
        if (kept != null) {
            kept.keeper().reload(settings);
        }
    }

    /** How many readings the table holds, and has room for. */
    public List<Stat> tableStats() {
        return List.of(
                Stat.gauge("readings", "readings",
                        "Readings (latest value of a field of a series) held now.",
                        table::readings),
                Stat.gauge("readings_max", "readings",
                        "Readings that there is room for: " + SettingKeys.SERIES_MAX + ".",
                        table::rowsMax));
    }

    /** The readings that left the table. */
    public List<Stat> goneStats() {
        return tableLedger.stats();
    }

    public List<Stat> stats() {
        return ledger.stats(
                journal.notWritten()::get,
                () -> kept == null ? 0 : kept.kept().repliesUnsaved(),
                () -> kept != null && !kept.kept().isInMemory() ? 0 : 1);
    }

    /**
     * Starts the threads that work for the disk; the handler hears if one dies. No watchdog may
     * watch these threads: a disk that hangs must not stop the gateway.
     */
    public void start(Thread.UncaughtExceptionHandler onFailed) {
        if (kept != null) {
            kept.start(onFailed);
        }
    }

    /** Writes everything to the disk. Call when no thread writes or reads any more. */
    @Override
    public void close() {
        if (kept != null) {
            kept.close();
        } else {
            journal.close();
        }
    }
}
