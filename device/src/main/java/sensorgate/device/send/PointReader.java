package sensorgate.device.send;

import java.io.IOException;
import java.io.InputStream;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;
import sensorgate.udp.ReservedSeries;

/**
 * Reads points from a stream of line protocol, one at a time, each as soon as it is complete: the
 * stream may be slow. A string may contain newlines, so a line with an open string continues behind
 * a newline, up to the length of the longest line.
 */
final class PointReader {

    private static final int BUFFER_BYTES = 32 << 10; // a Point's positions have 16 bits

    /** The longest line, a carriage return and a newline. */
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
    private boolean tooLong;

    PointReader(InputStream input) {
        this.input = input;
    }

    /** Goes to the next line, except blank lines and comments; false at the end of the stream. */
    boolean next() throws IOException {
        do {
            if (!readLine()) {
                return false;
            }
        } while (point.isBlank());
        return true;
    }

    /** The array with the line, valid until the next call of {@link #next()}. */
    byte[] bytes() {
        return buffer;
    }

    /** The start of the line, behind its leading spaces. */
    int from() {
        return point.from();
    }

    /** The end of the line, before its newline; of a line too long, the end of its first part. */
    int to() {
        Cause cause = rejection();
        int to = cause == null ? point.to() : lineTo;
        if (cause == Cause.LENGTH) {
            to = Math.min(to, from + LineScanner.LINE_MAX);
        }
        while (to > point.from() && (buffer[to - 1] == '\n' || buffer[to - 1] == '\r')) {
            to--;
        }
        return to;
    }

    /** The point, if the line is not rejected; valid until the next call of {@link #next()}. */
    Point point() {
        return point;
    }

    /** The number of the line, from 1. */
    long lineNumber() {
        return lineNumber;
    }

    /** Why the line is not a point; {@code null} if the line is a point. */
    Cause rejection() {
        if (tooLong) {
            return Cause.LENGTH;
        }
        boolean isPoint = point.rejection() == null && !point.isBlank();
        return isPoint && ReservedSeries.contains(buffer, point)
                ? Cause.RESERVED
                : Cause.of(point.rejection());
    }

    /** The position of the fault in a rejected line. */
    int errorAt() {
        if (rejection() == Cause.RESERVED) {
            return point.from();
        }
        return Math.min(tooLong ? from + LineScanner.LINE_MAX : point.errorAt(), to());
    }

    private boolean readLine() throws IOException {
        makeRoom();
        scan();
        while (point.reachesEnd() && limit - from < WINDOW_BYTES && !ended) {
            fill();
            scan();
        }
        lineNumber = nextLineNumber;
        countNewlines();
        lineTo = next;
        tooLong = !point.isEndedByNewline() && next - from == WINDOW_BYTES;
        if (tooLong) {
            skipToNewline();
        }
        return next > from;
    }

    private void scan() {
        int lineLimit = Math.min(limit, from + WINDOW_BYTES);
        next = LineScanner.scan(buffer, from, lineLimit, Precision.AUTO, point);
    }

    /** Skips the rest of a line that is too long. */
    private void skipToNewline() throws IOException {
        while (next < limit || refill()) {
            if (buffer[next++] == '\n') {
                nextLineNumber++;
                return;
            }
        }
    }

    /** Reads over the skipped bytes, behind the first part of the line; false at the end. */
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
