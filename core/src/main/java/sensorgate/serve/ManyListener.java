package sensorgate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.count.Counter;

/**
 * Serves all connections at once, up to a limit. A connection that does not read its reply in time
 * is cut off, unless the reply streams: then a person may have stopped the screen, and nothing is
 * kept for it. A connection and its dialogue are made the first time that they are needed; after
 * that nothing is allocated.
 */
public final class ManyListener extends ConnectionListener {

    /**
     * How often a reply that streams is looked after, milliseconds: if the UDP thread woke this
     * one, that would cost it a system call a batch.
     */
    static final int LOOK_MS = 100;

    private static final long LOOK_NS = LOOK_MS * 1_000_000L;

    private final ConnectionLimits limits;
    private final Supplier<Dialogue> dialogues;
    private final ConnectionLedger ledger;
    private final LongSupplier ticksNs;
    private final ArrayList<Connection> connections;
    private final ArrayDeque<Connection> free;

    /**
     * A listener at a bound port; nothing is accepted before {@link #run()}.
     *
     * @param dialogues makes one for each connection that there is at the same time
     */
    public ManyListener(
            Port port, ConnectionLimits limits, Supplier<Dialogue> dialogues,
            ConnectionLedger ledger, LongSupplier ticksNs) {
        super(port, ledger.acceptFailures, ticksNs);
        this.limits = limits;
        this.dialogues = dialogues;
        this.ledger = ledger;
        this.ticksNs = ticksNs;
        connections = new ArrayList<>(limits.connectionsMax());
        free = new ArrayDeque<>(limits.connectionsMax() + 1);
    }

    // ---- who is served

    @Override
    void onAccepted(SocketChannel channel) {
        ledger.accepted.increment();
        if (connections.size() == limits.connectionsMax() && !makeRoom()) {
            refuse(channel);
            return;
        }
        Connection connection =
                free.isEmpty() ? new Connection(dialogues.get(), ticksNs) : free.remove();
        connections.add(connection);
        try {
            connection.open(channel);
            if (limits.allow() != null
                    && isDenied(connection, limits.allow(), ledger.offenders())) {
                end(connection, ledger.denied);
            } else {
                connection.register(selector());
            }
        } catch (IOException _) {
            end(connection, ledger.lost);
        }
    }

    /** Ends the connection that has been silent longest; false if none must give way. */
    private boolean makeRoom() {
        if (limits.busyReply() != null) {
            return false;
        }
        Connection silent = connections.getFirst();
        for (Connection each : connections) {
            silent = each.activeNs() - silent.activeNs() < 0 ? each : silent;
        }
        end(silent, ledger.replaced);
        return true;
    }

    private void refuse(SocketChannel channel) {
        ledger.busy.increment();
        try (channel) {
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(
                    limits.busyReply().getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException _) {
            // it has gone
        }
    }

    private void end(Connection connection, Counter cause) {
        connections.remove(connection);
        cause.increment();
        connection.close();
        free.add(connection);
    }

    // ---- when a connection ends

    @Override
    void settle(Connection connection, Connection.State state) {
        switch (state) {
            case OPEN -> {
                // it goes on
            }
            case QUIT, ENDED -> end(connection, ledger.closed);
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
        long limitNs = limitNs(dialogue);
        return limitNs == NEVER_NS ? NEVER_NS : connection.activeNs() + limitNs - nowNs;
    }

    /** How long nothing may move. */
    private long limitNs(Dialogue dialogue) {
        return dialogue.isUnread() ? limits.writeTimeoutNs() : limits.idleNs();
    }

    /** Downwards, since a connection that ends leaves the list. */
    @Override
    void keepDeadlines(long nowNs) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            Connection connection = connections.get(i);
            Dialogue dialogue = connection.dialogue();
            if (!dialogue.isStreaming()) {
                keepDeadline(connection, nowNs);
            } else if (!dialogue.isUnread()) {
                settle(connection, connection.answer());
            }
        }
    }

    private void keepDeadline(Connection connection, long nowNs) {
        Dialogue dialogue = connection.dialogue();
        if (nowNs - connection.activeNs() < limitNs(dialogue)) {
            return;
        }
        if (!dialogue.isUnread()) {
            end(connection, ledger.idle);
        } else if (isStalled(connection)) {
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
