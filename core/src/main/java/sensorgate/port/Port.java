package sensorgate.port;

/** A bound socket; connections wait in the kernel's queue until a listener runs. */
public abstract sealed class Port implements AutoCloseable permits TcpPort, ControlPort {

    private final ListeningSocket socket;
    private boolean closed;

    Port(ListeningSocket socket) {
        this.socket = socket;
    }

    /** The socket, for the listener's thread. */
    public final ListeningSocket socket() {
        return socket;
    }

    /** Closes the socket; does nothing the second time. */
    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    /** Gives back what the port holds. Called once. */
    void release() {
        socket.close();
    }
}
