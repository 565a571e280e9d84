package sensorgate.support;

import sensorgate.journal.Clocks;
import sensorgate.journal.Journal;
import sensorgate.line.Point;
import sensorgate.store.LatestTable;
import sensorgate.store.SeriesSettings;
import sensorgate.store.TableLedger;

/** Latest tables for tests, and points put into them as the receiver does. */
public final class TestTable {

    private TestTable() {}

    /** A table that gives up no reading, and lets one sender hold all of them. */
    public static LatestTable of(int rowsMax) {
        return new LatestTable(settings(rowsMax), new TableLedger());
    }

    /** What is known of clocks that may be trusted, in the first boot. */
    public static Clocks trusted() {
        Journal journal = Journal.inMemory(1 << 14);
        journal.tellClock(Long.MIN_VALUE, 0, false, true);
        return journal.clocks();
    }

    /** The settings of {@link #of}. */
    public static SeriesSettings settings(int rowsMax) {
        return new SeriesSettings(rowsMax, SeriesSettings.NEVER, rowsMax);
    }

    /**
     * Puts a point whose sender nobody knows, while the machine's clock says 1970: then no time of
     * a sensor is plausible, and no point is late. Returns how many of its fields found room.
     */
    public static int put(
            LatestTable table, byte[] line, Point point, long timeNs, long ticksNs) {
        return put(table, line, point, timeNs, ticksNs, 0);
    }

    /** Puts a point that arrives when the machine's clock says so. */
    public static int put(
            LatestTable table, byte[] line, Point point, long timeNs, long ticksNs, long wallNs) {
        table.arrive(ticksNs, wallNs);
        long hash = table.seriesHash(line, point.from(), point.seriesTo());
        return table.admit(line, point, hash) == LatestTable.Room.ROOM
                ? table.put(line, point, hash, timeNs, ticksNs)
                : 0;
    }
}
