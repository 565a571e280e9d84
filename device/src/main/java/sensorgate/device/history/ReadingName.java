package sensorgate.device.history;

import java.nio.charset.StandardCharsets;
import sensorgate.device.cli.UsageException;
import sensorgate.device.text.Printable;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;

/**
 * The name of a reading in the gateway's spelling.
 *
 * @param series the measurement and its tags, sorted by key
 * @param field the name of the field
 */
record ReadingName(String series, String field) {

    private static final String ANY_VALUE = "=1";

    /** Reads both parts in the spelling of line protocol, the tags in any order. */
    static ReadingName parse(String series, String field) throws UsageException {
        byte[] bytes = (series + " " + field + ANY_VALUE).getBytes(StandardCharsets.UTF_8);
        Point point = new Point();
        boolean fits = bytes.length <= LineScanner.LINE_MAX;
        if (fits) {
            LineScanner.scan(bytes, 0, bytes.length, Precision.NS, point);
        }
        boolean isReading = fits && point.rejection() == null && !point.isBlank()
                && point.fieldCount() == 1 && !point.isTimed()
                && point.fieldTo(0) + ANY_VALUE.length() == bytes.length;
        if (!isReading) {
            throw new UsageException("cannot use SERIES '" + Printable.of(series) + "' with FIELD '"
                    + Printable.of(field) + "': write measurement,tag=value field;"
                    + " for a space in a name write \\ and a space");
        }
        point.sortTags(bytes);
        return new ReadingName(
                text(bytes, point.from(), point.seriesTo()),
                text(bytes, point.fieldFrom(0), point.fieldTo(0)));
    }

    /** The name for people. */
    String shown() {
        return Printable.of(series + " " + field);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
