package sensorgate.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The sequences that no point is known to have had. After a power cut nobody knows how many points
 * had been written beyond the last one found, and a controller may have seen them: so the ring goes
 * on far beyond, and what it jumped over is not counted as lost. Immutable.
 *
 * <p>Where more gaps came than a journal's header holds, the oldest are forgotten. Then what is
 * left of a jump is known by its size: so many points are not lost between two polls.
 *
 * @param gaps in rising order, {@value #GAPS_MAX} at the most
 */
public record SkippedSequences(List<Gap> gaps) {

    /** More points than any gateway writes between two times it is sure of the disk. */
    static final long JUMP = 1L << 32;

    static final int GAPS_MAX = 250;

    public static final SkippedSequences NONE = new SkippedSequences(List.of());

    /** The sequences from one up to, and without, another. */
    public record Gap(long from, long to) {}

    /** These and a jump from {@code next}, which makes one gap longer if it begins at its end. */
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

    /** The first sequence behind all of them, 0 if there are none. */
    long end() {
        return gaps.isEmpty() ? 0 : gaps.getLast().to();
    }

    /** How many of the sequences from one up to, and without, another had a point. */
    public long pointsBetween(long from, long to) {
        long points = Math.max(0, to - from);
        for (int i = 0; i < gaps.size(); i++) { // an iterator would be allocated
            Gap gap = gaps.get(i);
            points -= Math.max(0, Math.min(to, gap.to()) - Math.max(from, gap.from()));
        }
        return gaps.size() == GAPS_MAX ? points % JUMP : points;
    }
}
