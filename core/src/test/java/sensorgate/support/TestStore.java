package sensorgate.support;

import java.nio.file.Path;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.store.Store;
import sensorgate.store.StoreSettings;

/** Small stores for tests. */
public final class TestStore {

    private static final int JOURNAL_BYTES = 192 * 1024;

    private TestStore() {}

    /** The settings of a small store in a directory, {@code null} for memory only. */
    public static StoreSettings settings(Path directory) {
        return new StoreSettings(directory, JOURNAL_BYTES, 1_000_000_000L, 600_000_000_000L);
    }

    /** A store in memory, which a test need not close. */
    public static Store inMemory(int rowsMax) {
        return open(null, rowsMax);
    }

    /** A store in a directory. */
    public static Store open(Path directory, int rowsMax) {
        return open(directory, rowsMax, Disk.system());
    }

    /** A store in a directory of this disk. */
    public static Store open(Path directory, int rowsMax, Disk disk) {
        try {
            return new Store(
                    settings(directory), TestTable.settings(rowsMax), disk,
                    new StoreListener() {});
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }
}
