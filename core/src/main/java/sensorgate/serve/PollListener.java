package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counter;

/**
 * The TCP thread: listens, and answers one controller at a time. Between connections it allocates
 * nothing.
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
public final class PollListener extends ConnectionListener {

    /** So many wait here, where their addresses are known; the rest wait in the kernel's queue. */
    static final int WAITING_MAX = 8;

    /** How long a connection counts as new, unless it has been answered. */
    private static final long NEW_NS = 200_000_000;

    /** How often to see whether those that wait are still there when no more can. */
    private static final long LOOK_NS = 1_000_000_000;

    private static final byte[] NOTHING_SENT = {};

    private final ListeningSocket socket;
    private final Selector selector;
    private final SourceFilter allow;
    private final long idleNs;
    private final long writeTimeoutNs;
    private final Conversation conversation;
    private final TcpLedger ledger;
    private final ControllerListener listener;
    private final LongSupplier ticksNs;
    private final ArrayDeque<PollConnection> free = new ArrayDeque<>(WAITING_MAX + 2);
    private final ArrayList<PollConnection> waiting = new ArrayList<>(WAITING_MAX + 1);
    private final Consumer<SelectionKey> onReady = this::onReady;
    private PollConnection current;
    private long lastActivityNs;
    private long lookedNs;

    /** A listener at a bound port; nothing is accepted before {@link #run()}. */
    public PollListener(
            PollPort port, TcpSettings settings, Responder responder, TcpLedger ledger,
            ControllerListener listener, LongSupplier ticksNs) {
        super(port.socket(), port::close);
        this.allow = settings.allow();
        this.idleNs = settings.idleMs() * 1_000_000;
        this.writeTimeoutNs = settings.writeTimeoutMs() * 1_000_000;
        this.conversation = new Conversation(responder, ledger.requests());
        this.ledger = ledger;
        this.listener = listener;
        this.ticksNs = ticksNs;
        for (int i = 0; i <= WAITING_MAX; i++) {
            free.add(new PollConnection());
        }
        socket = port.socket();
        selector = socket.selector();
    }

    @Override
    void poll() throws IOException {
        selector.select(onReady, timeoutMs());
        keepDeadlines(ticksNs.getAsLong());
    }

    private void onReady(SelectionKey key) {
        if (socket.isKey(key)) {
            accept();
        } else if (current != null && current.isKey(key)) {
            serve();
        }
    }

    // ---- who is answered

    private void accept() {
        SocketChannel channel;
        try {
            channel = socket.next();
        } catch (IOException _) {
            ledger.acceptFailures.increment();
            socket.pause(ticksNs.getAsLong());
            return;
        }
        if (channel != null) {
            ledger.accepted.increment();
            open(channel);
        }
        if (current == null) {
            promote();
        }
    }

    private void open(SocketChannel channel) {
        PollConnection connection = free.remove();
        try {
            connection.openTcp(channel, ticksNs.getAsLong());
        } catch (IOException _) {
            discard(connection, ledger.lost);
            return;
        }
        admit(connection);
    }

    private void admit(PollConnection connection) {
        if (!allow.allows(connection.addressHigh(), connection.addressLow())) {
            deny(connection);
        } else if (current == null) {
            begin(connection);
        } else if (current.isSameAddress(connection) && !isNew(current)) {
            takeOver(connection);
        } else {
            enqueue(connection);
        }
    }

    private boolean isNew(PollConnection connection) {
        return !connection.isAnswered() && ticksNs.getAsLong() - connection.openedNs() < NEW_NS;
    }

    /** What the old connection had asked by then is answered; that may end it by itself. */
    private void takeOver(PollConnection connection) {
        PollConnection old = current;
        serve();
        if (current == old) {
            end(ledger.replaced, "it connected again");
        }
        if (current == null) {
            begin(connection);
        } else {
            enqueue(connection);
        }
    }

    private void deny(PollConnection connection) {
        ledger.offenders().put(
                0, connection.addressHigh(), connection.addressLow(), connection.port(),
                System.currentTimeMillis() * 1_000_000, NOTHING_SENT, 0, 0);
        discard(connection, ledger.denied);
    }

    /** Replaces one of its address that has waited for a while: its controller has begun anew. */
    private void enqueue(PollConnection connection) {
        for (PollConnection other : waiting) {
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

    private void begin(PollConnection connection) {
        try {
            connection.setKey(connection.channel().register(selector, SelectionKey.OP_READ));
        } catch (IOException _) {
            discard(connection, ledger.lost);
            return;
        }
        current = connection;
        lastActivityNs = ticksNs.getAsLong();
        listener.onControllerConnected(connection.toString());
        answer(); // it may have sent requests while it waited
    }

    private void end(Counter cause, String why) {
        PollConnection ended = current;
        current = null;
        conversation.reset();
        discard(ended, cause);
        listener.onControllerLeft(ended.toString(), why);
    }

    private void endAndPromote(Counter cause, String why) {
        end(cause, why);
        promote();
    }

    /** Lets one of the same address take over once the current one has had its turn. */
    private void yieldToSameAddress() {
        PollConnection next = sameAddressWaiting();
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

    private PollConnection sameAddressWaiting() {
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
        lookedNs = ticksNs.getAsLong();
        for (int i = waiting.size(); i > 0; i--) {
            PollConnection connection = waiting.removeFirst();
            if (connection.isGone()) {
                discard(connection, ledger.closed);
            } else {
                waiting.add(connection);
            }
        }
        socket.want(!isFull());
    }

    private void discard(PollConnection connection, Counter cause) {
        cause.increment();
        connection.close();
        free.add(connection);
    }

    // ---- what is answered

    private void serve() {
        try {
            if (!conversation.isUnread() && current.lines().read(current.channel()) != 0) {
                lastActivityNs = ticksNs.getAsLong();
            }
        } catch (IOException _) {
            endAndPromote(ledger.lost, "the connection was lost");
            return;
        }
        answer();
    }

    /** Answers what has been asked, as far as the controller reads the replies. */
    private void answer() {
        try {
            if (conversation.answer(current)) {
                lastActivityNs = ticksNs.getAsLong();
            }
        } catch (IOException _) {
            endAndPromote(ledger.lost, "the connection was lost");
            return;
        }
        if (conversation.isUnread()) {
            current.interest(SelectionKey.OP_WRITE);
        } else if (conversation.isQuit()) {
            endAndPromote(ledger.closed, "it asked to quit");
        } else if (current.lines().isEnded()) {
            endAndPromote(ledger.closed, "it closed the connection");
        } else {
            current.interest(SelectionKey.OP_READ);
            yieldToSameAddress();
        }
    }

    // ---- when it ends

    /** How long there is nothing to do unless something comes; 0 for ever. */
    long timeoutMs() {
        long nowNs = ticksNs.getAsLong();
        long deadlineNs = socket.pauseNs(nowNs);
        if (current != null && conversation.isUnread()) {
            deadlineNs = Math.min(deadlineNs, lastActivityNs + writeTimeoutNs - nowNs);
        } else if (current != null && !waiting.isEmpty()) {
            deadlineNs = Math.min(deadlineNs, lastActivityNs + idleNs - nowNs);
            if (sameAddressWaiting() != null) {
                deadlineNs = Math.min(deadlineNs, current.openedNs() + NEW_NS - nowNs);
            }
        }
        if (isFull()) {
            deadlineNs = Math.min(deadlineNs, lookedNs + LOOK_NS - nowNs);
        }
        return deadlineNs == Long.MAX_VALUE ? 0 : Math.max(1, deadlineNs / 1_000_000 + 1);
    }

    private void keepDeadlines(long nowNs) {
        socket.endPause(nowNs);
        if (isFull() && nowNs - lookedNs >= LOOK_NS) {
            dropGone();
        }
        if (current == null) {
            return;
        }
        long silentNs = nowNs - lastActivityNs;
        if (conversation.isUnread()) {
            if (silentNs >= writeTimeoutNs) {
                cutOffIfUnread();
            }
        } else if (!waiting.isEmpty() && silentNs >= idleNs) {
            yieldToNext();
        } else {
            yieldToSameAddress();
        }
    }

    /**
     * The kernel calls a connection writable once a third of its buffer is free, which a controller
     * that reads slowly may not get to in time: what counts is whether it takes anything more.
     */
    private void cutOffIfUnread() {
        PollConnection slow = current;
        long lastWriteNs = lastActivityNs;
        answer();
        if (current == slow && lastActivityNs == lastWriteNs) {
            endAndPromote(ledger.writeTimeouts, "it did not read its reply");
        }
    }

    /** A lone controller keeps its connection for ever, so those that have gone do not count. */
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
