package sensorgate.store;

import java.util.List;
import java.util.function.LongSupplier;
import sensorgate.count.Counter;
import sensorgate.count.Stat;

/** Counts what the store writes to the disk. The keeper's thread counts, any thread reads. */
public final class StoreLedger {

    final Counter forces = new Counter();
    final Counter pagesForced = new Counter();
    final Counter forceFailures = new Counter();
    final Counter checkpoints = new Counter();
    final Counter checkpointFailures = new Counter();
    private volatile long longestForceMs;

    public StoreLedger() {}

    void forceTook(long ns) {
        longestForceMs = Math.max(longestForceMs, ns / 1_000_000);
    }

    /** The counters; the parameters are the journal's own. */
    public List<Stat> stats(
            LongSupplier pointsNotWritten, LongSupplier repliesUnsaved, LongSupplier isInMemory) {
        return List.of(
                Stat.counter("journal_forces", "forces",
                        "Times the journal was forced to the disk.", forces::get),
                Stat.counter("journal_pages_forced", "pages",
                        "Pages of 4 KiB forced to the disk.", pagesForced::get),
                Stat.counter("journal_force_failures", "forces",
                        "Times the disk failed to take the journal.", forceFailures::get),
                Stat.gauge("journal_force_ms_max", "ms",
                        "The longest time that forcing the journal took.", () -> longestForceMs),
                Stat.counter("checkpoints", "checkpoints",
                        "Checkpoints of the readings written to the disk.", checkpoints::get),
                Stat.counter("checkpoint_failures", "checkpoints",
                        "Checkpoints that the disk failed to take.", checkpointFailures::get),
                Stat.counter("points_not_written", "points",
                        "Points missing from the journal because the disk did not take them.",
                        pointsNotWritten).loss("check the disk: sensorgate doctor"),
                Stat.counter("replies_unsaved", "replies",
                        "Replies that did not wait until the disk had their points.",
                        repliesUnsaved),
                Stat.gauge("journal_in_memory", "boolean",
                        "Is 1 while the journal is in memory only, 0 while the disk takes it.",
                        isInMemory));
    }
}
