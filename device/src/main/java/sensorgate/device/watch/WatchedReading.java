package sensorgate.device.watch;

import sensorgate.device.client.SilentReading;
import sensorgate.device.text.ValueText;

/**
 * A reading as {@code watch} knows it: value, silence, pace and last values. Times of arrival are
 * nanoseconds on the steady clock. Belongs to one thread.
 */
final class WatchedReading {

    /** How many values are kept for the bars. */
    static final int VALUES_MAX = 40;

    /** How many intervals are kept to compute the pace. */
    private static final int INTERVALS_MAX = 8;

    /** A single interval proves nothing: a sensor may have started, or the gateway. */
    private static final int INTERVALS_MIN = 2;

    /**
     * Values within this time are one burst; intervals lie between bursts. A burst is a datagram
     * with several values, datagrams that waited in the kernel, or all values between two looks.
     */
    private static final long BURST_NS = 100_000_000;

    static final long UNKNOWN = Long.MIN_VALUE;

    private final String name;
    private final double[] values = new double[VALUES_MAX];
    private final long[] intervalsNs = new long[INTERVALS_MAX];
    private final int[] burstSizes = new int[INTERVALS_MAX]; // of the burst before the interval
    private String value = "";
    private int valueCount;
    private int intervalCount;
    private long timeNs;
    private long silentSinceNs = UNKNOWN;
    private long usualNs;
    private boolean isLate;
    private boolean isLeast;
    private long burstNs = UNKNOWN;
    private int burstSize;
    private boolean heard;
    private boolean afterGap;

    WatchedReading(String name) {
        this.name = name;
    }

    /** Takes the latest value of DUMP, unless the value has come by SINCE already. */
    void latest(String valueText, long pointTimeNs) {
        if (!heard || pointTimeNs != timeNs) {
            gap();
            remember(valueText, pointTimeNs);
            burstNs = UNKNOWN;
        }
    }

    /**
     * Takes a value that arrived just now.
     *
     * @param pointTimeNs the point's time: the sensor's, or the time of arrival
     */
    void hear(String valueText, long pointTimeNs, long arrivedNs) {
        silentSinceNs = arrivedNs;
        isLeast = false;
        take(valueText, pointTimeNs, arrivedNs);
    }

    /**
     * Takes a value that arrived before {@code watch} began. The point's time tells the pace only:
     * how long ago the value arrived, the gateway knows.
     *
     * @param pointTimeNs the point's time: the sensor's, or the time of arrival
     */
    void remember(String valueText, long pointTimeNs) {
        take(valueText, pointTimeNs, pointTimeNs);
    }

    private void take(String valueText, long pointTimeNs, long paceNs) {
        notePace(paceNs);
        heard = true;
        timeNs = pointTimeNs;
        value = ValueText.shown(valueText);
        double number = ValueText.number(valueText);
        if (Double.isFinite(number)) {
            values[valueCount++ % VALUES_MAX] = number;
        }
    }

    private void notePace(long arrivedNs) {
        boolean isKnown = !afterGap && burstNs != UNKNOWN
                && arrivedNs >= burstNs; // false if a sensor's clock was set back
        if (isKnown && arrivedNs - burstNs < BURST_NS) {
            burstSize++;
            return;
        }
        if (isKnown) {
            int index = intervalCount++ % INTERVALS_MAX;
            intervalsNs[index] = arrivedNs - burstNs;
            burstSizes[index] = burstSize;
        }
        burstNs = arrivedNs;
        burstSize = 1;
        afterGap = false;
    }

    /** Some values are missing: the next interval does not count. */
    void gap() {
        afterGap = true;
    }

    String name() {
        return name;
    }

    String value() {
        return value;
    }

    /** The last numeric values, the oldest first. */
    double[] values() {
        int count = Math.min(valueCount, VALUES_MAX);
        double[] inOrder = new double[count];
        for (int i = 0; i < count; i++) {
            inOrder[i] = values[(valueCount - count + i) % VALUES_MAX];
        }
        return inOrder;
    }

    /** Takes what the gateway says at {@code nowNs}: silent for how long, and whether late. */
    void silent(SilentReading silence, boolean isLate, long nowNs) {
        silentSinceNs = nowNs - silence.silentNs();
        isLeast = silence.isLeast();
        usualNs = silence.usualNs();
        this.isLate = isLate;
    }

    /** The values from before {@code watch} are complete: the next interval begins at the last. */
    void begin() {
        burstNs = silentSinceNs;
    }

    /** The time since the last arrival, or {@link #UNKNOWN}. */
    long ageNs(long nowNs) {
        return silentSinceNs == UNKNOWN ? UNKNOWN : Math.max(0, nowNs - silentSinceNs);
    }

    /** True if the reading may be older than {@link #ageNs}. */
    boolean isLeast() {
        return isLeast;
    }

    /** The usual interval, 0 if not known. */
    long usualNs() {
        return usualNs;
    }

    boolean isLate() {
        return isLate;
    }

    /**
     * Values a second, 0 if not known: the average of the last intervals without the longest, which
     * may have been a pause.
     */
    double perSecond() {
        int intervals = Math.min(intervalCount, INTERVALS_MAX);
        if (intervals < INTERVALS_MIN) {
            return 0;
        }
        int leftOut = intervals > INTERVALS_MIN ? longestInterval(intervals) : -1;
        long values = 0;
        long sumNs = 0;
        for (int i = 0; i < intervals; i++) {
            if (i != leftOut) {
                values += burstSizes[i];
                sumNs += intervalsNs[i];
            }
        }
        return values * 1e9 / sumNs;
    }

    private int longestInterval(int intervals) {
        int longest = 0;
        for (int i = 1; i < intervals; i++) {
            longest = intervalsNs[i] > intervalsNs[longest] ? i : longest;
        }
        return longest;
    }
}
