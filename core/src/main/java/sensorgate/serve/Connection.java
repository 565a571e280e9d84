package sensorgate.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;
import sensorgate.address.IpAddress;
import sensorgate.address.SocketPlace;

/**
 * A connection: its channel, the dialogue spoken on the channel, and the times that deadlines
 * count from. A connection that waits for its turn has no dialogue. Its listener's thread only.
 *
 * <pre>
 *  open() ---&gt; waits ---begin()---&gt; is served ---leave()---&gt; ends with the reply under way
 * </pre>
 */
final class Connection {

    /** The state after serving; {@code ENDED}: the client sends no more, and has every reply. */
    enum State { OPEN, QUIT, ENDED, LOST, FOREIGN }

    /**
     * The kernel's send buffer of a TCP connection; the kernel doubles it for its own needs. A
     * buffer that the kernel lets grow takes megabytes of a reply that nobody reads.
     */
    static final int SEND_BUFFER_BYTES = 64 * 1024;

    /** The part of a long reply that is read in time like a reply of its own. */
    static final int STRETCH_BYTES = 1 << 20;

    private final SocketChannel channel;
    private final ReadAhead input;
    private final LongSupplier ticksNs;
    private final long openedNs;
    private Dialogue dialogue;
    private SelectionKey key;
    private SocketPlace peer = new SocketPlace(0, 0, 0);
    private boolean leaving;
    private boolean ended;
    private long turnUsedNs;
    private long turnBegunNs;
    private long activeNs;
    private boolean unconfirmed;
    private long unreadSinceNs;
    private long stretchBytes;
    private boolean requestBegun;
    private long requestSinceNs;
    private long answers;

    /** A connection on a channel that was just accepted. */
    Connection(SocketChannel accepted, LongSupplier ticksNs) {
        channel = accepted;
        input = new ReadAhead(accepted);
        this.ticksNs = ticksNs;
        openedNs = ticksNs.getAsLong();
        activeNs = openedNs;
    }

