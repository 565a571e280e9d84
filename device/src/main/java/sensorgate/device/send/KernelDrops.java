package sensorgate.device.send;

import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.Counters;
import sensorgate.device.client.GatewayConnection;

/** Counts the datagrams that the kernel dropped at the gateway's socket. */
final class KernelDrops implements AutoCloseable {

    private final GatewayConnection connection;
    private final long before;

    KernelDrops(GatewayConnection connection) throws NobodyThereException {
        this.connection = connection;
        this.before = count();
    }

    /** The drops since this object was made, of all senders; 0 if the gateway does not answer. */
    long sinceBegin() {
        try {
            return count() - before;
        } catch (NobodyThereException _) {
            return 0;
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private long count() throws NobodyThereException {
        return Counters.of(connection.ask("STATS").lines()).getOrDefault("kernel_dropped", 0L);
    }
}
