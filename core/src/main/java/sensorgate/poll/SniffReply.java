package sensorgate.poll;

import sensorgate.serve.ReplyBuffer;
import sensorgate.udp.DatagramSource;
import sensorgate.udp.DatagramTap;
import sensorgate.udp.Fate;
import sensorgate.udp.TapReader;
import sensorgate.udp.TappedDatagram;

/**
 * {@code SNIFF [<count>]}: datagrams as they arrive, until {@code count} of them or until the tool
 * closes the connection. Its listener's thread only; allocates only when a reply begins.
 *
 * <pre>
 *  SNIFF precision=auto udp_port=8081
 *  1764000000000000000 192.168.1.31:49152 - 24 temp,room=attic value=21.5
 *  1764000000000000007 10.9.8.7:5000 denied 3 v=1
 *  SKIPPED 12
 *  1764000000000000009 192.168.1.31:49152 oversize,full=0+34,partly=96 2048 ...
 *  END
 * </pre>
 *
 * <p>The first line gives {@code udp.precision} and the port. Each datagram has its time, its
 * sender, its fate or {@code -}, its length and its bytes; {@code \xNN} stands for a byte outside
 * printable ASCII. Three flags name lines by the offset of their first byte: the lines of
 * {@code full} found no room in the table, the sender of the lines of {@code sender} holds too many
 * readings, the lines of {@code partly} found room for some of their readings. {@code SKIPPED}
 * counts the datagrams that arrived while the tool did not keep up.
 */
final class SniffReply {

    static final String USAGE =
            "usage too few or too many words: write SNIFF [<count>]";

    /** Every byte escaped, every line named by four digits, and the words before them. */
    private static final int LINE_BYTES = 4 * DatagramSource.SLOT_BYTES + 2048 + 128;

    /** Something that the gateway notes about a line. */
    private interface Note {
        boolean isOn(TappedDatagram datagram, int lineFrom);
    }

    private static final int DIGITS_MAX = 9;
    private static final long ENDLESS = Long.MAX_VALUE;

    private final DatagramTap tap;
    private final TappedDatagram datagram = new TappedDatagram();
    private TapReader reader;
    private long left;

    SniffReply(DatagramTap tap) {
        this.tap = tap;
    }

    /**
     * Begins the reply to a request whose next word is the count. Returns {@code null}, or the
     * error to answer instead.
     */
    String begin(Request request, ReplyBuffer reply) {
        left = ENDLESS;
        if (request.next()) {
            left = request.number(DIGITS_MAX);
            if (!request.isLast()) {
                return USAGE;
            }
            if (left <= 0) {
                return "count unreadable count: write a number above 0, or leave it out";
            }
        }
        end();
        reader = tap.open();
        reply.append("SNIFF precision=").append(tap.precision().word())
                .append(" udp_port=").append((long) tap.udpPort()).append('\n');
        return null;
    }

    /** Continues the reply while there is room; true once the reply is complete. */
    boolean resume(ReplyBuffer reply) {
        while (reply.hasRoomFor(LINE_BYTES)) {
            if (left == 0) {
                end();
                reply.append("END\n");
                return true;
            }
            if (!appendNext(reply)) {
                return false;
            }
        }
        return false;
    }

    /** True if only the tool ends the reply. */
    boolean isEndless() {
        return left == ENDLESS;
    }

    /** Closes the tap. */
    void end() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private boolean appendNext(ReplyBuffer reply) {
        boolean isThere = reader.next(datagram);
        long skipped = reader.takeSkipped();
        if (skipped > 0) {
            reply.append("SKIPPED ").append(skipped).append('\n');
        }
        if (isThere) {
            append(reply);
            left -= isEndless() ? 0 : 1;
        }
        return isThere;
    }

    private void append(ReplyBuffer reply) {
        reply.append(datagram.timeNs()).append(' ');
        reply.appendAddress(datagram.senderHigh(), datagram.senderLow(), datagram.senderPort());
        reply.append(' ');
        appendFlags(reply);
        reply.append(' ').append(datagram.length()).append(' ');
        reply.appendPrintable(datagram.bytes(), 0, datagram.length()).append('\n');
    }

    private void appendFlags(ReplyBuffer reply) {
        int from = reply.length();
        if (datagram.isOversize()) {
            reply.append("oversize");
        }
        if (datagram.fate() != Fate.RECEIVED) {
            comma(from, reply).append(datagram.fate().counterName());
        }
        appendPlaces("full=", from, TappedDatagram::isTableFull, reply);
        appendPlaces("sender=", from, TappedDatagram::isSenderFull, reply);
        appendPlaces("partly=", from, TappedDatagram::isPartlyStored, reply);
        if (reply.length() == from) {
            reply.append('-');
        }
    }

    private void appendPlaces(
            String name, int flagsFrom, Note note, ReplyBuffer reply) {
        boolean begun = false;
        for (int at = 0; at < datagram.length(); at++) {
            if (note.isOn(datagram, at)) {
                (begun ? reply.append('+') : comma(flagsFrom, reply).append(name))
                        .append((long) at);
                begun = true;
            }
        }
    }

    private static ReplyBuffer comma(int from, ReplyBuffer reply) {
        return reply.length() > from ? reply.append(',') : reply;
    }
}
