package sensorgate.device.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sensorgate.device.text.Columns;

/**
 * The bins as a chart of block characters. A bar reaches from the least value of the whole range to
 * the mean of its bin, and in a light shade on to the greatest value of its bin. A bin without a
 * value is blank.
 */
final class HistoryChart {

    private static final String PARTS = " ▁▂▃▄▅▆▇█";
    private static final int FULL = 8;
    private static final char SHADE = '░';

    private static final int LABEL_COLUMNS_MAX = 12;

    /** A space and the axis. */
    private static final int AXIS_COLUMNS = 2;

    private static final int MARK_GAP = 2;

    private final Bins bins;
    private final Bin total;
    private final TimeText times;
    private final int rows;
    private final int labelColumns;
    private final int plotColumns;

    /**
     * Prepares the chart.
     *
     * @param bins at most {@link #binsMax(int)} of them
     * @param total the whole range: it has numbers, or booleans
     * @param columns the width of the terminal
     * @param rows the height of the bars
     */
    HistoryChart(Bins bins, Bin total, TimeText times, int columns, int rows) {
        this.bins = bins;
        this.total = total;
        this.times = times;
        this.rows = rows;
        labelColumns = Math.min(LABEL_COLUMNS_MAX, Math.max(
                Columns.of(total.max().text()), Columns.of(total.min().text())));
        plotColumns = Math.max(bins.count(), columns - labelColumns - AXIS_COLUMNS);
    }

    /** How many bins a chart of this width can show at most. */
    static int binsMax(int columns) {
        return Math.max(8, columns - LABEL_COLUMNS_MAX - AXIS_COLUMNS);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int row = rows - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder(label(row));
            for (int i = 0; i < bins.count(); i++) {
                String cell = String.valueOf(cell(bins.get(i), row));
                line.append(cell.repeat(column(i + 1) - column(i)));
            }
            lines.add(line.toString().stripTrailing());
        }
        addTimeAxis(lines);
        return lines;
    }

    private String label(int row) {
        String text = "";
        if (row == (isFlat() ? rows / 2 : rows) - 1) {
            text = total.max().text();
        } else if (row == 0 && !isFlat()) {
            text = total.min().text();
        }
        return Columns.right(text, labelColumns) + (text.isEmpty() ? " │" : " ┤");
    }

    /** The column where bin {@code i} begins: the bins share the whole width. */
    private int column(int i) {
        return (int) ((long) i * plotColumns / bins.count());
    }

    private char cell(Bin bin, int row) {
        if (bin == null) {
            return ' ';
        }
        int part = height(bin.mean()) - row * FULL;
        if (part > 0) {
            return PARTS.charAt(Math.min(part, FULL));
        }
        boolean isShaded = height(bin.max().number()) - row * FULL > FULL / 2;
        return isShaded ? SHADE : ' ';
    }

    /** The height of a bar in eighths of a row, from 1: a value is never as blank as a gap. */
    private int height(double value) {
        if (isFlat()) {
            return rows / 2 * FULL;
        }
        // halves keep the distance of two huge values finite
        double low = total.min().number() / 2;
        double range = total.max().number() / 2 - low;
        int height = (int) Math.round((value / 2 - low) / range * rows * FULL);
        return Math.clamp(height, 1, rows * FULL);
    }

    private boolean isFlat() {
        return total.max().number() / 2 - total.min().number() / 2 <= 0;
    }

    private void addTimeAxis(List<String> lines) {
        char[] axis = new char[plotColumns];
        char[] marks = new char[plotColumns];
        Arrays.fill(axis, '─');
        Arrays.fill(marks, ' ');
        long stepNs = stepNs();
        int free = 0;
        for (int i = 0; i < bins.count(); i++) {
            if (bins.localStartNs(i) % stepNs == 0) {
                free = mark(i, stepNs, free, axis, marks);
            }
        }
        if (free == 0) { // no round time in the range
            mark(0, bins.widthNs(), free, axis, marks);
        }
        String indent = " ".repeat(labelColumns + 1);
        lines.add(indent + "└" + new String(axis));
        lines.add((indent + " " + new String(marks)).stripTrailing());
    }

    /** Marks the start of bin {@code i} if its text has room; returns the next free column. */
    private int mark(int i, long stepNs, int free, char[] axis, char[] marks) {
        String text = times.mark(bins.startNs(i), stepNs);
        int at = column(i);
        if (at < free || at + text.length() > marks.length) {
            return free;
        }
        axis[at] = '┴';
        text.getChars(0, text.length(), marks, at);
        return at + text.length() + MARK_GAP;
    }

    /** The distance of two marks: round, and far enough for their texts. */
    private long stepNs() {
        long stepNs = bins.widthNs();
        while (stepNs / bins.widthNs() * plotColumns / bins.count()
                < times.mark(bins.startNs(0) + 1_000_000, stepNs).length() + MARK_GAP) {
            long next = Bins.widthAtLeast(stepNs + 1);
            if (next == stepNs) {
                return stepNs;
            }
            stepNs = next;
        }
        return stepNs;
    }
}
