package sensorgate.line;

/** Writes a point as the gateway returns it: on one line, with a time. Allocates nothing. */
public final class PointText {

    /** The longest text: a line with every byte escaped, a space and a time. */
    public static final int BYTES_MAX = 2 * LineScanner.LINE_MAX + 1 + Decimal.BYTES_MAX;

    private PointText() {}

    /**
     * Writes the series, the fields as the sensor sent them, and the time; returns the end.
     *
     * @param line the bytes that the point was scanned in, its tags sorted since
     * @param timeNs nanoseconds since 1970
     */
    public static int write(byte[] line, Point point, long timeNs, byte[] into, int at) {
        int seriesBytes = point.seriesTo() - point.from();
        System.arraycopy(line, point.from(), into, at, seriesBytes);
        int next = at + seriesBytes;
        into[next++] = ' ';
        next = writeFields(line, point, into, next);
        into[next++] = ' ';
        return Decimal.write(timeNs, into, next);
    }

    private static int writeFields(byte[] line, Point point, byte[] into, int at) {
        int from = point.fieldFrom(0);
        int to = point.valueTo(point.fieldCount() - 1);
        if (hasString(line, point)) {
            return OneLine.write(line, from, to, into, at);
        }
        System.arraycopy(line, from, into, at, to - from);
        return at + to - from;
    }

    /** Only a string can hold a byte that must be escaped. */
    private static boolean hasString(byte[] line, Point point) {
        for (int i = 0; i < point.fieldCount(); i++) {
            if (line[point.valueFrom(i)] == '"') {
                return true;
            }
        }
        return false;
    }
}
