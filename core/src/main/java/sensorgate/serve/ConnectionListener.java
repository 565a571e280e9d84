package sensorgate.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.count.Offenders;
import sensorgate.count.Worker;

/**
 * Accepts connections at one port and serves them on its own thread until it is stopped.
 * {@link TurnListener} serves one connection at a time, {@link ManyListener} all at once. A
 * connection and its dialogue are made when they are first needed, and then used again; after
 * that nothing is allocated.
 */
abstract class ConnectionListener implements Worker {

    /** The time to a deadline that does not exist. */
    static final long NEVER_NS = Long.MAX_VALUE;

    private static final byte[] NOTHING_SENT = {};

    private final Port port;
    final ListeningSocket socket;
    private final Supplier<Dialogue> dialogues;
    private final LongSupplier ticksNs;
    private final Counter acceptFailures;
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final Consumer<SelectionKey> onReady = this::onReady;
    private final Counter rounds = new Counter();
    private volatile boolean stopping;

    /** A listener at a bound port; nothing is accepted before {@link #run()}. */
    ConnectionListener(
            Port port, Supplier<Dialogue> dialogues, Counter acceptFailures,
            LongSupplier ticksNs) {
        this.port = port;
        this.socket = port.socket();
        this.dialogues = dialogues;
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

    /** Starts a round of the listener's thread. Any thread, allocates nothing. */
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

    /** One round: waits for work and does the work. The listener's thread only. */
    final void poll() throws IOException {
        socket.selector().select(onReady, timeoutMs());
        long nowNs = nowNs();
        socket.endPause(nowNs);
        keepDeadlines(nowNs);
    }

    /** The longest time to wait for connections and requests; 0 for any time. */
    final long timeoutMs() {
        long nowNs = nowNs();
        long waitNs = Math.min(socket.pauseNs(nowNs), untilDeadlineNs(nowNs));
        return waitNs == NEVER_NS ? 0 : Math.max(1, waitNs / 1_000_000 + 1);
    }

    final long nowNs() {
        return ticksNs.getAsLong();
    }

    /** True, and noted as an offender, if the allow-list does not name the connection's address. */
    static boolean isDenied(Connection connection, SourceFilter allow, Offenders offenders) {
        if (allow == null || allow.allows(connection.addressHigh(), connection.addressLow())) {
            return false;
        }
        offenders.put(
                0, connection.addressHigh(), connection.addressLow(), connection.port(),
                System.currentTimeMillis() * 1_000_000, NOTHING_SENT, 0, 0);
        return true;
    }

    /** A connection that is not in use. */
    final Connection freeConnection() {
        return free.isEmpty() ? new Connection(dialogues.get(), ticksNs) : free.remove();
    }

    /** Closes a connection, which is then free, and counts why it ended. */
    final void discard(Connection connection, Counter cause) {
        cause.increment();
        connection.close();
        free.add(connection);
    }

    /**
     * Writes to a connection whose reply has been unread for too long; true if the client takes
     * no byte. The kernel calls a connection writable once a third of its buffer is free, and a
     * slow reader may not free a third in time.
     */
    final boolean isStalled(Connection connection) {
        long activeNs = connection.activeNs();
        settle(connection, connection.answer());
        return connection.isOpen() && connection.dialogue().isUnread()
                && connection.activeNs() == activeNs;
    }

    abstract void onAccepted(SocketChannel channel);

    /** Decides after a connection was served: ends that connection, or serves the next. */
    abstract void settle(Connection connection, Connection.State state);

    /** How long until {@link #keepDeadlines} has something to do, {@link #NEVER_NS} if never. */
    abstract long untilDeadlineNs(long nowNs);

    /** Ends the connections whose time is over. */
    abstract void keepDeadlines(long nowNs);

    abstract void closeConnections();

    private void onReady(SelectionKey key) {
        if (socket.isKey(key)) {
            accept();
        } else {
            Connection connection = (Connection) key.attachment();
            if (connection.isKey(key)) { // not so if the connection has ended in this round
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
