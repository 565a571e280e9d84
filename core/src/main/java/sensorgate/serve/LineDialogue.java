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
    private boolean knowsClient;
    private boolean foreign;
    private boolean finishing;
    private long completed;
    private long answers;

    public LineDialogue(Responder responder, RequestLedger ledger) {
        this.responder = responder;
        this.ledger = ledger;
    }

    @Override
    public void reset() {
        replying = false;
        knowsClient = false;
        foreign = false;
        finishing = false;
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
    public long answers() {
        return answers;
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
    public void finish() {
        finishing = true;
    }

    @Override
    public boolean isQuit() {
        return responder.isQuit() || finishing && !replying;
    }

    @Override
    public boolean isForeign() {
        return foreign;
    }

    @Override
    public int copyForeign(byte[] into) {
        return lines.copy(into);
    }

    @Override
    public boolean isStreaming() {
        return responder.isStreaming();
    }

    @Override
    public boolean isWaiting() {
        return responder.isWaiting();
    }

    @Override
    public int answer(WritableByteChannel channel) throws IOException {
        int turns = 0;
        int taken = 0;
        int written;
        do {
            fillReply();
            written = isUnread() && ++turns < TURNS_MAX ? writeReply(channel) : 0;
            taken += written;
        } while (written > 0 && !isUnread());
        return taken;
    }

    private void fillReply() {
        int begun = 0;
        boolean more = true;
        while (more) {
            if (replying && responder.resume(reply)) {
                replying = false;
                completed++;
            }
            more = mayBegin() && begun++ < REQUESTS_MAX && beginNext();
        }
    }

    private boolean mayBegin() {
        return !replying && !finishing && !foreign && !responder.isQuit()
                && reply.hasRoomForReply();
    }

    /** Begins the reply to the next request; false without a whole request. */
    private boolean beginNext() {
        if (!knowsClient && isStranger()) {
            return false;
        }
        RequestLines.Found found = lines.next();
        if (found == RequestLines.Found.NOTHING) {
            return false;
        }
        knowsClient |= lines.lineFrom() < lines.lineTo(); // an empty line shows nothing
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

    /** Looks at the first line that is not empty; a reply to HTTP is the last reply. */
    private boolean isStranger() {
        int from = lines.from();
        Stranger.Kind kind = Stranger.of(lines.bytes(), from, lines.to(), lines.isEnded());
        if (kind == Stranger.Kind.HTTP) {
            Stranger.refuseHttp(lines.bytes(), from, lines.to(), reply);
        }
        foreign = kind != Stranger.Kind.NONE;
        return foreign;
    }

    /** Writes what the channel takes; returns the number of bytes. */
    private int writeReply(WritableByteChannel channel) throws IOException {
        responder.settle();
        int written = channel.write(reply.unwritten());
        if (!reply.unwritten().hasRemaining()) {
            reply.clear();
            answers = completed;
        }
        return written;
    }
}
