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
public record StoreSettings(Path directory, long journalBytes, long flushNs, long checkpointNs) {}
