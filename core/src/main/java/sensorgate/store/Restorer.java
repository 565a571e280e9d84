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
    private final long beginNs;
    private long withoutRoom;

    Restorer(LatestTable table) {
        this(table, System.nanoTime());
    }

    /** Restores into a process that began at {@code ticksNs} of {@link System#nanoTime()}. */
    Restorer(LatestTable table, long ticksNs) {
        this.table = table;
        this.beginNs = ticksNs;
    }

    /** The number of readings that found no room in the table. */
    long withoutRoom() {
        return withoutRoom;
    }

    /**
     * Restores the reading of a checkpoint, in the form that the gateway writes. Changes the bytes.
     *
     * @param listenedNs how long a gateway has listened since then
     * @param rhythm how often the points of the reading arrived
     * @return false if the line is not such a reading
     */
    boolean restore(
            byte[] line, int from, int to, Arrival arrival, long listenedNs, Rhythm rhythm) {
        if (!isRead(line, from, to)) {
            return false;
        }
        long seriesHash = begin(line, arrival, listenedNs);
        if (!table.restore(line, point, seriesHash, point.timeNs(), rhythm)) {
            withoutRoom++;
        }
        return true;
    }

    /**
     * Repeats what the gateway did with a point of the journal, in the form that the gateway
     * writes: tags sorted, on one line, with the time that it got at its arrival. Changes the
     * bytes.
     *
     * @return false if the line is not such a point
     */
    boolean replay(byte[] line, int from, int to, Arrival arrival) {
        if (!isRead(line, from, to)) {
            return false;
        }
        long seriesHash = begin(line, arrival, 0);
        int restored = table.admit(line, point, seriesHash) == LatestTable.Room.ROOM
                ? table.putAgain(line, point, seriesHash)
                : 0;
        withoutRoom += point.fieldCount() - restored;
        return true;
    }

    private boolean isRead(byte[] line, int from, int to) {
        LineScanner.scanWritten(line, from, to, point);
        if (point.isBlank() || point.rejection() != null || !point.isTimed()) {
            return false;
        }
        OneLine.restore(line, point);
        return hasRoomInRows();
    }

    /** False for a line that is longer than a line of a sensor can be. */
    private boolean hasRoomInRows() {
        int seriesBytes = point.seriesTo() - point.from();
        for (int field = 0; field < point.fieldCount(); field++) {
            int fieldBytes = point.fieldTo(field) - point.fieldFrom(field);
            int valueBytes = point.valueTo(field) - point.valueFrom(field);
            if (seriesBytes + fieldBytes + valueBytes > ReadingRows.ROW_BYTES) {
                return false;
            }
        }
        return true;
    }

    /** Returns the hash of the point's series. */
    private long begin(byte[] line, Arrival arrival, long listenedNs) {
        table.arriveBefore(arrival, beginNs - listenedNs);
        return table.seriesHash(line, point.from(), point.seriesTo());
    }
}
