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
     * Restores the reading of a checkpoint, in the form that the gateway writes. Changes the bytes.
     *
     * @param arrivedNs the time of arrival, nanoseconds since 1970
     * @return false if the line is not such a reading
     */
    boolean restore(byte[] line, int from, int to, long arrivedNs) {
        if (!isScanned(line, from, to)) {
            return false;
        }
        long seriesHash = begin(line, arrivedNs);
        if (!table.restore(line, point, seriesHash, point.timeNs())) {
            withoutRoom++;
        }
        return true;
    }

    /**
     * Repeats what the gateway did with a point of the journal, in the form that the gateway
     * writes: tags sorted, on one line. Changes the bytes.
     *
     * @param arrivedNs the time of arrival, nanoseconds since 1970
     * @return false if the line is not such a point
     */
    boolean replay(byte[] line, int from, int to, long arrivedNs) {
        if (!isScanned(line, from, to)) {
            return false;
        }
        long seriesHash = begin(line, arrivedNs);
        int restored = table.admit(line, point, seriesHash) == LatestTable.Room.ROOM
                ? table.put(line, point, seriesHash, point.timeNs())
                : 0;
        withoutRoom += point.fieldCount() - restored;
        return true;
    }

    private boolean isScanned(byte[] line, int from, int to) {
        LineScanner.scanWritten(line, from, to, point);
        return !point.isBlank() && point.rejection() == null && point.isTimed();
    }

    /** Returns the hash of the point's series. */
    private long begin(byte[] line, long arrivedNs) {
        OneLine.restore(line, point);
        table.arriveBefore(arrivedNs);
        return table.seriesHash(line, point.from(), point.seriesTo());
    }
}
