package sensorgate.device.client;

import java.nio.charset.StandardCharsets;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.serve.ReplyBuffer;

/** The point in a line of a reply: of DUMP, GET or SINCE. Belongs to one thread. */
public final class ReplyPoint {

    private final Point point = new Point();
    private byte[] line = {};

    /** Reads a line; false if the line is no point, so that it is not from a gateway. */
    public boolean read(String text) {
        line = text.getBytes(StandardCharsets.UTF_8);
        if (line.length > ReplyBuffer.LINE_BYTES) {
            return false; // a Point's positions have 16 bits
        }
        LineScanner.scanWritten(line, 0, line.length, point);
        return point.rejection() == null && point.fieldCount() > 0;
    }

    /** The measurement and its tags. */
    public String series() {
        return text(point.from(), point.seriesTo());
    }

    /** At least 1. */
    public int fieldCount() {
        return point.fieldCount();
    }

    /** The name of field {@code i}. */
    public String field(int i) {
        return text(point.fieldFrom(i), point.fieldTo(i));
    }

    /** The value of field {@code i} as line protocol writes it. */
    public String value(int i) {
        return text(point.valueFrom(i), point.valueTo(i));
    }

    /** The sensor's time, or else the time of arrival; nanoseconds since 1970. */
    public long timeNs() {
        return point.timeNs();
    }

    private String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }
}
