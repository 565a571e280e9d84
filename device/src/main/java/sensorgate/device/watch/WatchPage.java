package sensorgate.device.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import sensorgate.count.Counted;
import sensorgate.device.text.Columns;
import sensorgate.device.text.DurationText;
import sensorgate.device.watch.StyledLine.Style;

/**
 * Draws a {@link WatchView} as lines: a pure function of the view and the size. A narrow page first
 * omits the bars, then the rate; long names are cut in the middle, and a few long names do not
 * take columns from the bars of all. If only late readings are shown, the time since when they are
 * silent and the usual interval replace the bars and the rate.
 */
final class WatchPage {

    /** The columns of a page without a limit. */
    static final int UNBOUNDED = 1_000_000;

    /** The lines around the rows: title, head of the table, totals and losses; see the clock. */
    private static final int FRAME_LINES = 4;

    private static final String GAP = "  ";
    private static final int TITLE_MIN = 16; // sensorgate watch
    private static final int VALUE_MIN = 5;
    private static final int VALUE_MAX = 16;
    private static final int AGE = 6;
    private static final int LATE = 5; // " late"
    private static final int RATE = 7;
    private static final int SINCE = 16; // 2026-11-27 14:03
    private static final int BARS_MIN = 8;
    private static final int NAME_WITH_RATE = 16;
    private static final int NAME_WITH_BARS = 24;

    private static final String[] RATE_UNITS = {"/s", "/min", "/h", "/d"};
    private static final int[] RATE_UNITS_S = {1, 60, 3_600, 86_400};

    private final WatchView view;
    private final List<WatchView.Row> rows;
    private final int columns;
    private final int nameColumns;
    private final int valueColumns;
    private final int ageColumns;
    private final boolean hasRate;
    private final int barColumns;

    private WatchPage(WatchView view, int columns) {
        this.view = view;
        this.rows = view.shown();
        this.columns = columns;
        int valueMax = columns == UNBOUNDED ? UNBOUNDED : VALUE_MAX;
        valueColumns = Math.clamp(widest(false), VALUE_MIN, valueMax);
        ageColumns = rows.stream().mapToInt(row -> Columns.of(age(row))).reduce(AGE, Math::max);
        int nameMax = Math.max(widest(true), "READING".length());
        int nameWanted = columns == UNBOUNDED ? nameMax : usualName(nameMax);
        int fixed = GAP.length() * 2 + valueColumns + ageColumns + LATE
                + (view.isLateOnly() ? GAP.length() + SINCE : 0);
        hasRate = columns - fixed - GAP.length() - RATE >= Math.min(nameWanted, NAME_WITH_RATE);
        int room = columns - fixed - (hasRate ? GAP.length() + RATE : 0);
        boolean hasBars = hasRate && !view.isLateOnly()
                && room - GAP.length() - BARS_MIN >= Math.min(nameWanted, NAME_WITH_BARS);
        int roomOfName = hasBars ? room - GAP.length() - BARS_MIN : room;
        int beyondBars = hasBars ? room - GAP.length() - WatchedReading.VALUES_MAX : room;
        nameColumns = Math.max(1, Math.min(
                nameMax, Math.max(beyondBars, Math.min(nameWanted, roomOfName))));
        barColumns = hasBars
                ? Math.min(WatchedReading.VALUES_MAX, room - GAP.length() - nameColumns)
                : 0;
    }

    /** The whole page, for a pipe or a file. */
    static List<StyledLine> whole(WatchView view) {
        return new WatchPage(view, UNBOUNDED).lines(0, view.shown().size(), false);
    }

    /**
     * The part of the page that fits on a terminal.
     *
     * @param first the index of the first reading to show
     */
    static List<StyledLine> of(WatchView view, int first, int lines, int columns) {
        int body = bodyLines(view, lines);
        List<StyledLine> all = new WatchPage(view, columns).lines(
                first, Math.min(view.shown().size(), first + body), true);
        return all.subList(0, Math.min(lines, all.size()));
    }

    static int bodyLines(WatchView view, int lines) {
        return Math.max(0, lines - FRAME_LINES - (view.clock().isEmpty() ? 0 : 1));
    }

    /** An age as text, {@code ?} if it is negative. */
    static String age(long ageNs) {
        return ageNs < 0 ? "?" : DurationText.about(ageNs);
    }

    private static String age(WatchView.Row row) {
        return (row.isLeast() ? ">" : "") + age(row.ageNs());
    }

    /** A rate as text, per second, minute, hour or day: {@code 6/min}. */
    static String rate(double perSecond) {
        for (int i = 0; i < RATE_UNITS.length; i++) {
            double rate = perSecond * RATE_UNITS_S[i];
            if (rate >= 0.95) {
                return number(rate) + RATE_UNITS[i];
            }
        }
        return perSecond == 0 ? "" : "<1/d";
    }

    private List<StyledLine> lines(int from, int to, boolean isScreen) {
        List<StyledLine> lines = new ArrayList<>();
        if (isScreen) {
            lines.add(title(from, to));
        }
        lines.add(head());
        rows.subList(Math.min(from, to), to).forEach(row -> lines.add(row(row)));
        if (rows.isEmpty()) {
            lines.add(new StyledLine(columns).add(Style.FAINT, view.rows().isEmpty()
                    ? "no such reading yet"
                    : "no reading is late"));
        }
        if (!view.clock().isEmpty()) {
            lines.add(new StyledLine(columns).add(Style.FAINT, view.clock()));
        }
        if (view.trouble() == null) {
            lines.add(totals());
            lines.add(losses());
        } else {
            lines.addAll(trouble());
        }
        return lines;
    }

