package sensorgate.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.count.Offenders;
import sensorgate.count.Worker;

/**
 * Accepts connections at one port and serves them on its own thread until it is stopped. Who is
 * served, and for how long, is decided by the two kinds: {@link TurnListener} serves one at a time,
 * {@link ManyListener} all at once.
 */
abstract class ConnectionListener implements Worker {

    /** No deadline: as far away as there is. */
    static final long NEVER_NS = Long.MAX_VALUE;

    private static final byte[] NOTHING_SENT = {};

    private final Port port;
    private final ListeningSocket socket;
    private final LongSupplier ticksNs;
    private final Counter acceptFailures;
    private final Consumer<SelectionKey> onReady = this::onReady;
    private final Counter rounds = new Counter();
    private volatile boolean stopping;

    /** A listener at a bound port; nothing is accepted before {@link #run()}. */
    ConnectionListener(Port port, Counter acceptFailures, LongSupplier ticksNs) {
        this.port = port;
        this.socket = port.socket();
        this.acceptFailures = acceptFailures;
        this.ticksNs = ticksNs;
    }

    @Override
    public final void run() {
        try {
            while (!stopping) {
                poll();
                rounds.increment();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeConnections();
        }
    }

    @Override
    public final void stop() {
        stopping = true;
        wake();
    }

    /** Has the thread look for more to do. Any thread, allocates nothing. */
    public final void wake() {
        socket.selector().wakeup();
    }

    @Override
    public final Loop loop(String name) {
        return new Loop(name, rounds::get, this::wake);
    }

    /** Closes the port, once {@link #run()} has returned or was never called. */
    @Override
    public final void close() {
        stopping = true;
        port.close();
    }

    /** Waits for something to do and does it. The listener's thread only. */
    final void poll() throws IOException {
        selector().select(onReady, timeoutMs());
        long nowNs = nowNs();
        socket.endPause(nowNs);
        keepDeadlines(nowNs);
    }

    /** How long there is nothing to do unless something comes; 0 without a deadline. */
    final long timeoutMs() {
        long nowNs = nowNs();
        long waitNs = Math.min(socket.pauseNs(nowNs), untilDeadlineNs(nowNs));
        return waitNs == NEVER_NS ? 0 : Math.max(1, waitNs / 1_000_000 + 1);
    }

    final long nowNs() {
        return ticksNs.getAsLong();
    }

    final Selector selector() {
        return socket.selector();
    }

    /** Whether there is room for another connection; the kernel's queue is left alone if not. */
    final void want(boolean room) {
        socket.want(room);
    }

    /** True, and noted as an offender, if the connection's address is not in the allow-list. */
    static boolean isDenied(Connection connection, SourceFilter allow, Offenders offenders) {
        if (allow.allows(connection.addressHigh(), connection.addressLow())) {
            return false;
        }
        offenders.put(
                0, connection.addressHigh(), connection.addressLow(), connection.port(),
                System.currentTimeMillis() * 1_000_000, NOTHING_SENT, 0, 0);
        return true;
    }

    /**
     * Answers a connection whose reply has been unread for too long; true if it still takes
     * nothing. The kernel calls a connection writable once a third of its buffer is free, which
     * a slow reader may not reach in time: what counts is whether it takes anything more.
     */
    final boolean isStalled(Connection connection) {
        long activeNs = connection.activeNs();
        settle(connection, connection.answer());
        return connection.isOpen() && connection.dialogue().isUnread()
                && connection.activeNs() == activeNs;
    }

    /** Takes a connection that was just accepted. */
    abstract void onAccepted(SocketChannel channel);

    /** Goes on after a connection was served: ends it, or has the next one served. */
    abstract void settle(Connection connection, Connection.State state);

    /** How long until {@link #keepDeadlines} has something to do, {@link #NEVER_NS} if never. */
    abstract long untilDeadlineNs(long nowNs);

    /** Ends the connections whose time is over. */
    abstract void keepDeadlines(long nowNs);

    /** Ends every connection that is left. */
    abstract void closeConnections();

    private void onReady(SelectionKey key) {
        if (socket.isKey(key)) {
            accept();
        } else {
            Connection connection = (Connection) key.attachment();
            if (connection.isKey(key)) { // it may have ended in this round, and be another's
                settle(connection, connection.serve());
            }
        }
    }

    private void accept() {
        SocketChannel channel = null;
        try {
            channel = socket.next();
        } catch (IOException _) {
            acceptFailures.increment();
            socket.pause(nowNs());
        }
        if (channel != null) {
            onAccepted(channel);
        }
    }
}
