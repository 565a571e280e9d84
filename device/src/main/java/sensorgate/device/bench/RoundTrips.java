package sensorgate.device.bench;

import java.util.Arrays;

/** Times of answers in nanoseconds, up to a capacity. Belongs to one thread. */
final class RoundTrips {

    private final long[] tookNs;
    private int count;

    RoundTrips(int capacity) {
        tookNs = new long[capacity];
    }

    void add(long ns) {
        if (count < tookNs.length) {
            tookNs[count++] = ns;
        }
    }

    int count() {
        return count;
    }

    /** The time that {@code percent} of the answers did not exceed; 0 without answers. */
    long percentileNs(int percent) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(tookNs, 0, count);
        return tookNs[(int) Math.min(count - 1L, (long) count * percent / 100)];
    }
}
