package sensorgate.store;

import java.nio.file.Path;

/**
 * Where and how readings outlive the process.
 *
 * @param directory the directory that holds the journal and the checkpoint, {@code null} to keep
 *         both in memory only
 * @param journalBytes the size of the journal's file, a multiple of 4096
 * @param flushNs how often what is new is forced to the disk, nanoseconds
 * @param checkpointNs how often the table is written, nanoseconds
 */
public record StoreSettings(Path directory, long journalBytes, long flushNs, long checkpointNs) {

    /** 16 MiB of journal, forced every 5 s, and a checkpoint every 10 min, in that directory. */
    public static StoreSettings of(Path directory) {
        return new StoreSettings(directory, 16 << 20, 5_000_000_000L, 600_000_000_000L);
    }
}
