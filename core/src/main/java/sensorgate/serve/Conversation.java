package sensorgate.serve;

import java.io.IOException;

/**
 * Requests and their replies, of one connection at a time, as far as the other side reads them.
 * Belongs to its listener's thread, allocates nothing.
 */
final class Conversation {

    /** Buffers filled, and requests begun for one of them, before others have their turn. */
    private static final int TURNS_MAX = 16;
    private static final int REQUESTS_MAX = 64;

    private final Responder responder;
    private final RequestLedger ledger;
    private final ReplyBuffer reply = new ReplyBuffer();
    private boolean replying;
    private boolean taken;

    /** The ledger counts the requests, and those of them that are too long. */
    Conversation(Responder responder, RequestLedger ledger) {
        this.responder = responder;
        this.ledger = ledger;
    }

    /** Forgets everything: the connection is another one. */
    void reset() {
        replying = false;
        reply.clear();
        responder.reset();
    }

    /** True if some of the reply has not been taken yet. */
    boolean isUnread() {
        return !reply.isEmpty();
    }

    boolean isQuit() {
        return responder.isQuit();
    }

    /** True while the reply is told as it happens. */
    boolean isStreaming() {
        return responder.isStreaming();
    }

    /** True while it is, until the connection ends. */
    boolean isEndless() {
        return responder.isEndless();
    }

    /**
     * Answers what has been asked, as far as the other side reads the replies; true if it has taken
     * any of them.
     */
    boolean answer(PollConnection connection) throws IOException {
        int turns = 0;
        taken = false;
        do {
            fillReply(connection.lines());
        } while (isUnread() && ++turns < TURNS_MAX && writeReply(connection));
        return taken;
    }

    private void fillReply(RequestLines lines) {
        int begun = 0;
        boolean more = true;
        while (more) {
            if (replying) {
                replying = !responder.resume(reply);
            }
            more = !replying && !responder.isQuit() && reply.hasRoomForReply()
                    && begun++ < REQUESTS_MAX && beginNext(lines);
        }
    }

    /** Begins the reply to the next request, if it is there whole. */
    private boolean beginNext(RequestLines lines) {
        RequestLines.Found found = lines.next();
        if (found == RequestLines.Found.NOTHING) {
            return false;
        }
        ledger.begun.increment();
        if (found == RequestLines.Found.TOO_LONG) {
            ledger.tooLong.increment();
            responder.beginTooLong(reply);
        } else {
            responder.begin(lines.bytes(), lines.lineFrom(), lines.lineTo(), reply);
        }
        replying = true;
        return true;
    }

    /** Writes what the connection takes; true if that was all of it. */
    private boolean writeReply(PollConnection connection) throws IOException {
        responder.settle();
        taken |= connection.channel().write(reply.unwritten()) > 0;
        if (reply.unwritten().hasRemaining()) {
            return false;
        }
        reply.clear();
        connection.setAnswered();
        return true;
    }
}
