package sensorgate.store;

import java.nio.file.Path;

/**
 * Where and how the store writes readings to the disk.
 *
 * @param directory the directory that holds the journal and the checkpoint, {@code null} to keep
 *         both in memory only
 * @param journalBytes the size of the journal's file, a multiple of 4096
 * @param flushNs the time between two forces of new records to the disk, nanoseconds
 * @param checkpointNs the time between two checkpoints, nanoseconds
 */
public record StoreSettings(Path directory, long journalBytes, long flushNs, long checkpointNs) {}
