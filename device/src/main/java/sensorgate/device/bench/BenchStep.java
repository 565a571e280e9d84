package sensorgate.device.bench;

/**
 * The result of one rate. Each datagram held one point.
 *
 * @param rate the wanted rate, datagrams a second
 * @param offered how many datagrams were sent
 * @param tookNs how long sending took
 * @param polls the times of the answers to polls
 */
record BenchStep(
        int rate, long offered, long tookNs, Account account, Cost cost, RoundTrips polls) {

    /** A rate is kept if at most a fifth is missing: the machine may be busy. */
    private static final double KEPT = 0.8;
    private static final double REACHED = 0.98;

    /**
     * Counters of STATS.
     *
     * @param received datagrams taken from the kernel
     * @param denied datagrams of other senders, not allowed
     * @param dropped datagrams that did not fit into the kernel's receive buffer
     */
    record Account(long received, long denied, long dropped, long stored) {

        /** The datagrams that a counter has. */
        long datagrams() {
            return received + denied + dropped;
        }

        Account minus(Account before) {
            return new Account(
                    received - before.received, denied - before.denied, dropped - before.dropped,
                    stored - before.stored);
        }
    }

    /**
     * CPU and memory of the gateway.
     *
     * @param cpuNs CPU of the threads that receive and store, nanoseconds
     * @param allocatedBytes heap that the UDP thread allocated, -1 if not known
     * @param memoryBytes memory of the process at the end
     */
    record Cost(long cpuNs, long allocatedBytes, long memoryBytes) {}

    double offeredPerSecond() {
        return offered * 1e9 / tookNs;
    }

    double storedPerSecond() {
        return account.stored() * 1e9 / tookNs;
    }

    /** Datagrams that did not reach the gateway's socket. */
    long lostOnTheWay() {
        return Math.max(0, offered - account.datagrams());
    }

    boolean isLossless() {
        return account.stored() == offered;
    }

    /** True if the sender reached the wanted rate. */
    boolean isRateReached() {
        return offeredPerSecond() >= rate * REACHED;
    }

    /** False if the sender was far below the wanted rate. */
    boolean isRateKept() {
        return offeredPerSecond() >= rate * KEPT;
    }

    long cpuNsPerDatagram() {
        return account.received() == 0 ? 0 : cost.cpuNs() / account.received();
    }

    /** NaN if not known. */
    double allocatedBytesPerDatagram() {
        return cost.allocatedBytes() < 0 || account.received() == 0
                ? Double.NaN
                : (double) cost.allocatedBytes() / account.received();
    }
}
