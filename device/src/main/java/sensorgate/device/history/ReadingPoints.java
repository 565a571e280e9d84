package sensorgate.device.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.serve.ReplyBuffer;

/** Picks the points of one reading from the lines of a SINCE reply. Belongs to one thread. */
final class ReadingPoints {

    private final String seriesAndSpace;
    private final byte[] field;
    private final Point point = new Point();
    private String value;

    ReadingPoints(ReadingName name) {
        seriesAndSpace = name.series() + " ";
        field = name.field().getBytes(StandardCharsets.UTF_8);
    }

    /** True if the line has the reading: then {@link #value()} and {@link #timeNs()} are its. */
    boolean take(String line) {
        if (!line.startsWith(seriesAndSpace)) {
            return false;
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ReplyBuffer.LINE_BYTES) {
            return false; // not from a gateway, and a Point's positions have 16 bits
        }
        LineScanner.scanWritten(bytes, 0, bytes.length, point);
        if (point.rejection() != null) {
            return false;
        }
        value = null;
        for (int i = 0; i < point.fieldCount(); i++) { // of a field given twice, the last counts
            if (Arrays.equals(bytes, point.fieldFrom(i), point.fieldTo(i), field, 0,
                    field.length)) {
                value = new String(
                        bytes, point.valueFrom(i), point.valueTo(i) - point.valueFrom(i),
                        StandardCharsets.UTF_8);
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
