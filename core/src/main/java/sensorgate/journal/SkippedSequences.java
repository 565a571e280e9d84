package sensorgate.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Sequences that no point has. After a stop that was not clean it is not known how many points
 * followed the last point found, and a controller may have read these. So the sequence jumps far
 * ahead, and the sequences in between are not counted as lost. Immutable.
 *
 * <p>If there are more gaps than a journal's header holds, the oldest are forgotten. Gaps no longer
 * listed are recognised by size: no real loss between two polls is that large.
 *
 * @param gaps in rising order, at most {@value #GAPS_MAX}
 */
public record SkippedSequences(List<Gap> gaps) {

    /** More points than a gateway writes between two forces of the disk. */
    static final long JUMP = 1L << 32;

    static final int GAPS_MAX = 250;

    public static final SkippedSequences NONE = new SkippedSequences(List.of());

    /**
     * The sequences from {@code from} up to {@code to}, exclusive. If points may be lost there,
     * because the power was cut, the gap has the times between which these points arrived.
     *
     * @param lostFromNs the arrival of the last point before the gap, nanoseconds since 1970; 0
     *         without such a point
     * @param lostToNs the start after the power cut, nanoseconds since 1970; 0 without a cut
     */
    public record Gap(long from, long to, long lostFromNs, long lostToNs) {

        /** A gap where no point is lost: the process ended, and the machine went on. */
        public Gap(long from, long to) {
            this(from, to, 0, 0);
        }

        /** True if the power was cut here, so that points of an unknown number are lost. */
        public boolean isCut() {
            return lostToNs != 0;
        }
    }

    /** These gaps and one more behind them. A gap that ends where this one begins grows. */
    SkippedSequences with(Gap gap) {
        List<Gap> longer = new ArrayList<>(gaps);
        Gap added = gap;
        if (!longer.isEmpty() && longer.getLast().to() == gap.from()) {
            added = merged(longer.removeLast(), gap);
        } else if (longer.size() == GAPS_MAX) {
            longer.removeFirst();
        }
        longer.add(added);
        return new SkippedSequences(List.copyOf(longer));
    }

    private static Gap merged(Gap first, Gap second) {
        return new Gap(
                first.from(), second.to(),
                first.isCut() ? first.lostFromNs() : second.lostFromNs(),
                second.isCut() ? second.lostToNs() : first.lostToNs());
    }

    /** The first sequence after the last gap, 0 without gaps. */
    long end() {
        return gaps.isEmpty() ? 0 : gaps.getLast().to();
    }

    /** The number of sequences from {@code from} up to {@code to}, exclusive, that have a point. */
    public long pointsBetween(long from, long to) {
        long points = Math.max(0, to - from);
        for (int i = 0; i < gaps.size(); i++) { // an iterator would be allocated
            Gap gap = gaps.get(i);
            points -= Math.max(0, Math.min(to, gap.to()) - Math.max(from, gap.from()));
        }
        return gaps.size() == GAPS_MAX ? points % JUMP : points;
    }

    /**
     * The first power cut that a reader passes that goes on from {@code from} with the point
     * {@code to}; {@code null} without a cut. Allocates nothing.
     */
    Gap firstCut(long from, long to) {
        for (int i = 0; i < gaps.size(); i++) {
            if (isPassed(gaps.get(i), from, to)) {
                return gaps.get(i);
            }
        }
        return null;
    }

    /** The last such cut. */
    Gap lastCut(long from, long to) {
        for (int i = gaps.size() - 1; i >= 0; i--) {
            if (isPassed(gaps.get(i), from, to)) {
                return gaps.get(i);
            }
        }
        return null;
    }

    private static boolean isPassed(Gap gap, long from, long to) {
        return gap.isCut() && from < gap.to() && gap.to() <= to;
    }
}
