package sensorgate.line;

/**
 * Scans InfluxDB line protocol in place, one line at a time. The grammar is that of the reference
 * decoder (influxdata/line-protocol, {@code line-protocol.ebnf}). It leaves three questions open,
 * which are decided here:
 *
 * <ul>
 *   <li>A carriage return is only allowed before a newline.
 *   <li>A comment may hold any bytes.
 *   <li>A bad line ends at the next newline. If a string of the line ran over newlines, the line
 *       ends at the first of these: an open quote costs only its own line.
 * </ul>
 *
 * <p>A line of more than {@value #LINE_MAX} bytes is rejected as {@link Rejection#LENGTH}.
 *
 * <p>Pure functions; they allocate nothing.
 */
public final class LineScanner {

    /** The longest line in bytes, without its newline. */
    public static final int LINE_MAX = 1024;

    /** A step returns this instead of the next position when it rejects the line. */
    static final int REJECTED = -1;

    private LineScanner() {}

    /**
     * Scans the line that begins at {@code from}. A string may contain newlines, so the end of a
     * line is known only after the scan.
     *
     * @param bytes one or more lines
     * @param limit end of the lines
     * @param precision the unit of timestamps
     * @param point receives the result
     * @return start of the next line: after the newline, or {@code limit}
     */
    public static int scan(byte[] bytes, int from, int limit, Precision precision, Point point) {
        return scan(bytes, from, limit, LINE_MAX, precision, point);
    }

    /**
     * Scans a line that {@link PointText} wrote: its escapes may make the line longer than the one
     * that the sensor sent, and its time is in nanoseconds. Parameters and result as for
     * {@link #scan}.
     */
    public static int scanWritten(byte[] bytes, int from, int limit, Point point) {
        return scan(bytes, from, limit, PointText.BYTES_MAX, Precision.NS, point);
    }

    private static int scan(
            byte[] bytes, int from, int limit, int bytesMax, Precision precision, Point point) {
        int at = spacesEnd(bytes, from, limit);
        point.clear(at);
        if (at < limit && bytes[at] == '#') {
            point.blank = true;
            return skipLine(bytes, at, limit, point);
        }
        int next = lineEnd(bytes, at, limit, point);
        if (next != REJECTED) {
            point.blank = true;
            return next;
        }
        next = point(bytes, at, limit, precision, point);
        if (next == REJECTED) {
            return endRejected(bytes, from, limit, bytesMax, point);
        }
        return next - from > bytesMax ? checkLength(bytes, from, next, bytesMax, point) : next;
    }

    /** Rejects a point if its line is too long. A newline and its carriage return do not count. */
    private static int checkLength(byte[] bytes, int from, int next, int bytesMax, Point point) {
        int endBytes = !point.endedByNewline ? 0 : bytes[next - 2] == '\r' ? 2 : 1;
        if (next - endBytes - from <= bytesMax) {
            return next;
        }
        point.reject(Rejection.LENGTH, from + bytesMax);
        return point.stringNewline < 0 ? next : endInString(point);
    }

    /** Finds the end of a rejected line, and its cause if that is the length or an open quote. */
    private static int endRejected(byte[] bytes, int from, int limit, int bytesMax, Point point) {
        int faultAt = point.errorAt();
        int next = skipLine(bytes, faultAt, limit, point);
        if (isOpenQuote(bytes, point)) {
            point.reject(Rejection.STRING, point.stringFrom);
        } else if (faultAt - from > bytesMax) {
            point.reject(Rejection.LENGTH, from + bytesMax);
        }
        return point.stringNewline < 0 ? next : endInString(point);
    }

    /**
     * True if a string that ran over a newline has no end, or ends with more behind its quote: most
     * likely its quote is open, and the next one is the opening quote of another line.
     */
    private static boolean isOpenQuote(byte[] bytes, Point point) {
        if (point.stringNewline < 0) {
            return false;
        }
        return point.openString
                || point.rejection() == Rejection.VALUE && bytes[point.errorAt() - 1] == '"';
    }

