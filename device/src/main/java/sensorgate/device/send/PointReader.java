package sensorgate.device.send;

import java.io.IOException;
import java.io.InputStream;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Rejection;
import sensorgate.udp.Cause;
import sensorgate.udp.ReservedSeries;

/**
 * Takes points off a stream of line protocol, one at a time and each as soon as it is complete:
 * whoever writes the stream may take his time. A string may contain newlines, so a line whose
 * string is open is read on for as long as a datagram could hold it.
 */
final class PointReader {

    private static final int BUFFER_BYTES = 32 << 10; // a point's places are 16 bits wide

    /** Behind the longest line there may be a carriage return and a newline. */
    private static final int WINDOW_BYTES = LineScanner.LINE_MAX + 2;

    private final InputStream input;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Point point = new Point();
    private int from;
    private int lineTo;
    private int next;
    private int limit;
    private boolean ended;
    private long lineNumber;
    private long nextLineNumber = 1;
    private boolean oversize;

    PointReader(InputStream input) {
        this.input = input;
    }

    /** Moves on to the next line that is neither blank nor a comment; false if there is none. */
    boolean next() throws IOException {
        do {
            if (!readLine()) {
                return false;
            }
        } while (point.isBlank());
        return true;
    }

    /** Where the line stands until the next one is read. */
    byte[] bytes() {
        return buffer;
    }

    /** Where the line begins, its leading spaces left out. */
    int from() {
        return point.from();
    }

    /** Where the line ends, its newline left out, and what no datagram has room for. */
    int to() {
        int to = rejection() == null ? point.to() : lineTo;
        while (to > point.from() && (buffer[to - 1] == '\n' || buffer[to - 1] == '\r')) {
            to--;
        }
        return to;
    }

    /** The number of the line, the first is 1. */
    long lineNumber() {
        return lineNumber;
    }

    /** Why the line is no point, or {@code null} if it is one. */
    Cause rejection() {
        if (oversize) {
            return Cause.OVERSIZE;
        }
        boolean isPoint = point.rejection() == null && !point.isBlank();
        return isPoint && ReservedSeries.contains(buffer, point)
                ? Cause.RESERVED
                : Cause.of(point.rejection());
    }

    /** Where the fault of a rejected line stands. */
    int errorAt() {
        if (rejection() == Cause.RESERVED) {
            return point.from();
        }
        return Math.min(oversize ? lineTo : point.errorAt(), to());
    }

    private boolean readLine() throws IOException {
        makeRoom();
        scan();
        while (isOpen() && limit - from < WINDOW_BYTES && !ended) {
            fill();
            scan();
        }
        lineNumber = nextLineNumber;
        countNewlines();
        lineTo = next;
        oversize = !point.isEndedByNewline() && skipToNewline();
        return next > from;
    }

    private void scan() {
        int lineLimit = Math.min(limit, from + LineScanner.LINE_MAX);
        if (lineLimit < limit && buffer[lineLimit - 1] == '\r' && buffer[lineLimit] == '\n') {
            lineLimit++; // what ends the line is not sent
        }
        next = LineScanner.scan(buffer, from, lineLimit, 1, point);
    }

    /** True if the line may turn out to be another one when more of it has come. */
    private boolean isOpen() {
        return !point.isEndedByNewline() || point.rejection() == Rejection.STRING;
    }

    /** Skips the rest of a line; true if it was more than the line's end. */
    private boolean skipToNewline() throws IOException {
        boolean more = false;
        while (next < limit || refill()) {
            byte skipped = buffer[next++];
            if (skipped == '\n') {
                nextLineNumber++;
                return more;
            }
            more |= skipped != '\r';
        }
        return more;
    }

    /** Reads on where the line was cut, over what was skipped; false if the stream has ended. */
    private boolean refill() throws IOException {
        next = lineTo;
        limit = lineTo;
        while (limit == lineTo && !ended) {
            fill();
        }
        return limit > lineTo;
    }

    private void countNewlines() {
        for (int i = from; i < next; i++) {
            nextLineNumber += buffer[i] == '\n' ? 1 : 0;
        }
    }

    private void makeRoom() {
        from = next;
        if (buffer.length - from < 2 * WINDOW_BYTES) {
            System.arraycopy(buffer, from, buffer, 0, limit - from);
            limit -= from;
            from = 0;
        }
    }

    private void fill() throws IOException {
        int count = input.read(buffer, limit, buffer.length - limit);
        ended = count < 0;
        limit += Math.max(count, 0);
    }
}
