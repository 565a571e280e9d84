package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** The bound TCP port; connections wait in the kernel's queue until a {@link PollListener} runs. */
public final class PollPort implements AutoCloseable {

    private final ListeningSocket socket;

    PollPort(ListeningSocket socket) {
        this.socket = socket;
    }

    /**
     * Binds the port.
     *
     * @throws IOException if it cannot be had
     */
    public static PollPort open(TcpSettings settings) throws IOException {
        ListeningSocket socket =
                ListeningSocket.bind(ServerSocketChannel.open(), settings.socketAddress());
        try {
            KeepAlive.setOnListener(socket.port(), settings.writeTimeoutMs());
        } catch (Throwable failure) {
            socket.close();
            throw failure;
        }
        return new PollPort(socket);
    }

    /** The port that controllers connect to. */
    public int port() {
        return socket.port();
    }

    ListeningSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.close();
    }
}
