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

/**
 * A connection: its channel, the dialogue spoken on the channel, and the time when bytes last
 * moved. Used again for a new channel once closed. Its listener's thread only.
 */
final class Connection {

    /** The state after serving; {@code ENDED}: the client sends no more, and has every reply. */
    enum State { OPEN, QUIT, ENDED, LOST }

    private final Dialogue dialogue;
    private final LongSupplier ticksNs;
    private SocketChannel channel;
    private SelectionKey key;
    private long addressHigh;
    private long addressLow;
    private int port;
    private long openedNs;
    private long activeNs;

    Connection(Dialogue dialogue, LongSupplier ticksNs) {
        this.dialogue = dialogue;
        this.ticksNs = ticksNs;
    }

    /** Takes a channel that was just accepted. Close the connection even if this fails. */
    void open(SocketChannel accepted) throws IOException {
        channel = accepted;
        openedNs = ticksNs.getAsLong();
        activeNs = openedNs;
        channel.configureBlocking(false);
        if (channel.getRemoteAddress() instanceof InetSocketAddress remote) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            byte[] address = remote.getAddress().getAddress();
            addressHigh = IpAddress.high(address);
            addressLow = IpAddress.low(address);
            port = remote.getPort();
        }
    }

    /** Registers for reading. From then on the connection may be served. */
    void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
        activeNs = ticksNs.getAsLong();
    }

    Dialogue dialogue() {
        return dialogue;
    }

    /** The upper half of the client's address, 0 at a Unix socket. */
    long addressHigh() {
        return addressHigh;
    }

    long addressLow() {
        return addressLow;
    }

    int port() {
        return port;
    }

    long openedNs() {
        return openedNs;
    }

    /** When bytes last moved, or a reply began. */
    long activeNs() {
        return activeNs;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    boolean isSameAddress(Connection other) {
        return addressHigh == other.addressHigh && addressLow == other.addressLow;
    }

    boolean isKey(SelectionKey ready) {
        return key == ready;
    }

    /** Reads requests, unless a reply is still unread, and answers. */
    State serve() {
        try {
            if (!dialogue.isUnread() && dialogue.read(channel) != 0) {
                activeNs = ticksNs.getAsLong();
            }
        } catch (IOException _) {
            return State.LOST;
        }
        return dialogue.isStreaming() && dialogue.isEnded() ? State.ENDED : answer();
    }

    /** Answers requests as far as the client takes the replies. */
    State answer() {
        boolean wasUnread = dialogue.isUnread();
        try {
            if (dialogue.answer(channel) || !wasUnread && dialogue.isUnread()) {
                activeNs = ticksNs.getAsLong();
            }
        } catch (IOException _) {
            return State.LOST;
        }
        if (dialogue.isUnread()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return State.OPEN;
        }
        if (dialogue.isQuit()) {
            return State.QUIT;
        }
        if (dialogue.isEnded()) {
            return State.ENDED;
        }
        key.interestOps(dialogue.isFull() ? 0 : SelectionKey.OP_READ);
        return State.OPEN;
    }

    /**
     * Reads from a waiting connection; true if its client has gone and left no request. A client
     * that sent requests and closed its side still wants the replies.
     */
    boolean isGone() {
        try {
            dialogue.read(channel);
            return dialogue.isEnded() && dialogue.isEmpty();
        } catch (IOException _) {
            return true;
        }
    }

    /** Writes bytes that belong to no dialogue, as far as the client takes them; allocates. */
    void tell(byte[] bytes) {
        try {
            channel.write(ByteBuffer.wrap(bytes));
        } catch (IOException _) {
            // the client has gone
        }
    }

    void close() {
        key = null; // the selector may still hand out the key of this round
        dialogue.reset();
        try {
            channel.close();
        } catch (IOException _) {
            // the connection is lost already
        }
    }

    /** Address and port, for people; allocates. */
    @Override
    public String toString() {
        return IpAddress.of(addressHigh, addressLow, port);
    }
}
