package sensorgate.count;

/** Goes round on a thread of its own until it is stopped; then its owner closes what it holds. */
public interface Worker extends Runnable, AutoCloseable {

    /** Goes round until {@link #stop()}. The worker's own thread. */
    @Override
    void run();

    /** Ends {@link #run()} soon. Any thread. */
    void stop();

    /** {@link #run()} as a loop that a watchdog may look at. */
    Loop loop(String name);

    /** Closes what it holds, once {@link #run()} has returned or was never called. */
    @Override
    void close();
}