    /** Sets the channel's options. */
    void open() throws IOException {
        channel.configureBlocking(false);
        if (channel.getRemoteAddress() instanceof InetSocketAddress remote) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            peer = SocketPlace.of(remote.getAddress().getAddress(), remote.getPort());
        }
    }

    /** Registers for reading. */
    void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** From now on the connection is served. */
    void begin(Dialogue with) {
        dialogue = with;
        answers = with.answers();
        turnBegunNs = ticksNs.getAsLong() - turnUsedNs;
    }

    /** The dialogue, {@code null} while the connection waits. */
    Dialogue dialogue() {
        return dialogue;
    }

    SocketChannel channel() {
        return channel;
    }

    /** The client's address and port; zeros at a Unix socket. */
    SocketPlace peer() {
        return peer;
    }

    boolean isSameAddress(Connection other) {
        return peer.isSameAddress(other.peer);
    }

    // ---- times

    long openedNs() {
        return openedNs;
    }

    /**
     * When the turn began: when the connection was first served, or earlier by the time that other
     * connections of the address have used of the turn.
     */
    long turnBegunNs() {
        return turnBegunNs;
    }

    /** Tells a waiting connection how much of its turn its address has used already. */
    void setTurnUsedNs(long usedNs) {
        turnUsedNs = usedNs;
    }

    /** When bytes last moved, or a reply began. */
    long activeNs() {
        return activeNs;
    }

    /**
     * The beginning of the time in which an unread reply must be read: when the reply began, when
     * the last megabyte of the reply was taken, or, once it leaves, when its turn ended.
     */
    long unreadSinceNs() {
        return unreadSinceNs;
    }

    boolean isUnread() {
        return dialogue.isUnread();
    }

    /** True if the client has not sent the rest of a request. */
    boolean isRequestBegun() {
        return requestBegun;
    }

    /** When the first bytes of that request came. */
    long requestSinceNs() {
        return requestSinceNs;
    }

    /** True if the kernel took bytes that may not have arrived at the client. */
    boolean isUnconfirmed() {
        return unconfirmed;
    }

    /** Notes that {@code SendQueue} was asked about the bytes that the kernel has taken so far. */
    void confirm() {
        unconfirmed = false;
    }

    /** True if the client has sent anything. */
    boolean hasAsked() {
        return dialogue != null || input.hasAny();
    }

    // ---- serving

    /** Reads requests, unless a reply is still unread, and answers. */
    State serve() {
        if (dialogue == null) {
            return readAhead();
        }
        try {
            if (!dialogue.isUnread() && dialogue.read(input) != 0) {
                activeNs = ticksNs.getAsLong();
            }
        } catch (IOException _) {
            return State.LOST;
        }
        boolean isLeft = dialogue.isEnded() && dialogue.isStreaming() && !dialogue.isWaiting();
        return isLeft ? State.ENDED : answer();
    }

    /** A client that sent requests and closed its side still wants the replies. */
    private State readAhead() {
        try {
            int count = input.fill();
            if (count > 0) {
                activeNs = ticksNs.getAsLong();
            } else if (count < 0 && !input.hasAny()) {
                return State.ENDED;
            }
        } catch (IOException _) {
            return State.LOST;
        }
        key.interestOps(input.isFull() ? 0 : SelectionKey.OP_READ);
        return State.OPEN;
    }

    /** Answers requests as far as the client takes the replies. */
    State answer() {
        boolean wasUnread = dialogue.isUnread();
        try {
            noteTaken(dialogue.answer(channel), wasUnread);
        } catch (IOException _) {
            return State.LOST;
        }
        noteRequest();
        answers = dialogue.answers();
        if (dialogue.isUnread()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return State.OPEN;
        }
        if (dialogue.isForeign()) {
            return State.FOREIGN;
        }
        if (dialogue.isQuit()) {
            return State.QUIT;
        }
        if (dialogue.isEnded() && !dialogue.isWaiting()) {
            return State.ENDED;
        }
        boolean mayRead = !dialogue.isFull() && !dialogue.isEnded();
        key.interestOps(mayRead ? SelectionKey.OP_READ : 0);
        return State.OPEN;
    }

    private void noteTaken(int bytes, boolean wasUnread) {
        boolean isNew = !wasUnread && dialogue.isUnread();
        if (bytes > 0 || isNew) {
            activeNs = ticksNs.getAsLong();
            unconfirmed |= bytes > 0;
        }
        stretchBytes += bytes;
        boolean isInTime = dialogue.answers() != answers || stretchBytes >= STRETCH_BYTES;
        if (isNew || isInTime && !leaving) {
            unreadSinceNs = ticksNs.getAsLong();
            stretchBytes = 0;
        }
    }

    /** Without an unread reply, only a part of a request is left. */
    private void noteRequest() {
        boolean isLeft = !dialogue.isEmpty();
        if (isLeft && (!requestBegun || dialogue.answers() != answers)) {
            requestSinceNs = ticksNs.getAsLong();
        }
        requestBegun = isLeft;
    }

    /** Ends the turn: the client gets the replies that have begun, and no more. */
    State leave() {
        leaving = true;
        unreadSinceNs = ticksNs.getAsLong();
        dialogue.finish();
        return answer();
    }

    boolean isLeaving() {
        return leaving;
    }

    // ---- the end

    /** Writes bytes that belong to no dialogue, as far as the client takes them; allocates. */
    void tell(byte[] bytes) {
        try {
            channel.write(ByteBuffer.wrap(bytes));
        } catch (IOException _) {
            // the client has gone
        }
    }

    /** From now on events are not for this connection, although its channel may be open. */
    void end() {
        ended = true;
    }

    /** True also for the selector's last events of a connection that ended in this round. */
    boolean isEnded() {
        return ended;
    }

    /** Closes the channel at once. */
    void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // the connection is lost already
        }
    }

    /** Address and port, for people; allocates. */
    @Override
    public String toString() {
        return IpAddress.of(peer.high(), peer.low(), peer.port());
    }
}
