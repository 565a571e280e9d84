package sensorgate.device.bench;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sensorgate.device.bench.BenchStep.Account;
import sensorgate.device.client.Counters;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;

/**
 * The controller of a bench. Between {@link #begin} and {@link #end} its own thread asks for a
 * value again and again; at other times the caller's thread may ask for the counters.
 */
final class BenchPolls implements AutoCloseable {

    /** Short enough for a 99th percentile, long enough to cost next to nothing. */
    private static final long INTERVAL_NS = 2_000_000;

    private static final int TIMEOUT_MS = 10_000;
    private static final int SAMPLES_PER_S = (int) (TimeUnit.SECONDS.toNanos(1) / INTERVAL_NS);

    private final GatewayConnection connection;
    private volatile boolean stopping;
    private Thread thread;
    private RoundTrips roundTrips;
    private IOException failure;

    BenchPolls(int tcpPort) throws IOException {
        connection = GatewayConnection.open(new HostAndPort("127.0.0.1", tcpPort), TIMEOUT_MS);
    }

    /** Starts to ask, with room for the answers of {@code seconds}. */
    void begin(int seconds) {
        stopping = false;
        failure = null;
        roundTrips = new RoundTrips(seconds * SAMPLES_PER_S);
        thread = Thread.ofPlatform().daemon().name("polls")
                .uncaughtExceptionHandler((_, e) -> failure = new IOException("polls: " + e, e))
                .start(this::ask);
    }

    RoundTrips end() throws IOException {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure != null) {
            throw failure;
        }
        return roundTrips;
    }

    Account account() throws IOException {
        Map<String, Long> counters = Counters.of(connection.ask("STATS").lines());
        return new Account(
                counters.getOrDefault("received", 0L), counters.getOrDefault("denied", 0L),
                counters.getOrDefault("kernel_dropped", 0L), counters.getOrDefault("stored", 0L));
    }

    @Override
    public void close() {
        connection.close();
    }

    private void ask() {
        try {
            String request = "VALUE " + BenchLoad.series(0) + " value";
            while (!stopping) {
                long askedNs = System.nanoTime();
                connection.ask(request); // a value, or ERR before the first point
                roundTrips.add(System.nanoTime() - askedNs);
                LockSupport.parkNanos(INTERVAL_NS);
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
