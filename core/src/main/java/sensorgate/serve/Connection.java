package sensorgate.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;
import sensorgate.address.IpAddress;

/**
 * One connection, used again for another once it is closed: the channel, the dialogue that is
 * spoken on it, and when bytes last moved. Its listener's thread only.
 */
final class Connection {

    /** What became of a connection that was served. */
    enum State {
        /** It goes on. */
        OPEN,
        /** The other side asked to end it. */
        QUIT,
        /** The other side sends no more, and has every reply. */
        ENDED,
        /** It was lost. */
        LOST
    }

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

    /** Takes a connection that was just accepted; it must be closed even if this fails. */
    void open(SocketChannel accepted) throws IOException {
        channel = accepted;
        key = null;
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

    /** Has the selector tell when there is something to read; from then on it may be served. */
    void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
        activeNs = ticksNs.getAsLong();
    }

    Dialogue dialogue() {
        return dialogue;
    }

    /** The upper half of the other side's address, 0 for one of this machine. */
    long addressHigh() {
        return addressHigh;
    }

    /** The lower half of the other side's address, 0 for one of this machine. */
    long addressLow() {
        return addressLow;
    }

    int port() {
        return port;
    }

    /** When it was accepted. */
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

    /** Reads what has come, unless a reply is still unread, and answers. */
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

    /** Answers what has been asked, as far as the other side takes the replies. */
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
            interest(SelectionKey.OP_WRITE);
            return State.OPEN;
        }
        if (dialogue.isQuit()) {
            return State.QUIT;
        }
        if (dialogue.isEnded()) {
            return State.ENDED;
        }
        interest(dialogue.isFull() ? 0 : SelectionKey.OP_READ);
        return State.OPEN;
    }

    /**
     * Reads what a connection that waits has sent; true if it has gone and left no request behind.
     * One that sent requests and closed its side still wants the replies.
     */
    boolean isGone() {
        try {
            dialogue.read(channel);
            return dialogue.isEnded() && dialogue.isEmpty();
        } catch (IOException _) {
            return true;
        }
    }

    void close() {
        dialogue.reset();
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone already
        }
    }

    /** Address and port, for people; allocates. */
    @Override
    public String toString() {
        return IpAddress.of(addressHigh, addressLow, port);
    }

    /** Waits for these operations only; asks the kernel only when that is a change. */
    private void interest(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }
}
