package sensorgate.count;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last {@value #MAX} series with a reading that several senders write in turns. A series is
 * kept once, with the field of the last turn: two equal sensors contest all fields of their series.
 * One thread writes and allocates nothing, any thread reads.
 */
public final class Contests {

    public static final int MAX = 16;

    private final SequenceLocks locks = new SequenceLocks(MAX);
    private final Contest[] contests = new Contest[MAX];
    private final long[] turns = new long[MAX]; // 0 for a free entry
    private long turn;

    public Contests() {
        Arrays.setAll(contests, _ -> new Contest());
    }

    /**
     * Notes a turn. Writer only.
     *
     * @param high the address of the sender that has the turn, upper half
     * @param low its lower half
     * @param otherHigh the address of the sender before, upper half
     * @param otherLow its lower half
     * @param timeNs nanoseconds since 1970
     * @param bytes holds the series from {@code from} on, and behind the series the field
     * @param seriesBytes the length of the series
     * @param nameBytes the length of series and field together, at most 1024
     */
    public void put(
            long high, long low, long otherHigh, long otherLow, long timeNs, byte[] bytes,
            int from, int seriesBytes, int nameBytes) {
        final int entry = entryOf(bytes, from, from + seriesBytes);
        final Contest contest = contests[entry];
        locks.beginWrite(entry);
        contest.setSenders(high, low, otherHigh, otherLow, timeNs);
        contest.setName(bytes, from, seriesBytes, nameBytes);
        locks.endWrite(entry);
        turns[entry] = ++turn;
    }

    /** Copies one of the {@value #MAX} entries; false if the entry is free. Any thread. */
    public boolean read(int entry, Contest into) {
        final Contest contest = contests[entry];
        int number;
        do {
            number = locks.beginRead(entry);
            into.setSenders(
                    contest.addressHigh(), contest.addressLow(), contest.otherHigh(),
                    contest.otherLow(), contest.timeNs());
            into.setName(contest.name(), 0, contest.seriesTo(), contest.nameTo());
        } while (!locks.isUnchanged(entry, number));
        return number != 0;
    }

    /** Copies all entries that are not free. Any thread; allocates. */
    public List<Contest> all() {
        List<Contest> all = new ArrayList<>();
        Contest copy = new Contest();
        for (int entry = 0; entry < MAX; entry++) {
            if (read(entry, copy)) {
                all.add(copy);
                copy = new Contest();
            }
        }
        return all;
    }

    /** The entry of the series, or else the entry without a turn for longest. */
    private int entryOf(byte[] bytes, int from, int to) {
        int oldest = 0;
        for (int entry = 0; entry < MAX; entry++) {
            if (contests[entry].isOfSeries(bytes, from, to)) {
                return entry;
            }
            oldest = turns[entry] < turns[oldest] ? entry : oldest;
        }
        return oldest;
    }
}
