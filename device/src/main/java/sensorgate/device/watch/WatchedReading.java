package sensorgate.device.watch;

import java.util.Arrays;
import sensorgate.device.text.Printable;

/**
 * One reading as {@code watch} has come to know it: its value, when it came, how often it usually
 * does, and its last values. Times are nanoseconds since 1970 by this machine's clock. Belongs to
 * one thread.
 */
final class WatchedReading {

    /** The most values that are kept to be drawn. */
    static final int VALUES_MAX = 40;

    /** What the usual interval is told from. */
    private static final int INTERVALS_MAX = 8;

    /** One interval may be the sensor's first, or the gateway's restart. */
    private static final int INTERVALS_MIN = 2;

    /**
     * What comes within so long is one burst, and intervals lie between bursts: several values in a
     * datagram, what waited in the kernel, or all that came between two looks.
     */
    private static final long BURST_NS = 100_000_000;

    /** A series is late when it is silent for so many of its usual intervals… */
    private static final int LATE_INTERVALS = 3;

    /** …and at least so long: a look takes its time, and a network too. */
    private static final long LATE_MIN_NS = 1_000_000_000;

    /** A series is late, too, when it is silent for so long and nothing is known of it. */
    private static final long LATE_UNKNOWN_NS = 3_600_000_000_000L;

    static final long UNKNOWN = -1;

    private final String name;
    private final double[] values = new double[VALUES_MAX];
    private final long[] intervalsNs = new long[INTERVALS_MAX];
    private final int[] burstSizes = new int[INTERVALS_MAX]; // of the burst before the interval
    private String value = "";
    private int valueCount;
    private int intervalCount;
    private long timeNs;
    private long arrivedNs = UNKNOWN;
    private long burstNs = UNKNOWN;
    private int burstSize;
    private boolean heard;
    private boolean afterGap;

    /** A reading by this name. */
    WatchedReading(String name) {
        this.name = name;
    }

    /** Takes what the gateway says is its latest: news if the journal has not told it yet. */
    void latest(String valueText, long pointTimeNs, long arrivedNs) {
        if (!heard || pointTimeNs != timeNs) {
            gap();
            hear(valueText, pointTimeNs, arrivedNs);
        }
    }

    /**
     * Takes a value that has come.
     *
     * @param pointTimeNs the point's time: the sensor's own, or that of arrival
     * @param arrivedNs when it came, or {@link #UNKNOWN}
     */
    void hear(String valueText, long pointTimeNs, long arrivedNs) {
        notePace(arrivedNs);
        heard = true;
        timeNs = pointTimeNs;
        this.arrivedNs = arrivedNs;
        value = shown(valueText);
        double number = number(valueText);
        if (Double.isFinite(number)) {
            values[valueCount++ % VALUES_MAX] = number;
        }
    }

    private void notePace(long arrivedNs) {
        boolean isKnown = !afterGap && burstNs != UNKNOWN && arrivedNs != UNKNOWN
                && arrivedNs >= burstNs; // or the clock was set back
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

    /** What came since was not all seen: the next interval says nothing. */
    void gap() {
        afterGap = true;
    }

    /** Series and field. */
    String name() {
        return name;
    }

    /** The value as a person reads it. */
    String value() {
        return value;
    }

    /** The last values that are numbers, the oldest first. */
    double[] values() {
        int count = Math.min(valueCount, VALUES_MAX);
        double[] inOrder = new double[count];
        for (int i = 0; i < count; i++) {
            inOrder[i] = values[(valueCount - count + i) % VALUES_MAX];
        }
        return inOrder;
    }

    /** How long ago it came, or {@link #UNKNOWN}. */
    long ageNs(long nowNs) {
        return arrivedNs == UNKNOWN ? UNKNOWN : Math.max(0, nowNs - arrivedNs);
    }

    /** True if it ought to have come again by now. */
    boolean isLate(long nowNs) {
        long usualNs = usualNs();
        long lateNs = usualNs == UNKNOWN
                ? LATE_UNKNOWN_NS
                : Math.max(LATE_MIN_NS, LATE_INTERVALS * usualNs);
        return ageNs(nowNs) > lateNs;
    }

    /**
     * How often it comes a second, 0 if not known: on the average of its last intervals but for the
     * longest, which may have been a pause.
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

    /**
     * Three of four intervals are no longer than this: a pause among the last ones does not make it
     * longer, nor do values that come several at once make it short.
     */
    private long usualNs() {
        long[] sorted = sortedIntervals();
        return sorted.length < INTERVALS_MIN ? UNKNOWN : sorted[sorted.length * 3 / 4];
    }

    private long[] sortedIntervals() {
        long[] sorted = Arrays.copyOf(intervalsNs, Math.min(intervalCount, INTERVALS_MAX));
        Arrays.sort(sorted);
        return sorted;
    }

    /** A number without the suffix of its type, a string without its quotes and escapes. */
    private static String shown(String text) {
        if (text.startsWith("\"")) {
            String inner = text.substring(1, text.length() - 1);
            return Printable.of(inner.replaceAll("\\\\([\"\\\\])", "$1"));
        }
        boolean isSuffixed = text.endsWith("i") || text.endsWith("u");
        return Printable.of(isSuffixed ? text.substring(0, text.length() - 1) : text);
    }

    /** A boolean is 1 or 0, a string no number. */
    private static double number(String text) {
        return switch (text.charAt(0)) {
            case '"' -> Double.NaN;
            case 't', 'T' -> 1;
            case 'f', 'F' -> 0;
            default -> Double.parseDouble(text.replaceFirst("[iu]$", ""));
        };
    }
}
