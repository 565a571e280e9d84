package sensorgate.count;

/**
 * How much a counter rose in the last whole second and in the last 60 whole seconds. These are
 * counts, not averages: a sensor that sends twice a minute shows as 0 and 2. In the gateway's first
 * minute, the second number is the count since the start. The counting thread ends the seconds, any
 * thread reads.
 */
public final class Rate {

    private static final int WINDOW_S = 60;

    private final Counter counter;

    /** The counter's value at the end of each second, the latest at index {@link #at}. */
    private final long[] bySecond = new long[WINDOW_S + 1];
    private int at;
    private volatile long perSecond;
    private volatile long perMinute;

    public Rate(Counter counter) {
        this.counter = counter;
    }

    /** Ends {@code ended} seconds, before the counter rises again. Counting thread only. */
    public void seconds(long ended) {
        final long now = counter.get();
        for (long i = Math.min(ended, bySecond.length); i > 0; i--) {
            perSecond = now - bySecond[at];
            at = at == WINDOW_S ? 0 : at + 1;
            bySecond[at] = now;
        }
        perMinute = now - bySecond[at == WINDOW_S ? 0 : at + 1];
    }

    public long perSecond() {
        return perSecond;
    }

    public long perMinute() {
        return perMinute;
    }
}
