package sensorgate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Cuts the bytes that a client sends into lines that end with LF, CRLF or CR; a NUL behind a CR is
 * a part of the end (RFC 854, "the sequence CR NUL"). Telnet's negotiation is left out. A line of
 * more than 1024 bytes is skipped to its end and reported once. Its listener's thread only.
 */
final class RequestLines {

    /** The result of {@link #next()}. */
    enum Found { NOTHING, LINE, TOO_LONG }

    /** The longest request, without its line end, bytes. */
    static final int REQUEST_MAX = 1024;

    private static final int BUFFER_BYTES = 4096;

    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private final Telnet telnet = new Telnet();
    private int next;
    private int searched;
    private int lineFrom;
    private int lineTo;
    private boolean behindReturn;
    private boolean skipping;
    private boolean ended;

    /** Forgets everything before another connection. */
    void reset() {
        discard();
        telnet.reset();
        ended = false;
    }

    /** Forgets the bytes that were read and not taken. */
    void discard() {
        buffer.clear();
        next = 0;
        searched = 0;
        behindReturn = false;
        skipping = false;
    }

    /** Reads as far as there is room; returns the number of bytes, -1 at the end of input. */
    int read(ReadableByteChannel channel) throws IOException {
        if (next > 0) {
            discardTaken();
        }
        int from = buffer.position();
        int count = channel.read(buffer);
        buffer.position(telnet.removeFrom(bytes, from, buffer.position()));
        ended |= count < 0;
        return count;
    }

    /** True once the client has closed its side. */
    boolean isEnded() {
        return ended;
    }

    /** True if nothing more can be read before lines are taken. */
    boolean isFull() {
        return next == 0 && !buffer.hasRemaining();
    }

    /** True if no byte is left that could become part of a line. */
    boolean isEmpty() {
        return next == buffer.position() && !skipping && !telnet.isInCommand();
    }

    /**
     * Looks for the next line. At the end of input, bytes behind the last line end are a line too.
     */
    Found next() {
        final int from = from();
        final int to = to();
        while (searched < to && !isEnd(bytes[searched])) {
            searched++;
        }
        if (searched < to) {
            behindReturn = bytes[searched] == '\r';
            return take(searched, searched + 1);
        }
        if (ended && (from < to || skipping)) {
            return take(to, to);
        }
        if (to - from > REQUEST_MAX) {
            skipping = true;
            next = to;
        }
        return Found.NOTHING;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the bytes begin that were not taken; they end at {@link #to()}. */
    int from() {
        if (behindReturn && next < buffer.position()) {
            skipRestOfEnd();
        }
        return next;
    }

    int to() {
        return buffer.position();
    }

    /** Copies the bytes that were not taken, as many as fit; returns their number. */
    int copy(byte[] into) {
        int count = Math.min(into.length, to() - next);
        System.arraycopy(bytes, next, into, 0, count);
        return count;
    }

    int lineFrom() {
        return lineFrom;
    }

    int lineTo() {
        return lineTo;
    }

    /** A CR has ended a line already: LF or NUL behind that CR ends no second line. */
    private void skipRestOfEnd() {
        behindReturn = false;
        if (bytes[next] == '\n' || bytes[next] == 0) {
            next++;
            searched = next;
        }
    }

    private static boolean isEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private Found take(int end, int following) {
        lineFrom = next;
        lineTo = end;
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
