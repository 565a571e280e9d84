package sensorgate.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;

/** The bound TCP port; connections wait in the kernel's queue until a {@link PollListener} runs. */
public final class PollPort implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final ServerSocketChannel server;
    private final Selector selector;
    private final SelectionKey key;
    private final int port;

    private PollPort(TcpSettings settings, ServerSocketChannel server, Selector selector)
            throws IOException {
        this.server = server;
        this.selector = selector;
        server.bind(settings.socketAddress(), BACKLOG);
        server.configureBlocking(false);
        port = server.socket().getLocalPort();
        KeepAlive.setOnListener(port, settings.writeTimeoutMs());
        key = server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /**
     * Binds the port.
     *
     * @throws IOException if it cannot be had
     */
    public static PollPort open(TcpSettings settings) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open();
            return new PollPort(settings, server, selector);
        } catch (Throwable failure) {
            selector.close();
            if (server != null) {
                server.close();
            }
            throw failure;
        }
    }

    /** The port that controllers connect to. */
    public int port() {
        return port;
    }

    ServerSocketChannel server() {
        return server;
    }

    Selector selector() {
        return selector;
    }

    /** The key that is ready when a connection waits. */
    SelectionKey key() {
        return key;
    }

    @Override
    public void close() {
        try (selector; server) {
            key.cancel();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
