package sensorgate.line;

/**
 * Scans InfluxDB line protocol in place, one line at a time. The grammar is that of the reference
 * decoder (influxdata/line-protocol, {@code line-protocol.ebnf}). It leaves three questions open,
 * which are decided here:
 *
 * <ul>
 *   <li>A carriage return is only allowed before a newline.
 *   <li>A comment may hold any bytes.
 *   <li>A bad line ends at the next newline; a line with an open string ends at the first newline
 *       behind the opening quote.
 * </ul>
 *
 * <p>Pure functions; they allocate nothing.
 */
public final class LineScanner {

    /** The longest line, and the longest datagram, in bytes. */
    public static final int LINE_MAX = 1024;

    /** A step returns this instead of the next position when it rejects the line. */
    static final int REJECTED = -1;

    private LineScanner() {}

    /**
     * Scans the line that begins at {@code from}. A string may contain newlines, so the end of a
     * line is known only after the scan.
     *
     * @param bytes one or more lines
     * @param limit end of the lines, at most {@value #LINE_MAX} bytes after {@code from}; more for
     *         a line that {@link PointText} wrote
     * @param nsPerTick the unit of timestamps, in nanoseconds
     * @param point receives the result
     * @return start of the next line: after the newline, or {@code limit}
     */
    public static int scan(byte[] bytes, int from, int limit, long nsPerTick, Point point) {
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
        next = point(bytes, at, limit, nsPerTick, point);
        return next == REJECTED ? skipLine(bytes, point.errorAt(), limit, point) : next;
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

    private static int point(byte[] bytes, int from, int limit, long nsPerTick, Point point) {
        int at = measurement(bytes, from, limit, point);
        if (at != REJECTED) {
            at = tags(bytes, at, limit, point);
        }
        if (at != REJECTED) {
            at = fields(bytes, spacesEnd(bytes, at, limit), limit, point);
        }
        return at == REJECTED ? REJECTED : timestamp(bytes, at, limit, nsPerTick, point);
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
            boolean escapes = bytes[at] == '\\' && at + 1 < limit
                    && (bytes[at + 1] == '"' || bytes[at + 1] == '\\');
            at += escapes ? 2 : 1;
        }
        if (at >= limit) {
            return point.reject(Rejection.STRING, from);
        }
        return high && !Utf8.isValid(bytes, from, at) ? point.reject(Rejection.UTF8, at) : at + 1;
    }

    private static int timestamp(
            byte[] bytes, int from, int limit, long nsPerTick, Point point) {
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
        if (next == REJECTED || !setTime(bytes, digitsFrom, to, nsPerTick, point)) {
            return point.reject(Rejection.TIMESTAMP, digitsFrom);
        }
        point.to = to;
        return next;
    }

    private static boolean setTime(byte[] bytes, int from, int to, long nsPerTick, Point point) {
        boolean negative = bytes[from] == '-';
        int digitsFrom = negative ? from + 1 : from;
        if (digitsFrom == to || !Values.fitsInt64(bytes, from, to)) {
            return false;
        }
        long ticks = 0;
        for (int at = digitsFrom; at < to; at++) {
            ticks = ticks * 10 - (bytes[at] - '0'); // negative: Long.MIN_VALUE has no positive twin
        }
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
