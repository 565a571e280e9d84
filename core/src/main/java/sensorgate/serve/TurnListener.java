package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.count.Counter;

/**
 * Serves one controller at a time; the others wait for their turn.
 *
 * <pre>
 *            accept                      silent for tcp.idle while another waits,
 *  kernel ----------&gt; waiting ----&gt; current ----&gt; closed, unread for tcp.write-timeout,
 *                        |   first come     ^             or another from its own address
 *                        +------------------+
 *                          same address as current: takes over at once
 * </pre>
 *
 * <p>A host may poll over several connections at the same time, each for one value. So a new
 * connection gets its first reply before the next connection of its address takes over.
 */
public final class TurnListener extends ConnectionListener {

    /** The number of connections that wait here; more wait in the kernel, unknown by address. */
    static final int WAITING_MAX = 8;

    /** How long a connection counts as new, unless it has been answered. */
    private static final long NEW_NS = 200_000_000;

    /** The interval at which waiting connections are checked while there is no more room. */
    private static final long LOOK_NS = 1_000_000_000;

    private final TcpSettings settings;
    private final TcpLedger ledger;
    private final ControllerListener listener;
    private final ArrayList<Connection> waiting = new ArrayList<>(WAITING_MAX + 1);
    private Connection current;
    private long lookedNs;

    /**
     * A listener at a bound port; nothing is accepted before {@link #run()}.
     *
     * @param dialogues makes a dialogue for each connection that is open at the same time
     */
    public TurnListener(
            TcpPort port, TcpSettings settings, Supplier<Dialogue> dialogues, TcpLedger ledger,
            ControllerListener listener, LongSupplier ticksNs) {
        super(port, dialogues, ledger.acceptFailures, ticksNs);
        this.settings = settings;
        this.ledger = ledger;
        this.listener = listener;
    }

    // ---- whose turn it is

    @Override
    void onAccepted(SocketChannel channel) {
        ledger.accepted.increment();
        Connection connection = freeConnection();
        try {
            connection.open(channel);
            admit(connection);
        } catch (IOException _) {
            discard(connection, ledger.lost);
        }
        if (current == null) {
            promote();
        }
    }

    private void admit(Connection connection) {
        if (isDenied(connection, settings.allow(), ledger.offenders())) {
            discard(connection, ledger.denied);
        } else if (current == null) {
            begin(connection);
        } else if (current.isSameAddress(connection) && !isNew(current)) {
            takeOver(connection);
        } else {
            enqueue(connection);
        }
    }

    private boolean isNew(Connection connection) {
        return !connection.dialogue().isAnswered() && nowNs() - connection.openedNs() < NEW_NS;
    }

    /** Answers the requests left in the old connection; that alone may end the connection. */
    private void takeOver(Connection connection) {
        Connection old = current;
        settle(old, old.serve());
        if (current == old) {
            end(ledger.replaced, "it connected again");
        }
        if (current == null) {
            begin(connection);
        } else {
            enqueue(connection);
        }
    }

    /** Replaces a connection of this address that is no longer new: its controller restarted. */
    private void enqueue(Connection connection) {
        for (Connection other : waiting) {
            if (other.isSameAddress(connection) && !isNew(other)) {
                waiting.remove(other);
                discard(other, ledger.replaced);
                break;
            }
        }
        waiting.add(connection);
        if (isFull()) {
            dropGone();
        }
        socket.want(!isFull());
    }

    private boolean isFull() {
        return waiting.size() == WAITING_MAX;
    }

    private void begin(Connection connection) {
        try {
            connection.register(socket.selector());
        } catch (IOException _) {
            discard(connection, ledger.lost);
            return;
        }
        current = connection;
        listener.onControllerConnected(connection.toString());
        settle(connection, connection.answer()); // it may have sent requests while it waited
    }

    private void end(Counter cause, String why) {
        Connection ended = current;
        current = null;
        String name = ended.toString();
        discard(ended, cause);
        listener.onControllerLeft(name, why);
    }

    private void endAndPromote(Counter cause, String why) {
        end(cause, why);
        promote();
    }

    /** Lets a waiting connection of the same address take over after the current one's turn. */
    private void yieldToSameAddress() {
        Connection next = sameAddressWaiting();
        if (next != null && !isNew(current)) {
            waiting.remove(next);
            end(ledger.replaced, "it connected again");
            begin(next);
            if (current == null) {
                promote();
            }
            socket.want(!isFull());
        }
    }

    private Connection sameAddressWaiting() {
        for (int i = 0; i < waiting.size(); i++) { // an iterator would be allocated
            if (waiting.get(i).isSameAddress(current)) {
                return waiting.get(i);
            }
        }
        return null;
    }

    private void promote() {
        dropGone();
        while (current == null && !waiting.isEmpty()) {
            begin(waiting.removeFirst());
        }
        socket.want(!isFull());
    }

    private void dropGone() {
        lookedNs = nowNs();
        for (int i = waiting.size(); i > 0; i--) {
            Connection connection = waiting.removeFirst();
            if (connection.isGone()) {
                discard(connection, ledger.closed);
            } else {
                waiting.add(connection);
            }
        }
        socket.want(!isFull());
    }

    // ---- when a turn ends

    @Override
    void settle(Connection connection, Connection.State state) {
        switch (state) {
            case OPEN -> {
                if (!connection.dialogue().isUnread()) {
                    yieldToSameAddress();
                }
            }
            case QUIT -> endAndPromote(ledger.closed, "it asked to quit");
            case ENDED -> endAndPromote(ledger.closed, "it closed the connection");
            case LOST -> endAndPromote(ledger.lost, "the connection was lost");
        }
    }

    @Override
    long untilDeadlineNs(long nowNs) {
        long untilNs = NEVER_NS;
        if (current != null && current.dialogue().isUnread()) {
            untilNs = current.activeNs() + settings.writeTimeoutNs() - nowNs;
        } else if (current != null && !waiting.isEmpty()) {
            untilNs = current.activeNs() + settings.idleNs() - nowNs;
            if (sameAddressWaiting() != null) {
                untilNs = Math.min(untilNs, current.openedNs() + NEW_NS - nowNs);
            }
        }
        return isFull() ? Math.min(untilNs, lookedNs + LOOK_NS - nowNs) : untilNs;
    }

    @Override
    void keepDeadlines(long nowNs) {
        if (isFull() && nowNs - lookedNs >= LOOK_NS) {
            dropGone();
        }
        if (current == null) {
            return;
        }
        long silentNs = nowNs - current.activeNs();
        if (current.dialogue().isUnread()) {
            if (silentNs >= settings.writeTimeoutNs() && isStalled(current)) {
                endAndPromote(ledger.writeTimeouts, "it did not read its reply");
            }
        } else if (!waiting.isEmpty() && silentNs >= settings.idleNs()) {
            yieldToNext();
        } else {
            yieldToSameAddress();
        }
    }

    /** A lone controller may be silent for any time: waiting clients that left do not count. */
    private void yieldToNext() {
        dropGone();
        if (!waiting.isEmpty()) {
            endAndPromote(ledger.yielded, "it was silent while another waited");
        }
    }

    @Override
    void closeConnections() {
        if (current != null) {
            end(ledger.closed, "the gateway stops");
        }
        while (!waiting.isEmpty()) {
            discard(waiting.removeFirst(), ledger.closed);
        }
    }
}
