package sensorgate.port;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A bound TCP port. */
public final class TcpPort extends Port {

    TcpPort(ListeningSocket socket) {
        super(socket);
    }

    /**
     * Binds the port.
     *
     * @param writeTimeoutNs how long a connection may leave its reply unread, nanoseconds
     * @throws IOException if it cannot be had
     */
    public static TcpPort open(InetSocketAddress address, long writeTimeoutNs)
            throws IOException {
        ListeningSocket socket = ListeningSocket.bind(ServerSocketChannel.open(), address);
        try {
            KeepAlive.setOnListener(socket.port(), writeTimeoutNs);
        } catch (Throwable failure) {
            socket.close();
            throw failure;
        }
        return new TcpPort(socket);
    }

    /**
     * Sets how long a connection that is accepted from now on may leave its reply unread. Any
     * thread, but not during {@link #close()}.
     *
     * @throws IOException if the kernel refuses
     */
    public void writeTimeout(long ns) throws IOException {
        KeepAlive.setOnListener(socket().port(), ns);
    }

    /** The port's number. */
    public int number() {
        return socket().port();
    }
}
