package sensorgate.udp;

import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;

/**
 * A cursor over the lines of a datagram that tells the fate of each line. Intake and tools both use
 * this class, so a tool says what intake does. Only the table knows whether it has room; intake
 * asks the table afterwards.
 *
 * <p>A byte-order mark at the start of a datagram belongs to no line, nor do zero bytes and a
 * carriage return at its end: senders leave them there by mistake.
 *
 * <p>If a datagram is longer than its slot, its end is missing. The line at the cut is lost with
 * all bytes behind it. It comes last, with the cause {@link Cause#OVERSIZE}; if the cut falls
 * between two lines, this last line has no bytes.
 *
 * <p>{@link #begin} reuses the cursor for the next datagram; only the constructor allocates.
 * Belongs to one thread.
 */
public final class DatagramLines {

    private static final int MARK_BYTES = 3;

    private Precision precision;
    private final Point point = new Point();
    private byte[] bytes;
    private int length;
    private boolean isCutOpen;
    private int from;
    private int to;
    private int next;
    private Cause cause;
    private int errorAt;

    /** A cursor without a datagram, for timestamps of this precision. */
    public DatagramLines(Precision precision) {
        this.precision = precision;
    }

    /** Sets the unit of the timestamps in the next datagrams. */
    void precision(Precision otherPrecision) {
        precision = otherPrecision;
    }

    /**
     * Begins with a datagram; {@link #next()} moves to its first line.
     *
     * @param datagram the bytes that were received; the cursor only reads them
     * @param bytesThere how many bytes were received
     * @param isOversize true if the sender sent more bytes
     */
    public void begin(byte[] datagram, int bytesThere, boolean isOversize) {
        assert bytesThere <= datagram.length : bytesThere;
        bytes = datagram;
        length = isOversize ? bytesThere : withoutCrumbs(datagram, bytesThere);
        isCutOpen = isOversize;
        next = beginsWithMark(datagram, length) ? MARK_BYTES : 0;
    }

    /** Moves to the next line; false if there are no more lines. */
    public boolean next() {
        from = next;
        if (from == length) {
            return isCutOpen && cut();
        }
        next = LineScanner.scan(bytes, from, length, precision, point);
        if (isCutOpen && isCut()) {
            return cut();
        }
        to = point.isEndedByNewline() ? next - 1 : next;
        assert from <= to && to <= length : to;
        cause = cause();
        return true;
    }

    public int from() {
        return from;
    }

    /** End of the line, without its newline. */
    public int to() {
        return to;
    }

    /** True if the line is empty or a comment. */
    public boolean isBlank() {
        return cause == null && point.isBlank();
    }

    /** Why the line is rejected; {@code null} if it is a point or blank. */
    public Cause rejection() {
        return cause;
    }

    /** Position of the fault in a rejected line. */
    public int errorAt() {
        return errorAt;
    }

    /** The point, if the line is neither rejected nor blank. */
    public Point point() {
        return point;
    }

    /**
     * True if the missing end of the datagram may be part of the line. A value cut short may still
     * be a value, but a wrong one: only a newline proves that a line is whole. An open string may
     * hold all bytes behind its quote, newlines included, unless that makes the line too long.
     */
    private boolean isCut() {
        return point.reachesEnd()
                && (!point.isEndedByNewline() || length - from <= LineScanner.LINE_MAX);
    }

    /** Makes the rest of the datagram the last line. */
    private boolean cut() {
        isCutOpen = false;
        next = length;
        to = length;
        cause = Cause.OVERSIZE;
        errorAt = length;
        return true;
    }

    /** The end of the lines: before the zero bytes and the one carriage return behind them. */
    private static int withoutCrumbs(byte[] datagram, int length) {
        int to = withoutZeros(datagram, length);
        return to > 0 && datagram[to - 1] == '\r' ? withoutZeros(datagram, to - 1) : to;
    }

    private static int withoutZeros(byte[] datagram, int length) {
        int to = length;
        while (to > 0 && datagram[to - 1] == 0) {
            to--;
        }
        return to;
    }

    /** True if the datagram begins with U+FEFF in UTF-8. */
    private static boolean beginsWithMark(byte[] datagram, int length) {
        return length >= MARK_BYTES
                && datagram[0] == (byte) 0xEF
                && datagram[1] == (byte) 0xBB
                && datagram[2] == (byte) 0xBF;
    }

    private Cause cause() {
        if (point.rejection() != null) {
            errorAt = Math.min(point.errorAt(), to);
            return Cause.of(point.rejection());
        }
        errorAt = point.from();
        return !point.isBlank() && ReservedSeries.contains(bytes, point) ? Cause.RESERVED : null;
    }
}
