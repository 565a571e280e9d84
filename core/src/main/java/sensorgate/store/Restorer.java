package sensorgate.store;

import sensorgate.line.LineScanner;
import sensorgate.line.OneLine;
import sensorgate.line.Point;

/**
 * Puts points of an earlier process back into the table. Belongs to the thread that opens the
 * store.
 */
final class Restorer {

    private final LatestTable table;
    private final Point point = new Point();
    private long withoutRoom;

    Restorer(LatestTable table) {
        this.table = table;
    }

    /** The number of readings that found no room in the table. */
    long withoutRoom() {
        return withoutRoom;
    }

    /**
     * Stores a point in the form that the gateway writes: tags sorted, on one line. Changes the
     * bytes.
     *
     * @param arrivedNs the time of arrival, nanoseconds since 1970
     * @return false if the line is not such a point
     */
    boolean restore(byte[] line, int from, int to, long arrivedNs) {
        LineScanner.scan(line, from, to, 1, point);
        if (point.isBlank() || point.rejection() != null || !point.isTimed()) {
            return false;
        }
        int seriesHash = table.seriesHash(line, point.from(), point.seriesTo());
        OneLine.restore(line, point);
        int restored = table.put(line, point, seriesHash, point.timeNs(), arrivedNs, true);
        withoutRoom += point.fieldCount() - restored;
        return true;
    }
}
