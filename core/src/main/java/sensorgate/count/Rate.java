package sensorgate.count;

/**
 * How much a counter rose in the latest whole second and in the latest 60 of them. Whole numbers,
 * and no average: a sensor that sends twice a minute shows as 0 and 2. In a gateway's first minute
 * it is what came since it began. The counting thread turns the seconds, any thread reads.
 */
public final class Rate {

    private static final int WINDOW_S = 60;

    private final Counter counter;

    /** What the counter said at the end of each second, the latest at {@link #at}. */
    private final long[] bySecond = new long[WINDOW_S + 1];
    private int at;
    private volatile long perSecond;
    private volatile long perMinute;

    public Rate(Counter counter) {
        this.counter = counter;
    }

    /** So many seconds have ended since the counter rose last. The counting thread only. */
    public void seconds(long ended) {
        final long now = counter.get();
        for (long i = Math.min(ended, bySecond.length); i > 0; i--) {
            perSecond = now - bySecond[at];
            at = at == WINDOW_S ? 0 : at + 1;
            bySecond[at] = now;
        }
        perMinute = now - bySecond[at == WINDOW_S ? 0 : at + 1];
    }

    /** How much it rose in the latest whole second. */
    public long perSecond() {
        return perSecond;
    }

    /** How much it rose in the latest 60 whole seconds. */
    public long perMinute() {
        return perMinute;
    }
}
