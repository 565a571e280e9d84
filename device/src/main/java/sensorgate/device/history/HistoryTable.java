package sensorgate.device.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sensorgate.count.Counted;
import sensorgate.device.text.Columns;
import sensorgate.device.text.DurationText;

/**
 * The bins as a table for people. Several bins in turn without a value are one row. A terminal that
 * is too narrow gets the table without the number of points.
 */
final class HistoryTable {

    private static final String GAP = "  ";
    private static final int POINTS = 1;
    private static final int TEXT_COLUMNS_MAX = 60;

    private final Bins bins;
    private final int columnsMax;
    private final boolean isNumeric;
    private final TimeText times;
    private final List<String[]> rows = new ArrayList<>();

    HistoryTable(Bins bins, boolean isNumeric, TimeText times, int columnsMax) {
        this.bins = bins;
        this.columnsMax = columnsMax;
        this.isNumeric = isNumeric;
        this.times = times;
    }

    List<String> lines() {
        rows.add(isNumeric
                ? new String[] {"TIME", "POINTS", "MIN", "MEAN", "MAX", "LAST"}
                : new String[] {"TIME", "POINTS", "CHANGES", "LAST"});
        int i = 0;
        while (i < bins.count()) {
            Bin bin = bins.get(i);
            if (bin == null) {
                i = addGap(i);
            } else {
                rows.add(row(times.row(bins.startNs(i)), bin));
                i++;
            }
        }
        return aligned();
    }

    private String[] row(String time, Bin bin) {
        String count = String.valueOf(bin.count());
        String last = Columns.cut(bin.last().text(), TEXT_COLUMNS_MAX);
        return isNumeric
                ? new String[] {
                    time, count, bin.min().text(), MeanText.of(bin), bin.max().text(), last}
                : new String[] {time, count, String.valueOf(bin.changes()), last};
    }

    /** Adds one row for the empty bins from {@code i} on; returns the index of the next bin. */
    private int addGap(int i) {
        int end = i;
        while (end < bins.count() && bins.get(end) == null) {
            end++;
        }
        rows.add(new String[] {
            times.row(bins.startNs(i)), "0",
            "no points for " + DurationText.of((end - i) * bins.widthNs())});
        return end;
    }

    private List<String> aligned() {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length && row.length == widths.length; i++) {
                widths[i] = Math.max(widths[i], Columns.of(row[i]));
            }
        }
        int columns = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
        boolean hasPoints = columns <= columnsMax;
        String gap = hasPoints ? GAP : " ";
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(Columns.left(row[0], widths[0]));
            for (int i = hasPoints ? POINTS : POINTS + 1; i < row.length; i++) {
                boolean isText = i == row.length - 1 && (!isNumeric || row.length < widths.length);
                line.append(gap).append(isText ? row[i] : Columns.right(row[i], widths[i]));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The least, mean, greatest and last value of the whole range, with their times. */
    static String summary(Bin total, TimeText times) {
        String last = "last " + at(total.last(), times);
        if (total.isNumeric()) {
            return "min " + at(total.min(), times) + ", mean " + MeanText.of(total)
                    + ", max " + at(total.max(), times) + ", " + last;
        }
        return Counted.of(total.changes(), "change") + ", " + last;
    }

    private static String at(Bin.Value value, TimeText times) {
        return Columns.cut(value.text(), TEXT_COLUMNS_MAX) + " at " + times.whole(value.timeNs());
    }
}
