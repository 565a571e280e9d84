package sensorgate.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Sequences that no point has. After a power cut it is not known how many points followed the last
 * point found, and a controller may have read these. So the sequence jumps far ahead, and the
 * sequences in between are not counted as lost. Immutable.
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

    /** The sequences from {@code from} up to {@code to}, exclusive. */
    public record Gap(long from, long to) {}

    /** These gaps and a jump from {@code next}. A gap that ends at {@code next} becomes longer. */
    SkippedSequences withJump(long next) {
        List<Gap> longer = new ArrayList<>(gaps);
        long from = next;
        if (!longer.isEmpty() && longer.getLast().to() == next) {
            from = longer.removeLast().from();
        } else if (longer.size() == GAPS_MAX) {
            longer.removeFirst();
        }
        longer.add(new Gap(from, next + JUMP));
        return new SkippedSequences(List.copyOf(longer));
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
}