    /** Ends a rejected line at the first newline in its strings. */
    private static int endInString(Point point) {
        int newline = point.stringNewline;
        point.reachesEnd = !point.endedByNewline || point.openString;
        point.endedByNewline = true;
        point.reject(point.rejection(), Math.min(point.errorAt(), newline));
        return newline + 1;
    }

    /**
     * Scans a series alone. A space must follow, as in a request of the poll protocol.
     *
     * @param limit behind at least one space
     * @return position of the space, or -1 with the fault in {@code point}
     */
    public static int scanSeries(byte[] bytes, int from, int limit, Point point) {
        point.clear(from);
        int at = measurement(bytes, from, limit, point);
        return at == REJECTED ? REJECTED : tags(bytes, at, limit, point);
    }

    private static int point(byte[] bytes, int from, int limit, Precision precision, Point point) {
        int at = measurement(bytes, from, limit, point);
        if (at != REJECTED) {
            at = tags(bytes, at, limit, point);
        }
        if (at != REJECTED) {
            at = fields(bytes, spacesEnd(bytes, at, limit), limit, point);
        }
        return at == REJECTED ? REJECTED : timestamp(bytes, at, limit, precision, point);
    }

    private static int measurement(byte[] bytes, int from, int limit, Point point) {
        int to = Names.measurementEnd(bytes, from, limit, point);
        if (to == REJECTED) {
            return REJECTED;
        }
        point.measurementTo = to;
        point.seriesTo = to;
        return to == from
                ? point.reject(Rejection.MEASUREMENT, to)
                : tagsFollow(bytes, to, limit, Rejection.MEASUREMENT, point);
    }

    private static int tags(byte[] bytes, int from, int limit, Point point) {
        int at = from;
        while (at != REJECTED && bytes[at] == ',') {
            at = tag(bytes, at + 1, limit, point);
        }
        return at;
    }

    private static int tag(byte[] bytes, int from, int limit, Point point) {
        int equals = keyThenEquals(bytes, from, limit, Rejection.TAG, point);
        if (equals == REJECTED) {
            return REJECTED;
        }
        int to = Names.keyEnd(bytes, equals + 1, limit, point);
        if (to == REJECTED) {
            return REJECTED;
        }
        if (to == equals + 1) {
            return point.reject(Rejection.TAG, to);
        }
        Rejection rejection = point.addTag(bytes, from, equals, to);
        return rejection != null
                ? point.reject(rejection, from)
                : tagsFollow(bytes, to, limit, Rejection.TAG, point);
    }

    /** Checks that a comma or a space follows a measurement or a tag. */
    private static int tagsFollow(byte[] bytes, int at, int limit, Rejection cause, Point point) {
        if (at < limit && (bytes[at] == ',' || bytes[at] == ' ')) {
            return at;
        }
        boolean isEnd = lineEnd(bytes, at, limit, point) != REJECTED;
        return point.reject(isEnd ? Rejection.FIELD : cause, at);
    }

    private static int fields(byte[] bytes, int from, int limit, Point point) {
        int at = field(bytes, from, limit, point);
        while (at != REJECTED && at < limit && bytes[at] == ',') {
            at = field(bytes, at + 1, limit, point);
        }
        return at;
    }

    private static int field(byte[] bytes, int from, int limit, Point point) {
        int equals = keyThenEquals(bytes, from, limit, Rejection.FIELD, point);
        if (equals == REJECTED) {
            return REJECTED;
        }
        int valueFrom = equals + 1;
        int to = valueFrom < limit && bytes[valueFrom] == '"'
                ? string(bytes, valueFrom, limit, point)
                : plainValue(bytes, valueFrom, limit, point);
        if (to == REJECTED) {
            return REJECTED;
        }
        point.to = to;
        return point.addField(from, equals, to) ? to : point.reject(Rejection.FIELD, from);
    }

