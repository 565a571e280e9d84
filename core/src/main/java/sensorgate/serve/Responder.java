package sensorgate.serve;

/**
 * Answers the requests of one connection at a time. Called by one thread only, that of the listener
 * it was given to.
 */
public interface Responder {

    /**
     * Begins the reply to a request. There is room for at least one line; what does not fit is
     * asked for by {@link #resume}.
     *
     * @param request one line without its end, at most 1024 bytes; it is overwritten afterwards
     */
    void begin(byte[] request, int from, int to, ReplyBuffer reply);

    /** Begins the reply to a request that was longer than a line may be. */
    void beginTooLong(ReplyBuffer reply);

    /** Goes on with the reply while there is room; true once it is complete. */
    boolean resume(ReplyBuffer reply);

    /**
     * True while the reply under way tells what happens as it happens, see
     * {@link Dialogue#isStreaming()}. {@link #resume} gives what there is, and returns false until
     * that was all. Requests that come meanwhile wait for the end of the reply, as pipelined ones
     * do.
     */
    default boolean isStreaming() {
        return false;
    }

    /**
     * True if the reply that streams ends only with the connection. No request can be answered
     * behind such a reply, so what is sent meanwhile is read and forgotten.
     */
    default boolean isEndless() {
        return false;
    }

    /** Returns once what the reply tells may be told; called before any of it is written. */
    default void settle() {}

    /** True if the other side has asked to end the connection. */
    boolean isQuit();

    /** Forgets a reply that nobody waits for any more: the next request is another one's. */
    void reset();
}
