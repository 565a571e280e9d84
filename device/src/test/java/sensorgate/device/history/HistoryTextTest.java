package sensorgate.device.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.text.Columns;

/** Table, chart and CSV of the same bins. */
class HistoryTextTest {

    private static final long S = 1_000_000_000;
    private static final long H = 3_600 * S;
    private static final long DAY = 1_764_028_800 * S; // 2025-11-25T00:00:00Z

    private final Bin total = new Bin();
    private Bins bins = Bins.ofWidth(H, 0);

    @Test
    void aTableShowsValuesAndGaps() {
        add(0, "20.0");
        add(0.5, "21.5");
        add(4, "9.25");
        assertEquals(
                List.of("TIME   POINTS   MIN   MEAN   MAX  LAST",
                        "00:00       2  20.0  20.75  21.5  21.5",
                        "01:00       0  no points for 3h",
                        "04:00       1  9.25  9.250  9.25  9.25"),
                table(80));
        assertEquals(
                "min 9.25 at 2025-11-25 04:00, mean 16.917, max 21.5 at 2025-11-25 00:30,"
                        + " last 9.25 at 2025-11-25 04:00",
                HistoryTable.summary(total, times()));
    }

    @Test
    void aNarrowTerminalGetsNoNumberOfPoints() {
        add(0, "20.0");
        assertEquals("TIME   MIN  MEAN  MAX LAST", table(30).getFirst());
        assertEquals("00:00 20.0 20.00 20.0 20.0", table(30).getLast());
    }

    @Test
    void aTableOfStringsCountsChanges() {
        add(0, "\"open\"");
        add(0.1, "\"shut\"");
        add(0.2, "\"s\u202ehut \\\"x\\\"\"");
        assertEquals(
                List.of("TIME   POINTS  CHANGES  LAST",
                        "00:00       3        2  s\\u202ehut \"x\""),
                table(80));
        assertTrue(HistoryTable.summary(total, times()).startsWith("2 changes, last s\\u202ehut"));
    }

    @Test
    void aChartShowsMeansSpikesAndGaps() {
        String[] values = {"0", "1", "2", "3", "4", null, null, "8", "8", "0"};
        for (int hour = 0; hour < values.length; hour++) {
            if (values[hour] != null) {
                add(hour, values[hour]);
            }
        }
        add(4.5, "8");
        assertEquals(
                List.of("8 ┤        ░░    ████",
                        "  │        ██    ████",
                        "  │      ▄▄██    ████",
                        "0 ┤▁▁▄▄██████    ████▁▁▁",
                        "  └┴───────────┴────────",
                        "   11-25       06:00"),
                chart(24, 4));
    }

    @Test
    void aChartOfBooleansHasTwoLevels() {
        add(0, "f");
        add(1, "t");
        assertEquals(
                List.of(" true ┤     ██████", "      │     ██████", "false ┤▁▁▁▁▁██████",
                        "      └┴──────────", "       11-25"),
                chart(18, 3));
    }

    @Test
    void aChartOfOneValueIsALevel() {
        add(0, "5");
        add(1, "5i");
        assertEquals(List.of("  │", "5 ┤████", "  │████", "  │████"),
                chart(7, 6).subList(2, 6).stream().map(String::stripTrailing).toList());
    }

    @Test
    void aChartOfTheGreatestDistanceIsAChart() {
        add(0, "-1.7e308");
        add(1, "1.7e308");
        assertTrue(chart(40, 4).getFirst().endsWith("█"));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 80, 133, 200})
    void aChartFitsTheTerminal(int columns) {
        bins = Bins.atMost(HistoryChart.binsMax(columns), 0);
        for (int minute = 0; minute <= 1_440; minute += 7) {
            add(minute / 60.0, String.valueOf(100_000_000 + minute));
        }
        List<String> lines = chart(columns, 10);
        assertEquals(12, lines.size());
        assertEquals(columns, lines.stream().mapToInt(Columns::of).max().orElse(0));
        String marks = lines.getLast().strip();
        assertTrue(marks.matches("(\\d\\d[:-]\\d\\d)(\\s{2,}\\d\\d[:-]\\d\\d)*"), marks);
        assertTrue(columns < 40 || marks.length() > columns / 3, marks);
    }

    @ParameterizedTest
    @CsvSource({
        "21, 21.0", "21.50, 21.500", "0.00000001, 1.00000E-8", "1e3, 1000", "-0.0, 0.00",
        "18446744073709551615u, 18446744073709551616.0"})
    void aMeanHasOneDecimalMore(String value, String mean) {
        add(0, value);
        assertEquals(mean, MeanText.of(total));
    }

    @Test
    void csvHasOneLineForEachBinOrPoint() {
        add(0, "20.5");
        add(2, "\"a,\n\\\"b\\\"\"");
        assertEquals(
                "2025-11-25T00:00:00.000Z,1764028800000000000,1,20.5,20.50,20.5,20.5,0",
                HistoryCsv.bin(bins.startNs(0), bins.get(0)));
        assertEquals(
                "2025-11-25T01:00:00.000Z,1764032400000000000,0,,,,,",
                HistoryCsv.bin(bins.startNs(1), bins.get(1)));
        assertEquals(
                "2025-11-25T02:00:00.000Z,1764036000000000000,1,,,,\"a,\\n\"\"b\"\"\",1",
                HistoryCsv.bin(bins.startNs(2), bins.get(2)));
        assertEquals("1970-01-01T00:00:00.000Z,17,21.5", HistoryCsv.raw(17, "21.5"));
        int fields = HistoryCsv.BINS_HEAD.split(",").length;
        assertEquals(fields, HistoryCsv.bin(0, null).split(",", -1).length);
    }

    private void add(double hours, String value) {
        Bin.Value one = Bin.Value.of(value, DAY + (long) (hours * H));
        boolean isChange = total.count() > 0 && !total.last().text().equals(one.text());
        bins.add(one, isChange);
        total.add(one, isChange);
    }

    private List<String> table(int columns) {
        return new HistoryTable(bins, total.isNumeric(), times(), columns).lines();
    }

    private List<String> chart(int columns, int rows) {
        return new HistoryChart(bins, total, times(), columns, rows).lines();
    }

    private TimeText times() {
        return new TimeText(
                ZoneOffset.UTC, bins.startNs(0), bins.startNs(bins.count() - 1), bins.widthNs());
    }
}
