package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counter;

/**
 * Serves one controller at a time; the others wait for their turn. A connection and its dialogue
 * are made the first time that they are needed; after that nothing is allocated.
 *
 * <pre>
 *            accept                      silent for tcp.idle while another waits,
 *  kernel ----------&gt; waiting ----&gt; current ----&gt; closed, unread for tcp.write-timeout,
 *                        |   first come     ^             or another from its own address
 *                        +------------------+
 *                          same address as current: takes over at once
 * </pre>
 *
 * <p>A host may poll over several connections at the same time, each for one value. So a connection
 * that is new is given its first reply before the next one of its address takes over.
 */
public final class TurnListener extends ConnectionListener {

    /** Connections that wait here, where their addresses are known; more wait in the kernel. */
    static final int WAITING_MAX = 8;

    /** How long a connection counts as new, unless it has been answered. */
    private static final long NEW_NS = 200_000_000;

    /** How often to look whether those that wait are still there when there is no more room. */
    private static final long LOOK_NS = 1_000_000_000;

    private final SourceFilter allow;
    private final long idleNs;
    private final long writeTimeoutNs;
    private final Supplier<Dialogue> dialogues;
    private final TcpLedger ledger;
    private final ControllerListener listener;
    private final LongSupplier ticksNs;
    private final ArrayDeque<Connection> free = new ArrayDeque<>(WAITING_MAX + 2);
    private final ArrayList<Connection> waiting = new ArrayList<>(WAITING_MAX + 1);
    private Connection current;
    private long lookedNs;

    /**
     * A listener at a bound port; nothing is accepted before {@link #run()}.
     *
     * @param dialogues makes one for each connection that there is at the same time
     */
    public TurnListener(
            TcpPort port, TcpSettings settings, Supplier<Dialogue> dialogues, TcpLedger ledger,
            ControllerListener listener, LongSupplier ticksNs) {
        super(port, ledger.acceptFailures, ticksNs);
        this.allow = settings.allow();
        this.idleNs = settings.idleNs();
        this.writeTimeoutNs = settings.writeTimeoutNs();
        this.dialogues = dialogues;
        this.ledger = ledger;
        this.listener = listener;
        this.ticksNs = ticksNs;
    }

    // ---- whose turn it is

    @Override
    void onAccepted(SocketChannel channel) {
        ledger.accepted.increment();
        Connection connection =
                free.isEmpty() ? new Connection(dialogues.get(), ticksNs) : free.remove();
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
        if (isDenied(connection, allow, ledger.offenders())) {
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

    /** Answers what the old connection had asked by then; that may end the old one by itself. */
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

    /** Replaces one of its address that has waited for a while: its controller has begun anew. */
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
        want(!isFull());
    }

    private boolean isFull() {
        return waiting.size() == WAITING_MAX;
    }

    private void begin(Connection connection) {
        try {
            connection.register(selector());
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

    /** Lets one of the same address take over once the current one has had its turn. */
    private void yieldToSameAddress() {
        Connection next = sameAddressWaiting();
        if (next != null && !isNew(current)) {
            waiting.remove(next);
            end(ledger.replaced, "it connected again");
            begin(next);
            if (current == null) {
                promote();
            }
            want(!isFull());
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
        want(!isFull());
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
        want(!isFull());
    }

    private void discard(Connection connection, Counter cause) {
        cause.increment();
        connection.close();
        free.add(connection);
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
            untilNs = current.activeNs() + writeTimeoutNs - nowNs;
        } else if (current != null && !waiting.isEmpty()) {
            untilNs = current.activeNs() + idleNs - nowNs;
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
            if (silentNs >= writeTimeoutNs && isStalled(current)) {
                endAndPromote(ledger.writeTimeouts, "it did not read its reply");
            }
        } else if (!waiting.isEmpty() && silentNs >= idleNs) {
            yieldToNext();
        } else {
            yieldToSameAddress();
        }
    }

    /** A lone controller may be silent for any time: those that have gone do not count. */
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
