package sensorgate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Cuts what a controller sends into lines that end with LF or CRLF. A line of more than 1024 bytes
 * is skipped to its end and reported once. Belongs to its listener's thread.
 */
final class RequestLines {

    /** What {@link #next()} found. */
    enum Found { NOTHING, LINE, TOO_LONG }

    private static final int REQUEST_MAX = 1024;
    private static final int LINE_END_MAX = 2;
    private static final int BUFFER_BYTES = 4096;

    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private int next;
    private int searched;
    private int lineFrom;
    private int lineTo;
    private boolean skipping;
    private boolean ended;

    /** Forgets everything: the connection is another one. */
    void reset() {
        discard();
        ended = false;
    }

    /** Forgets what was read and not taken. */
    void discard() {
        buffer.clear();
        next = 0;
        searched = 0;
        skipping = false;
    }

    /** Reads what has come, as far as there is room; returns how many bytes, -1 at the end. */
    int read(ReadableByteChannel channel) throws IOException {
        if (next > 0) {
            discardTaken();
        }
        int count = channel.read(buffer);
        ended |= count < 0;
        return count;
    }

    /** True once the controller has said that it sends no more. */
    boolean isEnded() {
        return ended;
    }

    /** True if nothing more can be read before lines are taken. */
    boolean isFull() {
        return next == 0 && !buffer.hasRemaining();
    }

    /** True if nothing is left that could become a line. */
    boolean isEmpty() {
        return next == buffer.position() && !skipping;
    }

    /**
     * Looks for the next line. What follows the last line end is a line once the input has ended.
     */
    Found next() {
        final int to = buffer.position();
        while (searched < to && bytes[searched] != '\n') {
            searched++;
        }
        if (searched < to) {
            return take(searched, searched + 1);
        }
        if (ended && (next < to || skipping)) {
            return take(to, to);
        }
        if (to - next > REQUEST_MAX + LINE_END_MAX) {
            skipping = true;
            next = to;
        }
        return Found.NOTHING;
    }

    byte[] bytes() {
        return bytes;
    }

    int lineFrom() {
        return lineFrom;
    }

    int lineTo() {
        return lineTo;
    }

    private Found take(int end, int following) {
        lineFrom = next;
        lineTo = end > next && bytes[end - 1] == '\r' ? end - 1 : end;
        next = following;
        searched = following;
        boolean tooLong = skipping || lineTo - lineFrom > REQUEST_MAX;
        skipping = false;
        return tooLong ? Found.TOO_LONG : Found.LINE;
    }

    private void discardTaken() {
        int left = buffer.position() - next;
        System.arraycopy(bytes, next, bytes, 0, left);
        buffer.position(left);
        searched -= next;
        next = 0;
    }
}
