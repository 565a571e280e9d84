package sensorgate.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.count.Counter;

/**
 * The control thread: answers the tools of this machine at the control socket, all at once and as
 * the TCP thread answers the one controller, whose place they do not take. {@code tcp.allow} does
 * not apply: the mode of the socket's file does. A tool that only keeps its connection is left
 * alone, one that does not read its reply for {@code tcp.write-timeout} is cut off, unless the
 * reply streams: what happens meanwhile is skipped, and a person may have stopped the screen.
 * Its place is free again once the tool has ended. Between connections nothing is allocated.
 */
public final class ControlListener extends ConnectionListener {

    /** So many tools are answered; the next ones are told so and closed. */
    static final int TOOLS_MAX = 32;

    /**
     * How often what streams is looked for: nobody is to be woken for it by the UDP thread, whom
     * that would cost a system call a batch.
     */
    static final int LOOK_MS = 100;

    private static final byte[] BUSY = ("ERR busy " + TOOLS_MAX
            + " tools are connected already: end one of them\n").getBytes(StandardCharsets.UTF_8);

    private final ListeningSocket socket;
    private final Selector selector;
    private final long writeTimeoutNs;
    private final Supplier<Responder> responders;
    private final ControlLedger ledger;
    private final LongSupplier ticksNs;
    private final ArrayList<ControlConnection> tools = new ArrayList<>(TOOLS_MAX);
    private final ArrayDeque<ControlConnection> free = new ArrayDeque<>(TOOLS_MAX + 1);
    private final Consumer<SelectionKey> onReady = this::onReady;

    /**
     * A listener at a bound socket; nothing is accepted before {@link #run()}.
     *
     * @param responders makes one for each of the connections that there are at the same time
     */
    public ControlListener(
            ControlPort port, long writeTimeoutMs, Supplier<Responder> responders,
            ControlLedger ledger, LongSupplier ticksNs) {
        super(port.socket(), port::close);
        this.writeTimeoutNs = writeTimeoutMs * 1_000_000;
        this.responders = responders;
        this.ledger = ledger;
        this.ticksNs = ticksNs;
        socket = port.socket();
        selector = socket.selector();
    }

    @Override
    void poll() throws IOException {
        selector.select(onReady, timeoutMs());
        resumeStreams();
        keepDeadlines(ticksNs.getAsLong());
    }

    private void onReady(SelectionKey key) {
        if (socket.isKey(key)) {
            accept();
        } else {
            serve((ControlConnection) key.attachment());
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
        if (channel == null) {
            return;
        }
        ledger.accepted.increment();
        if (tools.size() == TOOLS_MAX) {
            refuse(channel);
        } else {
            open(channel);
        }
    }

    private void refuse(SocketChannel channel) {
        ledger.busy.increment();
        try (channel) {
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(BUSY));
        } catch (IOException _) {
            // it has gone
        }
    }

    private void open(SocketChannel channel) {
        ControlConnection tool = free.isEmpty() ? newConnection() : free.remove();
        tools.add(tool);
        try {
            tool.connection().open(channel, ticksNs.getAsLong());
            tool.connection().setKey(channel.register(selector, SelectionKey.OP_READ, tool));
        } catch (IOException _) {
            end(tool, ledger.lost);
        }
    }

    private ControlConnection newConnection() {
        return new ControlConnection(
                new Conversation(responders.get(), ledger.requests()));
    }

    private void end(ControlConnection tool, Counter cause) {
        tools.remove(tool);
        cause.increment();
        tool.connection().close();
        tool.conversation().reset();
        free.add(tool);
    }

    // ---- what is answered

    private void serve(ControlConnection tool) {
        try {
            if (!tool.conversation().isUnread()) {
                read(tool);
            }
        } catch (IOException _) {
            end(tool, ledger.lost);
            return;
        }
        if (tool.conversation().isStreaming() && tool.connection().lines().isEnded()) {
            end(tool, ledger.closed);
        } else {
            answer(tool);
        }
    }

    private void read(ControlConnection tool) throws IOException {
        RequestLines lines = tool.connection().lines();
        lines.read(tool.connection().channel());
        if (tool.conversation().isEndless()) {
            lines.discard();
        }
    }

    /**
     * Requests that wait for the end of a stream may fill the buffer; then a tool that goes is
     * noticed by the next that it is told.
     */
    private void answer(ControlConnection tool) {
        PollConnection connection = tool.connection();
        Conversation conversation = tool.conversation();
        boolean wasUnread = conversation.isUnread();
        try {
            if (conversation.answer(connection) || !wasUnread) {
                tool.setLastActivityNs(ticksNs.getAsLong());
            }
        } catch (IOException _) {
            end(tool, ledger.lost);
            return;
        }
        if (conversation.isUnread()) {
            connection.interest(SelectionKey.OP_WRITE);
        } else if (conversation.isQuit() || connection.lines().isEnded()) {
            end(tool, ledger.closed);
        } else {
            connection.interest(connection.lines().isFull() ? 0 : SelectionKey.OP_READ);
        }
    }

    /** Downwards, since a connection that ends leaves the list. */
    private void resumeStreams() {
        for (int i = tools.size() - 1; i >= 0; i--) {
            ControlConnection tool = tools.get(i);
            if (tool.conversation().isStreaming() && !tool.conversation().isUnread()) {
                answer(tool);
            }
        }
    }

    // ---- when it ends

    private long timeoutMs() {
        long nowNs = ticksNs.getAsLong();
        long deadlineNs = socket.pauseNs(nowNs);
        for (int i = 0; i < tools.size(); i++) { // an iterator would be allocated
            Conversation conversation = tools.get(i).conversation();
            if (hasToBeRead(conversation)) {
                deadlineNs = Math.min(
                        deadlineNs, tools.get(i).lastActivityNs() + writeTimeoutNs - nowNs);
            } else if (conversation.isStreaming() && !conversation.isUnread()) {
                deadlineNs = Math.min(deadlineNs, LOOK_MS * 1_000_000L);
            }
        }
        return deadlineNs == Long.MAX_VALUE ? 0 : Math.max(1, deadlineNs / 1_000_000 + 1);
    }

    private void keepDeadlines(long nowNs) {
        socket.endPause(nowNs);
        for (int i = tools.size() - 1; i >= 0; i--) {
            ControlConnection tool = tools.get(i);
            boolean isSilent = nowNs - tool.lastActivityNs() >= writeTimeoutNs;
            if (hasToBeRead(tool.conversation()) && isSilent) {
                cutOffIfUnread(tool);
            }
        }
    }

    /** A reply is to be taken in time, unless it streams: nothing is kept for that. */
    private static boolean hasToBeRead(Conversation conversation) {
        return conversation.isUnread() && !conversation.isStreaming();
    }

    /** It may take some without having been called writable: see {@link PollListener}. */
    private void cutOffIfUnread(ControlConnection tool) {
        long lastActivityNs = tool.lastActivityNs();
        answer(tool);
        boolean isOpen = tools.contains(tool);
        if (isOpen && tool.conversation().isUnread() && tool.lastActivityNs() == lastActivityNs) {
            end(tool, ledger.writeTimeouts);
        }
    }

    @Override
    void closeConnections() {
        while (!tools.isEmpty()) {
            end(tools.getLast(), ledger.closed);
        }
    }
}
