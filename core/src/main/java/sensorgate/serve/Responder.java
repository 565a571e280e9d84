package sensorgate.serve;

/** Answers the requests of one connection at a time. Called by its listener's thread only. */
public interface Responder {

    /**
     * Begins the reply to a request. The buffer has room for at least one line; {@link #resume}
     * asks for the rest.
     *
     * @param request one line without its end, at most 1024 bytes; overwritten after the call
     */
    void begin(byte[] request, int from, int to, ReplyBuffer reply);

    /** Begins the reply to a request of more than 1024 bytes. */
    void beginTooLong(ReplyBuffer reply);

    /** Continues the reply while there is room; true once the reply is complete. */
    boolean resume(ReplyBuffer reply);

    /**
     * True while the current reply reports events as they happen, see
     * {@link Dialogue#isStreaming()}. {@link #resume} appends the events since the last call.
     * Requests that come meanwhile wait for the end of the reply.
     */
    default boolean isStreaming() {
        return false;
    }

    /** True while a streaming reply waits for other threads, see {@link Dialogue#isWaiting()}. */
    default boolean isWaiting() {
        return false;
    }

    /**
     * True if the streaming reply ends only with the connection. Requests that come meanwhile can
     * never be answered: they are read and forgotten.
     */
    default boolean isEndless() {
        return false;
    }

    /** Returns once the reply may go out, because its points outlive the process. */
    default void settle() {}

    /** True if the client has asked to end the connection. */
    boolean isQuit();

    /** Forgets the reply under way: the next request comes from another client. */
    void reset();
}
