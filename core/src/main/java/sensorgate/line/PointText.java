package sensorgate.line;

/** Writes a point as the gateway returns it: on one line, and its time. Allocates nothing. */
public final class PointText {

    /** The longest text: a line with every byte escaped, a space and a time. */
    public static final int BYTES_MAX = 2 * LineScanner.LINE_MAX + 1 + Decimal.BYTES_MAX;

    /** The longest text without a time. */
    public static final int UNTIMED_MAX = 2 * LineScanner.LINE_MAX;

    private PointText() {}

    /**
     * Writes the series and the fields as the sensor sent them; returns the end.
     *
     * @param line the bytes that the point was scanned in, its tags sorted since
     */
    public static int write(byte[] line, Point point, byte[] into, int at) {
        int next = copy(line, point.from(), point.seriesTo(), into, at);
        into[next++] = ' ';
        return writeFields(line, point, into, next);
    }

    /** Writes a space and a time, nanoseconds since 1970, behind a point; returns the end. */
    public static int writeTime(long timeNs, byte[] into, int at) {
        into[at] = ' ';
        return Decimal.write(timeNs, into, at + 1);
    }

    /** Only strings can hold a byte that must be escaped; all else is copied as it is. */
    private static int writeFields(byte[] line, Point point, byte[] into, int at) {
        int next = at;
        int from = point.fieldFrom(0);
        for (int i = 0; i < point.fieldCount(); i++) {
            if (line[point.valueFrom(i)] == '"') {
                next = copy(line, from, point.valueFrom(i), into, next);
                from = point.valueTo(i);
                next = OneLine.write(line, point.valueFrom(i), from, into, next);
            }
        }
        return copy(line, from, point.valueTo(point.fieldCount() - 1), into, next);
    }

    private static int copy(byte[] line, int from, int to, byte[] into, int at) {
        System.arraycopy(line, from, into, at, to - from);
        return at + to - from;
    }
}
