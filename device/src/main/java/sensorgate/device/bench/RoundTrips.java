package sensorgate.device.bench;

import java.util.Arrays;

/** How long answers took, in nanoseconds: as many as there was room for. One thread. */
final class RoundTrips {

    private final long[] tookNs;
    private int count;
    private boolean sorted;

    RoundTrips(int capacity) {
        tookNs = new long[capacity];
    }

    void add(long ns) {
        if (count < tookNs.length) {
            tookNs[count++] = ns;
            sorted = false;
        }
    }

    int count() {
        return count;
    }

    /** What {@code percent} of them did not exceed; 0 if there are none. */
    long percentileNs(int percent) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(tookNs, 0, count);
            sorted = true;
        }
        return tookNs[(int) Math.min(count - 1L, (long) count * percent / 100)];
    }
}
