package sensorgate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * Connections that the gateway has ended and whose clients may still read the last reply. If a
 * socket is closed while bytes of its client are unread, the client gets a reset (RFC 2525, 2.17),
 * which may destroy the reply. So the output is closed first, and what the client still sends is
 * thrown away: until the client closes too, for at most a second, and of a few connections at the
 * same time. Their listener's thread only.
 */
final class Farewells {

    /** The number of connections; one more closes the oldest. */
    static final int MAX = 8;

    static final long LONGEST_NS = 1_000_000_000;

    /** A connection that only its client's end or its time ends. */
    record Farewell(SocketChannel channel, long untilNs) {}

    private final ArrayDeque<Farewell> open = new ArrayDeque<>();
    private final ByteBuffer waste = ByteBuffer.allocate(16 * 1024);

    /** Takes over a channel that does not block. */
    void add(SocketChannel channel, Selector selector, long nowNs) {
        Farewell farewell = new Farewell(channel, nowNs + LONGEST_NS);
        open.add(farewell);
        try {
            channel.shutdownOutput();
            channel.register(selector, SelectionKey.OP_READ, farewell);
        } catch (IOException _) {
            close(farewell);
        }
        if (open.size() > MAX) {
            close(open.peek());
        }
    }

    /** Throws away what the client has sent; closes the channel at the end of input. */
    void drain(Farewell farewell) {
        int count = -1;
        try {
            count = farewell.channel.read(waste.clear());
        } catch (IOException _) {
            // the client has gone
        }
        if (count < 0) {
            close(farewell);
        }
    }

    long untilDeadlineNs(long nowNs) {
        return open.isEmpty() ? ConnectionListener.NEVER_NS : open.peek().untilNs - nowNs;
    }

    void keepDeadlines(long nowNs) {
        while (untilDeadlineNs(nowNs) <= 0) {
            close(open.peek());
        }
    }

    void closeAll() {
        while (!open.isEmpty()) {
            close(open.peek());
        }
    }

    private void close(Farewell farewell) {
        open.remove(farewell);
        try {
            farewell.channel.close();
        } catch (IOException _) {
            // the connection is lost already
        }
    }
}