    private StyledLine title(int from, int to) {
        int all = rows.size();
        boolean isPart = from < to && to - from < all;
        String part = isPart ? GAP + (from + 1) + "-" + to + " of " + all : "";
        String keys = GAP + (part.isEmpty() ? "q quits" : "arrows scroll, q quits");
        int room = columns - Columns.of(part);
        boolean hasKeys = room - Columns.of(keys) >= TITLE_MIN;
        String title = Columns.cut(view.title(), hasKeys ? room - Columns.of(keys) : room);
        return new StyledLine(columns)
                .add(Style.BOLD, title).add(part).add(Style.FAINT, hasKeys ? keys : "");
    }

    private StyledLine head() {
        String text = Columns.left("READING", nameColumns) + GAP
                + Columns.right("VALUE", valueColumns) + GAP
                + Columns.right("AGE", ageColumns) + " ".repeat(LATE)
                + (view.isLateOnly() ? GAP + Columns.left("SINCE", SINCE) : "")
                + (hasRate ? GAP + Columns.right(view.isLateOnly() ? "USUAL" : "RATE", RATE) : "")
                + (barColumns > 0 ? GAP + "LAST VALUES" : "");
        return new StyledLine(columns).add(Style.FAINT, text);
    }

    private StyledLine row(WatchView.Row row) {
        StyledLine line = new StyledLine(columns)
                .add(Columns.left(Columns.cutMiddle(row.name(), nameColumns), nameColumns) + GAP)
                .add(row.isLate() ? Style.FAINT : Style.BOLD,
                        Columns.right(row.value(), valueColumns))
                .add(GAP)
                .add(row.isLate() ? Style.RED : Style.PLAIN,
                        Columns.right(age(row), ageColumns)
                                + Columns.left(row.isLate() ? " late" : "", LATE));
        if (view.isLateOnly()) {
            line.add(GAP + Columns.left(row.since(), SINCE));
        }
        if (hasRate) {
            line.add(GAP + Columns.right(
                    view.isLateOnly() ? age(row.usualNs()) : rate(row.perSecond()), RATE));
        }
        if (barColumns > 0) {
            line.add(GAP + Sparkline.of(row.values(), barColumns));
        }
        return line;
    }

    private StyledLine totals() {
        long readings = view.rows().size() + view.unlisted();
        StyledLine line = new StyledLine(columns);
        line.add(Counted.of(readings, "reading"));
        if (view.unlisted() > 0) {
            line.add(" (" + view.unlisted() + " not shown: sensorgate watch PREFIX)");
        }
        if (view.late() > 0) {
            line.add(", ").add(Style.RED, view.late() + " late");
        }
        return line.add(view.flow().isEmpty() ? "" : "; " + view.flow());
    }

    /** Losses since watch began come first, in alarm. */
    private StyledLine losses() {
        if (view.losses().isEmpty()) {
            return new StyledLine(columns).add("nothing lost");
        }
        StringJoiner text = new StringJoiner(", ", "lost: ", "");
        List<WatchView.Loss> losses = new ArrayList<>(view.losses());
        losses.sort(Comparator.comparing(loss -> loss.watched() == 0));
        for (WatchView.Loss loss : losses) {
            String watched = loss.watched() > 0 ? " (+" + loss.watched() + ")" : "";
            text.add(loss.count() + " " + loss.counter() + watched);
        }
        boolean isNow = losses.getFirst().watched() > 0;
        return new StyledLine(columns).add(isNow ? Style.ALARM : Style.RED, text.toString());
    }

    /** The trouble in one line or two, since it ends with the remedy; two replace the totals. */
    private List<StyledLine> trouble() {
        String text = view.trouble();
        if (Columns.of(text) <= columns) {
            return List.of(totals(), alarm(text));
        }
        int space = text.lastIndexOf(' ', Columns.cut(text, columns).length() - 1);
        int end = space > 0 ? space : columns;
        return List.of(alarm(text.substring(0, end)), alarm(text.substring(end).strip()));
    }

    private StyledLine alarm(String text) {
        return new StyledLine(columns).add(Style.ALARM, text);
    }

    /** The columns that are enough for nine of ten names: a few long names are cut instead. */
    private int usualName(int nameMax) {
        int[] columns = rows.stream()
                .mapToInt(row -> Columns.of(row.name()))
                .sorted()
                .toArray();
        int usual = columns.length == 0 ? 0 : columns[(columns.length - 1) * 9 / 10];
        return Math.min(nameMax, Math.max(usual, NAME_WITH_BARS));
    }

    private int widest(boolean names) {
        return rows.stream()
                .mapToInt(row -> Columns.of(names ? row.name() : row.value()))
                .max()
                .orElse(0);
    }

    private static String number(double number) {
        if (number >= 99_999.5) {
            return String.format(Locale.ROOT, "%.0fk", number / 1_000);
        }
        return String.format(Locale.ROOT, number < 9.95 ? "%.1f" : "%.0f", number)
                .replaceFirst("\\.0$", "");
    }
}
