package sensorgate.poll;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import sensorgate.count.Counter;
import sensorgate.journal.Journal;
import sensorgate.journal.JournalReader;
import sensorgate.serve.ReplyBuffer;

/**
 * {@code SINCE <cursor> [<limit>]}: points in order of arrival, {@code LOST <n>} before them if
 * points are gone, a comment if the power was cut there, and {@code END <next cursor>}. A cursor is
 * the journal's id and a sequence, {@code 5d0c41e7.1843}, or {@code 0} for the oldest point, or
 * {@code now}. One thread only; allocates a reader once.
 */
final class SinceReply {

    private static final String USAGE =
            "usage too few or too many words: write SINCE <cursor> [<limit>]";

    /** The error of a disk that does not answer. */
    private static final String NO_ANSWER =
            "disk the disk does not answer: ask again later with the same cursor";

    private static final int ID_DIGITS = 8;
    private static final int DIGITS_MAX = 18;
    private static final int BAD = -1;

    private final Journal journal;
    private final Counter lost;
    private final int windowBytes;
    private final byte[] idAndDot;

    /** Made by the first SINCE: most local tools never send one. */
    private JournalReader reader;
    private long left;

    /**
     * Replies from a journal.
     *
     * @param lost counts the points reported LOST
     * @param windowBytes how much of the journal is read at a time
     */
    SinceReply(Journal journal, Counter lost, int windowBytes) {
        this.journal = journal;
        this.lost = lost;
        this.windowBytes = windowBytes;
        idAndDot = String.format(Locale.ROOT, "%08x.", journal.id())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Begins the reply to a request whose next word is the cursor. Returns {@code null}, or the
     * error to answer instead.
     */
    String begin(Request request, ReplyBuffer reply) {
        if (!request.next()) {
            return USAGE;
        }
        long from = sequence(request);
        if (from == BAD) {
            return error(request);
        }
        left = Long.MAX_VALUE;
        if (request.next()) {
            left = request.number(DIGITS_MAX);
            if (!request.isLast()) {
                return USAGE;
            }
            if (left <= 0) {
                return "limit unreadable limit: write a number of points above 0, or leave it out";
            }
        }
        if (reader == null) {
            reader = new JournalReader(journal, windowBytes);
        }
        long lostNow = reader.begin(from);
        if (reader.isUnanswered()) {
            return NO_ANSWER;
        }
        if (lostNow > 0) {
            lost.add(lostNow);
            reply.append("LOST ").append(lostNow).append('\n');
        }
        if (reader.isCut()) {
            reply.append("# power cut: points may be lost that arrived from ")
                    .append(reader.cutFromNs()).append(" to ").append(reader.cutToNs())
                    .append(", their number is not known\n");
        }
        return null;
    }

    /** Continues the reply while there is room; true once the reply is complete. */
    boolean resume(ReplyBuffer reply) {
        while (reply.hasRoomForLine()) {
            if (left == 0 || !reader.next()) {
                reply.append("END ").append(idAndDot, 0, idAndDot.length)
                        .append(reader.sequence()).append('\n');
                return true;
            }
            reply.append(reader.bytes(), reader.lineFrom(), reader.lineTo()).append('\n');
            left--;
        }
        return false;
    }

    /** The sequence that a cursor of this journal stands for, or BAD. */
    private long sequence(Request request) {
        if (request.is("NOW")) {
            return journal.nextSequence();
        }
        if (request.is("0")) {
            return 0;
        }
        long sequence = cursorSequence(request);
        return sequence > 0 && isOfThisRing(request) && sequence <= journal.nextSequence()
                ? sequence
                : BAD;
    }

    private String error(Request request) {
        if (cursorSequence(request) <= 0) {
            return "cursor unreadable cursor: write what END gave, 0 for the oldest point, or now";
        }
        return isOfThisRing(request)
                ? "future this cursor is ahead of the journal: continue with SINCE 0"
                : "replaced the journal of this cursor is gone: continue with SINCE 0";
    }

    private boolean isOfThisRing(Request request) {
        return Arrays.equals(
                request.bytes, request.from(), request.from() + idAndDot.length,
                idAndDot, 0, idAndDot.length);
    }

    /** The number behind the dot of a word that has the form of a cursor, or BAD. */
    private static long cursorSequence(Request request) {
        int dot = request.from() + ID_DIGITS;
        if (dot >= request.to() || request.bytes[dot] != '.') {
            return BAD;
        }
        for (int at = request.from(); at < dot; at++) {
            if (Character.digit(request.bytes[at], 16) < 0) {
                return BAD;
            }
        }
        return request.number(dot + 1, DIGITS_MAX);
    }
}
