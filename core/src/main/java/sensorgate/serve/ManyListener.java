package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.count.Counter;
import sensorgate.port.Port;

/**
 * Serves all connections at once, up to a limit. A connection whose reply stays unread for too long
 * is cut off, unless the reply streams: a person may have stopped the screen, and no event is kept
 * for that connection.
 */
public final class ManyListener extends ConnectionListener {

    /**
     * The interval at which streaming replies are continued, milliseconds. A wake-up by the UDP
     * thread instead would cost that thread a system call a batch.
     */
    static final int LOOK_MS = 100;

    private static final long LOOK_NS = LOOK_MS * 1_000_000L;

    private final ConnectionLedger ledger;
    private final ArrayList<Connection> connections;

    /** What {@link #reload} has published; the listener's thread reads the field once an event. */
    private volatile ConnectionLimits published;
    private ConnectionLimits limits;

    /**
     * A listener at a bound port; nothing is accepted before {@link #run()}.
     *
     * @param dialogues makes a dialogue for each connection that is open at the same time
     */
    public ManyListener(
            Port port, ConnectionLimits limits, Supplier<Dialogue> dialogues,
            ConnectionLedger ledger, LongSupplier ticksNs) {
        super(port, dialogues, ledger.acceptFailures, ticksNs);
        this.published = limits;
        this.limits = limits;
        this.ledger = ledger;
        connections = new ArrayList<>(limits.connectionsMax());
    }

    /** Takes over other limits, and ends the connections that they deny. Any thread. */
    public void reload(ConnectionLimits otherLimits) {
        published = otherLimits;
        wake();
    }

    // ---- who is served

    @Override
    void takeOver() {
        final ConnectionLimits wanted = published;
        if (wanted == limits) {
            return;
        }
        limits = wanted;
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (isDenied(connections.get(i), limits.allow(), ledger.offenders())) {
                dismissAndForget(connections.get(i), ledger.denied);
            }
        }
    }

    /** The allow-list comes first: a denied client must not cost an allowed one its connection. */
    @Override
    void onAccepted(SocketChannel channel) {
        ledger.accepted.increment();
        Connection connection = connection(channel);
        try {
            connection.open();
            if (isDenied(connection, limits.allow(), ledger.offenders())) {
                dismiss(connection, ledger.denied);
            } else if (isFull() && limits.busyReply() != null) {
                refuse(connection, ledger.busy, limits.busyReply());
            } else {
                admit(connection);
            }
        } catch (IOException _) {
            discard(connection, ledger.lost);
        }
    }

    private boolean isFull() {
        return connections.size() >= limits.connectionsMax();
    }

    private void admit(Connection connection) throws IOException {
        connection.register(socket.selector());
        if (isFull()) {
            dismissAndForget(silentLongest(), ledger.replaced);
        }
        begin(connection);
        connections.add(connection);
    }

    private Connection silentLongest() {
        Connection silent = connections.getFirst();
        for (int i = 1; i < connections.size(); i++) { // an iterator would be allocated
            Connection each = connections.get(i);
            silent = each.activeNs() - silent.activeNs() < 0 ? each : silent;
        }
        return silent;
    }

    private void end(Connection connection, Counter cause) {
        connections.remove(connection);
        discard(connection, cause);
    }

    private void dismissAndForget(Connection connection, Counter cause) {
        connections.remove(connection);
        dismiss(connection, cause);
    }

    // ---- when a connection ends

    @Override
    void settle(Connection connection, Connection.State state) {
        switch (state) {
            case OPEN -> {
                // the connection goes on
            }
            case QUIT -> dismissAndForget(connection, ledger.closed);
            case FOREIGN -> dismissAndForget(connection, ledger.foreign);
            case ENDED -> end(connection, ledger.closed);
            case LOST -> end(connection, ledger.lost);
        }
    }

    @Override
    long untilDeadlineNs(long nowNs) {
        long untilNs = NEVER_NS;
        for (int i = 0; i < connections.size(); i++) { // an iterator would be allocated
            untilNs = Math.min(untilNs, untilDeadlineNs(connections.get(i), nowNs));
        }
        return untilNs;
    }

    private long untilDeadlineNs(Connection connection, long nowNs) {
        Dialogue dialogue = connection.dialogue();
        if (dialogue.isStreaming()) {
            return dialogue.isUnread() ? NEVER_NS : LOOK_NS;
        }
        long limitNs = dialogue.isUnread() ? limits.writeTimeoutNs() : limits.idleNs();
        return limitNs == NEVER_NS ? NEVER_NS : connection.activeNs() + limitNs - nowNs;
    }

    /** Downwards, since a connection that ends leaves the list. */
    @Override
    void keepDeadlines(long nowNs) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            Connection connection = connections.get(i);
            Dialogue dialogue = connection.dialogue();
            if (dialogue.isStreaming()) {
                if (!dialogue.isUnread()) {
                    settle(connection, connection.answer());
                }
            } else if (untilDeadlineNs(connection, nowNs) <= 0) {
                endLate(connection, nowNs);
            }
        }
    }

    private void endLate(Connection connection, long nowNs) {
        if (!connection.isUnread()) {
            dismissAndForget(connection, ledger.idle);
        } else if (isStillUnread(connection) && untilDeadlineNs(connection, nowNs) <= 0) {
            end(connection, ledger.writeTimeouts);
        }
    }

    @Override
    void closeConnections() {
        while (!connections.isEmpty()) {
            end(connections.getLast(), ledger.closed);
        }
    }
}
