package sensorgate.net;

/** Answers the requests of a controller. Called by the TCP thread only. */
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

    /** Returns once what the reply tells may be told; called before any of it is written. */
    default void settle() {}

    /** True if the controller has asked to end the connection. */
    boolean isQuit();

    /** Forgets a reply that nobody waits for any more: the next request is another controller's. */
    void reset();
}
