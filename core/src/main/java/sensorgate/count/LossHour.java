package sensorgate.count;

import java.util.Arrays;

/**
 * How much a counter of losses rose in the last hour: since the end of the minute 59 minutes before
 * the current one, or since the start. One thread ends the minutes, any thread reads.
 */
public final class LossHour {

    private static final int MINUTES = 60;

    private final Stat loss;

    /** The counter's value at the end of each minute, the latest at index {@link #at}. */
    private final long[] byMinute = new long[MINUTES];
    private int at;
    private volatile long hourAgo;

    /** Counts from now on. */
    public LossHour(Stat loss) {
        this.loss = loss;
        hourAgo = loss.value().getAsLong();
        Arrays.fill(byMinute, hourAgo);
    }

    public Stat loss() {
        return loss;
    }

    /** Ends a minute and returns the count of this minute. The thread that ends the minutes. */
    public long endMinute() {
        final long now = loss.value().getAsLong();
        final long lost = now - byMinute[at];
        at = (at + 1) % MINUTES;
        byMinute[at] = now;
        hourAgo = byMinute[(at + 1) % MINUTES];
        return lost;
    }

    /** The count of the last hour. Any thread; allocates nothing. */
    public long count() {
        final long before = hourAgo; // first: the counter only rises
        return loss.value().getAsLong() - before;
    }
}
