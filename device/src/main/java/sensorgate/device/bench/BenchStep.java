package sensorgate.device.bench;

/**
 * What became of what was sent at one rate. Each datagram held one point.
 *
 * @param rate what was to be sent, datagrams a second
 * @param offered the datagrams that were sent
 * @param tookNs how long that took
 * @param account what the gateway made of them
 * @param cost what that cost the gateway
 * @param polls how long it took to answer meanwhile
 */
record BenchStep(
        int rate, long offered, long tookNs, Account account, Cost cost, RoundTrips polls) {

    /** A rate is kept if no more than a fifth of it is missing: the machine may be busy. */
    private static final double KEPT = 0.8;
    private static final double REACHED = 0.98;

    /**
     * What STATS counted.
     *
     * @param received datagrams that were taken from the kernel
     * @param denied datagrams from elsewhere that were turned away
     * @param dropped datagrams for which the kernel's receive buffer had no room
     * @param stored points that were stored
     */
    record Account(long received, long denied, long dropped, long stored) {

        /** The datagrams of which it is known where they ended. */
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
     * What the gateway used.
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

    /** Datagrams that the gateway's socket never saw: lost on the way to it. */
    long lostOnTheWay() {
        return Math.max(0, offered - account.datagrams());
    }

    boolean isLossless() {
        return account.stored() == offered;
    }

    /** True if the sender sent as fast as it was to. */
    boolean isRateReached() {
        return offeredPerSecond() >= rate * REACHED;
    }

    /** False if the sender was far from sending as fast as it was to. */
    boolean isRateKept() {
        return offeredPerSecond() >= rate * KEPT;
    }

    long cpuNsPerDatagram() {
        return account.received() == 0 ? 0 : cost.cpuNs() / account.received();
    }

    /** Not a number if it is not known. */
    double allocatedBytesPerDatagram() {
        return cost.allocatedBytes() < 0 || account.received() == 0
                ? Double.NaN
                : (double) cost.allocatedBytes() / account.received();
    }
}
