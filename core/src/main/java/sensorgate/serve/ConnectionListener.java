package sensorgate.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import sensorgate.count.Counter;
import sensorgate.count.Loop;

/** What goes round on a thread of its own and answers those who connect, until it is stopped. */
abstract class ConnectionListener implements Runnable, AutoCloseable {

    private final ListeningSocket socket;
    private final Runnable closePort;
    private final Counter rounds = new Counter();
    private volatile boolean stopping;

    /**
     * A listener at a bound socket; nothing is accepted before {@link #run()}.
     *
     * @param closePort closes the socket and what belongs to it
     */
    ConnectionListener(ListeningSocket socket, Runnable closePort) {
        this.socket = socket;
        this.closePort = closePort;
    }

    /** Answers until {@link #stop()}. */
    @Override
    public final void run() {
        try {
            while (!stopping) {
                poll();
                rounds.increment();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeConnections();
        }
    }

    /** Ends {@link #run()}. Any thread. */
    public final void stop() {
        stopping = true;
        wake();
    }

    /** Has it look for more to do. Any thread, allocates nothing. */
    public final void wake() {
        socket.selector().wakeup();
    }

    /** {@link #run()} as a loop. */
    public final Loop loop(String name) {
        return new Loop(name, rounds::get, this::wake);
    }

    /** Closes what it listens at, once {@link #run()} has returned or was never called. */
    @Override
    public final void close() {
        stopping = true;
        closePort.run();
    }

    /** Waits for something to do and does it. The listener's thread only. */
    abstract void poll() throws IOException;

    /** Ends every connection that is left. The listener's thread only. */
    abstract void closeConnections();
}
