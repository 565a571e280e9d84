package sensorgate.device.history;

import java.util.Map;
import java.util.TreeMap;

/**
 * The values of one reading in bins of equal width, in local time: a bin of one hour begins at a
 * full hour. The width is given, or grows with the span of the values until the number of bins
 * suffices. Belongs to one thread.
 */
final class Bins {

    private static final long S = 1_000_000_000;
    private static final long H = 3_600 * S;

    /** The widths to choose from, nanoseconds; each is a multiple of the one before. */
    private static final long[] WIDTHS_NS = {
        S / 1_000, S / 100, S / 10, S / 2, S, 5 * S, 15 * S, 30 * S, 60 * S, 300 * S, 900 * S,
        1_800 * S, H, 3 * H, 6 * H, 12 * H, 24 * H, 7 * 24 * H, 28 * 24 * H, 364 * 24 * H,
        3_640 * 24 * H, 36_400 * 24 * H,
    };

    private final int countMax;
    private final long offsetNs;
    private TreeMap<Long, Bin> bins = new TreeMap<>();
    private long widthNs;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    private Bins(int countMax, long widthNs, long offsetNs) {
        this.countMax = countMax;
        this.widthNs = widthNs;
        this.offsetNs = offsetNs;
    }

    /** Bins of a given width; {@code offsetNs} is how far local time is ahead of UTC. */
    static Bins ofWidth(long widthNs, long offsetNs) {
        return new Bins(Integer.MAX_VALUE, widthNs, offsetNs);
    }

    /** At most {@code countMax} bins, as narrow as possible. */
    static Bins atMost(int countMax, long offsetNs) {
        return new Bins(countMax, WIDTHS_NS[0], offsetNs);
    }

    /** The narrowest width of {@link #WIDTHS_NS} that is at least {@code ns}. */
    static long widthAtLeast(long ns) {
        int i = 0;
        while (i < WIDTHS_NS.length - 1 && WIDTHS_NS[i] < ns) {
            i++;
        }
        return WIDTHS_NS[i];
    }

    /** Makes the bins reach to a time, which may have no value. */
    void reach(long timeNs) {
        long index = index(timeNs);
        while (Math.max(last, index) - Math.min(first, index) >= countMax) {
            widen();
            index = index(timeNs);
        }
        first = Math.min(first, index);
        last = Math.max(last, index);
    }

    void add(Bin.Value value, boolean isChange) {
        reach(value.timeNs());
        bins.computeIfAbsent(index(value.timeNs()), _ -> new Bin()).add(value, isChange);
    }

    long widthNs() {
        return widthNs;
    }

    /** The number of bins, from the first with a value or a reached time to the last. */
    int count() {
        return (int) (last - first + 1);
    }

    /** The start of bin {@code i}, nanoseconds since 1970. */
    long startNs(int i) {
        return (first + i) * widthNs - offsetNs;
    }

    /** The start of bin {@code i} in local time, to find round times. */
    long localStartNs(int i) {
        return (first + i) * widthNs;
    }

    /** Bin {@code i}, {@code null} if it has no value. */
    Bin get(int i) {
        return bins.get(first + i);
    }

    private long index(long timeNs) {
        return Math.floorDiv(timeNs + offsetNs, widthNs);
    }

    private void widen() {
        long factor = widthAtLeast(widthNs + 1) / widthNs;
        widthNs *= factor;
        TreeMap<Long, Bin> wider = new TreeMap<>();
        for (Map.Entry<Long, Bin> entry : bins.entrySet()) {
            wider.computeIfAbsent(Math.floorDiv(entry.getKey(), factor), _ -> new Bin())
                    .addAll(entry.getValue());
        }
        bins = wider;
        if (first <= last) {
            first = Math.floorDiv(first, factor);
            last = Math.floorDiv(last, factor);
        }
    }
}
