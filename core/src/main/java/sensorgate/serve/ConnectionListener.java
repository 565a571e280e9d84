package sensorgate.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.address.SocketPlace;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.count.Offenders;
import sensorgate.count.Worker;
import sensorgate.port.ListeningSocket;
import sensorgate.port.Port;

/**
 * Accepts connections at one port and serves them on its own thread until it is stopped.
 * {@link TurnListener} serves a few connections at a time, {@link ManyListener} all at once. A
 * dialogue is made when it is first needed, and then used again. Only a new connection allocates.
 */
abstract class ConnectionListener implements Worker {

    /** The time to a deadline that does not exist. */
    static final long NEVER_NS = Long.MAX_VALUE;

    /** The causes that offenders are kept for. */
    static final int DENIED = 0;
    static final int FOREIGN = 1;

    private static final int EXCERPT_BYTES = 64;

    private final Port port;
    final ListeningSocket socket;
    private final Supplier<Dialogue> dialogues;
    private final LongSupplier ticksNs;
    private final Counter acceptFailures;
    private final ArrayDeque<Dialogue> free = new ArrayDeque<>();
    private final Farewells farewells = new Farewells();
    private final byte[] excerpt = new byte[EXCERPT_BYTES];
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
            farewells.closeAll();
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
        takeOver();
        long nowNs = nowNs();
        socket.endPause(nowNs);
        farewells.keepDeadlines(nowNs);
        keepDeadlines(nowNs);
    }

    /** The longest time to wait for connections and requests; 0 for any time. */
    final long timeoutMs() {
        long nowNs = nowNs();
        long waitNs = Math.min(socket.pauseNs(nowNs), untilDeadlineNs(nowNs));
        waitNs = Math.min(waitNs, farewells.untilDeadlineNs(nowNs));
        return waitNs == NEVER_NS ? 0 : Math.max(1, waitNs / 1_000_000 + 1);
    }

    final long nowNs() {
        return ticksNs.getAsLong();
    }

    /** True, and noted as an offender, if the allow-list does not name the connection's address. */
    final boolean isDenied(Connection connection, SourceFilter allow, Offenders offenders) {
        SocketPlace peer = connection.peer();
        if (allow == null || allow.allows(peer.high(), peer.low())) {
            return false;
        }
        note(offenders, DENIED, peer, 0);
        return true;
    }

    /** Notes a client of another protocol as an offender. */
    final void noteForeign(Connection connection, Offenders offenders) {
        note(offenders, FOREIGN, connection.peer(), connection.dialogue().copyForeign(excerpt));
    }

    private void note(Offenders offenders, int cause, SocketPlace peer, int excerptBytes) {
        offenders.put(
                cause, peer.high(), peer.low(), peer.port(),
                System.currentTimeMillis() * 1_000_000, excerpt, 0, excerptBytes);
    }

    final Connection connection(SocketChannel accepted) {
        return new Connection(accepted, ticksNs);
    }

    /** Gives a dialogue to a connection, which is then served. */
    final void begin(Connection connection) {
        connection.begin(free.isEmpty() ? dialogues.get() : free.remove());
    }

    /** Closes a connection at once, and counts why it ended. */
    final void discard(Connection connection, Counter cause) {
        end(connection, cause);
        connection.close();
    }

    /** Ends a connection whose client may still read, and counts why it ended. */
    final void dismiss(Connection connection, Counter cause) {
        end(connection, cause);
        farewells.add(connection.channel(), socket.selector(), nowNs());
    }

    /** Tells a client that it is not served, and why. */
    final void refuse(Connection connection, Counter cause, byte[] why) {
        connection.tell(why);
        dismiss(connection, cause);
    }

    private void end(Connection connection, Counter cause) {
        cause.increment();
        connection.end();
        if (connection.dialogue() != null) {
            connection.dialogue().reset();
            free.add(connection.dialogue());
        }
    }

    /**
     * Writes to a connection whose reply has been unread for too long; true if a part of the reply
     * stays unread. The kernel calls a connection writable once a third of its buffer is free, and
     * a slow reader may not free a third in time.
     */
    final boolean isStillUnread(Connection connection) {
        settle(connection, connection.answer());
        return !connection.isEnded() && connection.isUnread();
    }

    /** Takes over the settings that were published last. */
    abstract void takeOver();

    abstract void onAccepted(SocketChannel channel);

    /** Decides after a connection was served: ends that connection, or serves the next. */
    abstract void settle(Connection connection, Connection.State state);

    /** How long until {@link #keepDeadlines} has something to do, {@link #NEVER_NS} if never. */
    abstract long untilDeadlineNs(long nowNs);

    /** Ends the connections whose time is over. */
    abstract void keepDeadlines(long nowNs);

    abstract void closeConnections();

    private void onReady(SelectionKey key) {
        takeOver(); // before accept(): a client that connects after a reload meets the new settings
        if (socket.isKey(key)) {
            accept();
        } else if (key.attachment() instanceof Farewells.Farewell farewell) {
            farewells.drain(farewell);
        } else if (key.attachment() instanceof Connection connection && !connection.isEnded()) {
            settle(connection, connection.serve());
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
