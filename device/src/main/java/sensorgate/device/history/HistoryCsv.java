package sensorgate.device.history;

/**
 * Comma-separated values (RFC 4180) for programs. The time is given twice: as ISO 8601 in UTC with
 * milliseconds, and exactly in nanoseconds since 1970. Control characters in a string are escaped,
 * so that each record is one line.
 */
final class HistoryCsv {

    static final String RAW_HEAD = "time,time_ns,value";
    static final String BINS_HEAD = "time,time_ns,points,min,mean,max,last,changes";

    private HistoryCsv() {}

    static String raw(long timeNs, String value) {
        return time(timeNs) + "," + quoted(value);
    }

    /** A bin; without a value its fields behind the count are empty. */
    static String bin(long startNs, Bin bin) {
        if (bin == null) {
            return time(startNs) + ",0,,,,,";
        }
        String numbers = bin.isNumeric()
                ? bin.min().text() + "," + MeanText.of(bin) + "," + bin.max().text()
                : ",,";
        return time(startNs) + "," + bin.count() + "," + numbers + ","
                + quoted(bin.last().text()) + "," + bin.changes();
    }

    private static String time(long timeNs) {
        return TimeText.iso(timeNs) + "," + timeNs;
    }

    private static String quoted(String text) {
        return text.indexOf(',') >= 0 || text.indexOf('"') >= 0
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
