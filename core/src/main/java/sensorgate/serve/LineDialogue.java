package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Requests of one line each, and replies of lines, made by a {@link Responder}. */
public final class LineDialogue implements Dialogue {

    /** Buffers filled, and requests begun per buffer, before other connections have a turn. */
    private static final int TURNS_MAX = 16;
    private static final int REQUESTS_MAX = 64;

    private final Responder responder;
    private final RequestLedger ledger;
    private final RequestLines lines = new RequestLines();
    private final ReplyBuffer reply = new ReplyBuffer();
    private boolean replying;
    private boolean taken;
    private boolean answered;

    public LineDialogue(Responder responder, RequestLedger ledger) {
        this.responder = responder;
        this.ledger = ledger;
    }

    @Override
    public void reset() {
        replying = false;
        answered = false;
        lines.reset();
        reply.clear();
        responder.reset();
    }

    @Override
    public int read(ReadableByteChannel channel) throws IOException {
        int count = lines.read(channel);
        if (responder.isEndless()) {
            lines.discard(); // no request can be answered behind a reply without an end
        }
        return count;
    }

    @Override
    public boolean isUnread() {
        return !reply.isEmpty();
    }

    @Override
    public boolean isAnswered() {
        return answered;
    }

    @Override
    public boolean isEnded() {
        return lines.isEnded();
    }

    @Override
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public boolean isFull() {
        return lines.isFull();
    }

    @Override
    public boolean isQuit() {
        return responder.isQuit();
    }

    @Override
    public boolean isStreaming() {
        return responder.isStreaming();
    }

    @Override
    public boolean answer(WritableByteChannel channel) throws IOException {
        int turns = 0;
        taken = false;
        do {
            fillReply();
        } while (isUnread() && ++turns < TURNS_MAX && writeReply(channel));
        return taken;
    }

    private void fillReply() {
        int begun = 0;
        boolean more = true;
        while (more) {
            if (replying) {
                replying = !responder.resume(reply);
            }
            more = !replying && !responder.isQuit() && reply.hasRoomForReply()
                    && begun++ < REQUESTS_MAX && beginNext();
        }
    }

    /** Begins the reply to the next request; false without a whole request. */
    private boolean beginNext() {
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

    /** Writes what the channel takes; true if the buffer is then empty. */
    private boolean writeReply(WritableByteChannel channel) throws IOException {
        responder.settle();
        taken |= channel.write(reply.unwritten()) > 0;
        if (reply.unwritten().hasRemaining()) {
            return false;
        }
        reply.clear();
        answered = true;
        return true;
    }
}
