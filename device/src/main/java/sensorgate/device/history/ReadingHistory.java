package sensorgate.device.history;

import java.util.List;
import java.util.function.Predicate;
import sensorgate.device.client.ReadingName;
import sensorgate.device.text.ValueText;
import sensorgate.line.PlausibleTime;

/**
 * Takes the lines of the journal and keeps what they say about one reading in a range of time, in
 * bins. Belongs to one thread.
 */
final class ReadingHistory implements Predicate<String> {

    /** Receives each value in the range as it was sent, in order of arrival; false to stop. */
    interface Values {
        boolean take(long timeNs, String value);
    }

    /** The journal begins at the earliest time of its first points, this number of them. */
    private static final int BEGINNING_POINTS = 100;

    private final ReadingPoints points;
    private final long fromNs;
    private final long toNs;
    private final List<Bins> bins;
    private final Values values;
    private final Bin total = new Bin();
    private String previous;
    private long lines;
    private long beginsNs = Long.MAX_VALUE;
    private long earlier;
    private long ahead;
    private long newestEarlierNs = Long.MIN_VALUE;

    /**
     * Begins without a value.
     *
     * @param fromNs the first time of the range, nanoseconds since 1970
     * @param toNs the last time of the range
     * @param bins receive the values in the range
     * @param values receives them, too
     */
    ReadingHistory(ReadingName name, long fromNs, long toNs, List<Bins> bins, Values values) {
        points = new ReadingPoints(name);
        this.fromNs = fromNs;
        this.toNs = toNs;
        this.bins = bins;
        this.values = values;
    }

    /** Takes a line of SINCE; false to stop. */
    @Override
    public boolean test(String line) {
        if (lines++ < BEGINNING_POINTS) {
            noteBeginning(line);
        }
        return !points.take(line) || take(points.value(), points.timeNs());
    }

    private boolean take(String value, long timeNs) {
        if (timeNs < fromNs) {
            earlier++;
            newestEarlierNs = Math.max(newestEarlierNs, timeNs);
            previous = ValueText.shown(value);
            return true;
        }
        if (timeNs > toNs) {
            ahead++;
            return true;
        }
        Bin.Value one = Bin.Value.of(value, timeNs);
        String shown = ValueText.shown(value);
        boolean isChange = previous != null && !shown.equals(previous);
        previous = shown;
        total.add(one, isChange);
        bins.forEach(each -> each.add(one, isChange));
        return values.take(timeNs, value);
    }

    private void noteBeginning(String line) {
        String time = line.substring(line.lastIndexOf(' ') + 1);
        if (time.matches("\\d{1,18}|[1-8]\\d{18}")) {
            long timeNs = Long.parseLong(time);
            if (timeNs >= PlausibleTime.EARLIEST_NS) {
                beginsNs = Math.min(beginsNs, timeNs);
            }
        }
    }

    /** All values in the range. */
    Bin total() {
        return total;
    }

    /** About when the journal begins, nanoseconds since 1970; if not known, the end of time. */
    long beginsNs() {
        return beginsNs;
    }

    /** How many values have an earlier time than the range. */
    long earlier() {
        return earlier;
    }

    /** The latest time before the range that a value has. */
    long newestEarlierNs() {
        return newestEarlierNs;
    }

    /** How many values have a time in the future. */
    long ahead() {
        return ahead;
    }
}
