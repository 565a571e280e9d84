package sensorgate.store;

import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.Stat;

/** What the store has done to the disk. The keeper's thread counts, any thread reads. */
final class StoreLedger {

    final Counter forces = new Counter();
    final Counter pagesForced = new Counter();
    final Counter forceFailures = new Counter();
    final Counter checkpoints = new Counter();
    final Counter checkpointFailures = new Counter();
    private final Counter longestForceMs = new Counter();

    void forceTook(long ns) {
        long ms = ns / 1_000_000;
        longestForceMs.add(Math.max(0, ms - longestForceMs.get()));
    }

    List<Stat> stats() {
        return List.of(
                new Stat("journal_forces", forces::get),
                new Stat("journal_pages_forced", pagesForced::get),
                new Stat("journal_force_failures", forceFailures::get),
                new Stat("journal_force_ms_max", longestForceMs::get),
                new Stat("checkpoints", checkpoints::get),
                new Stat("checkpoint_failures", checkpointFailures::get));
    }
}
