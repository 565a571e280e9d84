package sensorgate.store;

import java.util.List;
import sensorgate.count.Counter;
import sensorgate.count.SettingKeys;
import sensorgate.count.Stat;

/** Counts the readings that left the table. The UDP thread counts, any thread reads. */
public final class TableLedger {

    final Counter expired = new Counter();
    final Counter forgotten = new Counter();

    public TableLedger() {}

    public List<Stat> stats() {
        return List.of(
                Stat.counter("readings_expired", "readings",
                        "Readings that gave way to new ones after " + SettingKeys.SERIES_EXPIRE
                        + " of silence.", expired::get)
                        .loss("the readings silent longest gave way to new ones; their points stay"
                        + " in the journal; to keep more readings raise "
                        + SettingKeys.SERIES_MAX + " and " + SettingKeys.SERIES_PER_SENDER),
                Stat.counter("readings_forgotten", "readings",
                        "Readings removed by 'sensorgate forget'.", forgotten::get));
    }
}