    private static int keyThenEquals(
            byte[] bytes, int from, int limit, Rejection cause, Point point) {
        int to = Names.keyEnd(bytes, from, limit, point);
        if (to == REJECTED) {
            return REJECTED;
        }
        return to > from && to < limit && bytes[to] == '=' ? to : point.reject(cause, to);
    }

    private static int plainValue(byte[] bytes, int from, int limit, Point point) {
        int to = from;
        while (to < limit && !endsValue(bytes[to])) {
            to++;
        }
        Rejection rejection = Values.check(bytes, from, to);
        return rejection == null ? to : point.reject(rejection, from);
    }

    private static boolean endsValue(byte b) {
        return b == ',' || b == ' ' || b == '\n' || b == '\r';
    }

    /** A string ends at the first quote without a backslash before it; newlines belong to it. */
    private static int string(byte[] bytes, int from, int limit, Point point) {
        boolean high = false;
        int at = from + 1;
        while (at < limit && bytes[at] != '"') {
            high |= bytes[at] < 0;
            if (bytes[at] == '\n') {
                point.noteNewline(from, at);
            }
            boolean escapes = bytes[at] == '\\' && at + 1 < limit
                    && (bytes[at + 1] == '"' || bytes[at + 1] == '\\');
            at += escapes ? 2 : 1;
        }
        if (at >= limit) {
            point.openString = true;
            return point.reject(Rejection.STRING, from);
        }
        return high && !Utf8.isValid(bytes, from, at) ? point.reject(Rejection.UTF8, at) : at + 1;
    }

    private static int timestamp(
            byte[] bytes, int from, int limit, Precision precision, Point point) {
        int digitsFrom = spacesEnd(bytes, from, limit);
        int next = lineEnd(bytes, digitsFrom, limit, point);
        if (next != REJECTED) {
            return next;
        }
        if (digitsFrom == from) {
            return point.reject(Rejection.VALUE, from);
        }
        int signTo = bytes[digitsFrom] == '-' ? digitsFrom + 1 : digitsFrom;
        int to = Values.digitsEnd(bytes, signTo, limit);
        next = lineEnd(bytes, spacesEnd(bytes, to, limit), limit, point);
        if (next == REJECTED || !setTime(bytes, digitsFrom, to, precision, point)) {
            return point.reject(Rejection.TIMESTAMP, digitsFrom);
        }
        point.to = to;
        return next;
    }

    private static boolean setTime(
            byte[] bytes, int from, int to, Precision precision, Point point) {
        boolean negative = bytes[from] == '-';
        int digitsFrom = negative ? from + 1 : from;
        if (digitsFrom == to || !Values.fitsInt64(bytes, from, to)) {
            return false;
        }
        long ticks = 0;
        for (int at = digitsFrom; at < to; at++) {
            ticks = ticks * 10 - (bytes[at] - '0'); // negative: Long.MIN_VALUE has no positive twin
        }
        final long nsPerTick = precision.nsPerTick(ticks);
        long least = (negative ? Long.MIN_VALUE : -Long.MAX_VALUE) / nsPerTick;
        if (ticks < least) {
            return false;
        }
        point.timeNs = negative ? ticks * nsPerTick : -ticks * nsPerTick;
        point.timed = true;
        return true;
    }

    private static int spacesEnd(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    /** Position behind the line end at {@code at}, or REJECTED if no line ends there. */
    private static int lineEnd(byte[] bytes, int at, int limit, Point point) {
        if (at == limit) {
            return limit;
        }
        int newline = bytes[at] == '\r' && at + 1 < limit ? at + 1 : at;
        if (bytes[newline] != '\n') {
            return REJECTED;
        }
        point.endedByNewline = true;
        return newline + 1;
    }

    private static int skipLine(byte[] bytes, int from, int limit, Point point) {
        int at = from;
        while (at < limit && bytes[at] != '\n') {
            at++;
        }
        point.endedByNewline = at < limit;
        return at < limit ? at + 1 : limit;
    }
}
