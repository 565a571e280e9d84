package sensorgate.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A bound socket and the selector for the connections in the kernel's queue. If accepting fails,
 * as without a free descriptor, the listener leaves the queue alone for a second.
 * Its listener's thread only.
 */
public class ListeningSocket implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final long PAUSE_NS = 1_000_000_000;

    private final ServerSocketChannel server;
    private final Selector selector;
    private final SelectionKey key;
    private boolean paused;
    private long pausedUntilNs;

    /** Takes over a bound socket that does not block, and a selector; closes both. */
    ListeningSocket(ServerSocketChannel server, Selector selector) throws IOException {
        this.server = server;
        this.selector = selector;
        key = server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /**
     * Binds a socket, and closes it if that fails.
     *
     * @throws IOException if the address cannot be bound
     */
    static ListeningSocket bind(ServerSocketChannel server, SocketAddress address)
            throws IOException {
        Selector selector = null;
        try {
            server.configureBlocking(false);
            selector = Selector.open();
            server.bind(address, BACKLOG);
            return new ListeningSocket(server, selector);
        } catch (Throwable failure) {
            server.close();
            if (selector != null) {
                selector.close();
            }
            throw failure;
        }
    }

    /** Selects accepted connections too. */
    public Selector selector() {
        return selector;
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** True if the key stands for the kernel's queue, not for a connection. */
    public boolean isKey(SelectionKey ready) {
        return key == ready;
    }

    /**
     * The next connection, {@code null} if no connection waits.
     *
     * @throws IOException if a connection cannot be accepted now, as without a free descriptor
     */
    public SocketChannel next() throws IOException {
        return server.accept();
    }

    /** Leaves the kernel's queue alone for a second from now. */
    public void pause(long nowNs) {
        paused = true;
        pausedUntilNs = nowNs + PAUSE_NS;
        setInterest();
    }

    /** Looks at the kernel's queue again once the pause is over. */
    public void endPause(long nowNs) {
        if (paused && nowNs - pausedUntilNs >= 0) {
            paused = false;
            setInterest();
        }
    }

    /** How long the pause still lasts, {@link Long#MAX_VALUE} without a pause. */
    public long pauseNs(long nowNs) {
        return paused ? pausedUntilNs - nowNs : Long.MAX_VALUE;
    }

    /** Closes the socket, once its thread has ended. */
    @Override
    public void close() {
        try (selector; server) {
            key.cancel();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void setInterest() {
        key.interestOps(paused ? 0 : SelectionKey.OP_ACCEPT);
    }
}
