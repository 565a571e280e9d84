package sensorgate.device.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
public record ReadingName(String series, String field) {

    private static final String ANY_FIELD = "f";
    private static final String ANY_VALUE = "=1";
    private static final String SPACES = "; for a space in a name write \\ and a space";

    /** Reads both parts in the spelling of line protocol, the tags in any order. */
    public static ReadingName parse(String series, String field) throws UsageException {
        ReadingName name = scan(series, field);
        if (name == null) {
            throw new UsageException("cannot use SERIES '" + Printable.of(series) + "' with FIELD '"
                    + Printable.of(field) + "': write measurement,tag=value field" + SPACES);
        }
        return name;
    }

    /** Reads a series in the spelling of line protocol; returns the gateway's spelling. */
    public static String parseSeries(String series) throws UsageException {
        ReadingName name = scan(series, ANY_FIELD);
        if (name == null) {
            throw new UsageException("cannot use SERIES '" + Printable.of(series)
                    + "': write measurement,tag=value" + SPACES);
        }
        return name.series();
    }

    /** The beginning of series' names: the only word, empty without a word. */
    public static String parsePrefix(List<String> words) throws UsageException {
        if (words.size() > 1) {
            throw new UsageException("write at most one PREFIX; for a space in a name write"
                    + " \\ and a space, in quotes: 'temp,room=living\\ room'");
        }
        String prefix = words.isEmpty() ? "" : words.getFirst();
        if (prefix.indexOf('\n') >= 0 || prefix.matches(".*(?<!\\\\) .*")) {
            throw new UsageException("cannot use PREFIX '" + Printable.of(prefix) + "'" + SPACES);
        }
        return prefix;
    }

    /** The name for people. */
    public String shown() {
        return Printable.of(series + " " + field);
    }

    /** The name, {@code null} if line protocol has no such name. */
    private static ReadingName scan(String series, String field) {
        byte[] bytes = (series + " " + field + ANY_VALUE).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LineScanner.LINE_MAX) {
            return null;
        }
        Point point = new Point();
        LineScanner.scan(bytes, 0, bytes.length, Precision.NS, point);
        boolean isReading = point.rejection() == null && !point.isBlank()
                && point.fieldCount() == 1 && !point.isTimed()
                && point.fieldTo(0) + ANY_VALUE.length() == bytes.length;
        if (!isReading) {
            return null;
        }
        point.sortTags(bytes);
        return new ReadingName(
                text(bytes, point.from(), point.seriesTo()),
                text(bytes, point.fieldFrom(0), point.fieldTo(0)));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
