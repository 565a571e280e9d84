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
     * Reads as far as there is room.
     *
     * @return the number of bytes, -1 once the client sends no more
     * @throws IOException if the connection is lost
     */
    int read(ReadableByteChannel channel) throws IOException;

    /**
     * Answers whole requests in their order, as far as the client takes the replies. Returns after
     * a bounded number of requests, so that other connections have a turn.
     *
     * @return the number of bytes that the client took
     * @throws IOException if the connection is lost
     */
    int answer(WritableByteChannel channel) throws IOException;

    /** True while the client has not taken all of the replies. */
    boolean isUnread();

    /** The number of replies that the client has taken whole. */
    long answers();

    /** True once the client has closed its side. */
    boolean isEnded();

    /** True if no request waits, whole or begun. */
    boolean isEmpty();

    /** True if nothing more can be read before requests are answered. */
    boolean isFull();

    /** Begins no other request: the replies to those that have begun are the last ones. */
    void finish();

    /** True if the connection must be closed now that the replies are taken. */
    boolean isQuit();

    /** True if the client speaks another protocol, so that the connection must be closed. */
    default boolean isForeign() {
        return false;
    }

    /** Copies the first bytes that a client of another protocol sent; returns their number. */
    default int copyForeign(byte[] into) {
        return 0;
    }

    /**
     * True while the current reply reports events as they happen. Only a {@link ManyListener}
     * carries such replies, and calls {@link #answer} every {@value ManyListener#LOOK_MS} ms. The
     * client may leave the reply unread for any time, so no event may be kept for the client. An
     * end of input ends the connection, unless {@link #isWaiting()}: nothing else shows that the
     * client has gone.
     */
    default boolean isStreaming() {
        return false;
    }

    /** True while a streaming reply waits for other threads of the gateway, and then ends. */
    default boolean isWaiting() {
        return false;
    }

    /** Forgets everything before another connection. */
    void reset();
}
