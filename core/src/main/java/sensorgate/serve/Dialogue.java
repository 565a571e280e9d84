package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The protocol that is spoken on a connection. A dialogue owns the buffers of both directions and
 * decides where a request ends; the connection only carries bytes and keeps deadlines. A dialogue
 * serves one connection at a time and is used again for the next. Its listener's thread only;
 * after the constructor nothing is allocated.
 *
 * <pre>
 *  channel --read()--> requests --answer()--> replies --answer()--> channel
 * </pre>
 */
public interface Dialogue {

    /**
     * Reads what has come, as far as there is room.
     *
     * @return how many bytes, 0 without any, -1 once the other side sends no more
     * @throws IOException if the connection is lost
     */
    int read(ReadableByteChannel channel) throws IOException;

    /**
     * Answers the requests that are there whole, in their order, as far as the other side takes
     * the replies. Returns after a bounded number of them, so that other connections have a turn.
     *
     * @return true if the other side took any bytes
     * @throws IOException if the connection is lost
     */
    boolean answer(WritableByteChannel channel) throws IOException;

    /** True while the other side has not taken all of the replies. */
    boolean isUnread();

    /** True once the other side has taken a whole reply. */
    boolean isAnswered();

    /** True once the other side has said that it sends no more. */
    boolean isEnded();

    /** True if no request waits, neither a whole one nor the beginning of one. */
    boolean isEmpty();

    /** True if nothing more can be read before requests are answered. */
    boolean isFull();

    /** True if the connection must be closed now that the replies are taken. */
    boolean isQuit();

    /**
     * True while the reply under way tells what happens as it happens. Only a {@link ManyListener}
     * carries such replies; it calls {@link #answer} every {@value ManyListener#LOOK_MS} ms. The
     * other side may leave the reply unread for any time, so nothing may be kept for it. An end of
     * input ends the connection: nothing else shows that the other side has gone while nothing
     * happens.
     */
    default boolean isStreaming() {
        return false;
    }

    /** Forgets everything: the next connection is another one. */
    void reset();
}
