package sensorgate.udp;

import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Rejection;

/**
 * A cursor over the lines of a datagram, and what the gateway makes of each: intake and tools both
 * use it, so a tool says what intake does. Whether the table has room is not known here.
 *
 * <p>Of a datagram that was longer than its slot, the end is missing. The line that the cut went
 * through is lost with all behind it and comes last, for the cause {@link Cause#OVERSIZE}; a cut
 * between two lines gives a last line of no bytes.
 *
 * <p>Begun again for every datagram; allocates nothing after the constructor. Belongs to one
 * thread.
 */
public final class DatagramLines {

    private final long nsPerTick;
    private final Point point = new Point();
    private byte[] bytes;
    private int length;
    private boolean isCutOpen;
    private int from;
    private int to;
    private int next;
    private Cause cause;
    private int errorAt;

    /** A cursor over nothing, for timestamps in a unit of {@code nsPerTick} nanoseconds. */
    public DatagramLines(long nsPerTick) {
        this.nsPerTick = nsPerTick;
    }

    /**
     * Begins with a datagram; {@link #next()} moves to its first line.
     *
     * @param datagram its bytes, which stay the caller's
     * @param bytesThere how many bytes there are
     * @param isOversize true if the sender sent more bytes than there are
     */
    public void begin(byte[] datagram, int bytesThere, boolean isOversize) {
        assert bytesThere <= datagram.length : bytesThere;
        bytes = datagram;
        length = bytesThere;
        isCutOpen = isOversize;
        next = 0;
    }

    /** Moves to the next line; false if there is none. */
    public boolean next() {
        from = next;
        if (from == length) {
            return isCutOpen && cut();
        }
        next = LineScanner.scan(bytes, from, length, nsPerTick, point);
        if (isCutOpen && isCut()) {
            return cut();
        }
        to = point.isEndedByNewline() ? next - 1 : next;
        assert from <= to && to <= length : to;
        cause = cause();
        return true;
    }

    /** Where the line begins. */
    public int from() {
        return from;
    }

    /** Where the line ends, without its newline. */
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

    /** Where the fault of a rejected line stands. */
    public int errorAt() {
        return errorAt;
    }

    /** The point, if the line is neither rejected nor blank. */
    public Point point() {
        return point;
    }

    /**
     * True if the end of the datagram, which is missing, may be part of the line. A value cut short
     * may still be a value, a wrong one: only a newline proves that a line is whole. An open string
     * may hold everything behind its quote, newlines included.
     */
    private boolean isCut() {
        return !point.isEndedByNewline() || point.rejection() == Rejection.STRING;
    }

    /** The rest of the datagram is the last line. */
    private boolean cut() {
        isCutOpen = false;
        next = length;
        to = length;
        cause = Cause.OVERSIZE;
        errorAt = length;
        return true;
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
