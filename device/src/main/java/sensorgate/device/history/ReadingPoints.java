package sensorgate.device.history;

import sensorgate.device.client.ReadingName;
import sensorgate.device.client.ReplyPoint;

/** Picks the points of one reading from the lines of a SINCE reply. Belongs to one thread. */
final class ReadingPoints {

    private final String seriesAndSpace;
    private final String field;
    private final ReplyPoint point = new ReplyPoint();
    private String value;

    ReadingPoints(ReadingName name) {
        seriesAndSpace = name.series() + " ";
        field = name.field();
    }

    /** True if the line has the reading: then {@link #value()} and {@link #timeNs()} are its. */
    boolean take(String line) {
        if (!line.startsWith(seriesAndSpace) || !point.read(line)) {
            return false;
        }
        value = null;
        for (int i = 0; i < point.fieldCount(); i++) { // of a field given twice, the last counts
            if (point.field(i).equals(field)) {
                value = point.value(i);
            }
        }
        return value != null;
    }

    /** The value as line protocol writes it. */
    String value() {
        return value;
    }

    /** The time of the point: the sensor's, or the time of arrival; nanoseconds since 1970. */
    long timeNs() {
        return point.timeNs();
    }
}
