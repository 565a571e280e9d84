package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sensorgate.device.text.Columns;

/** The lines of a page, drawn from a view. */
final class WatchPageTest {

    private static final long S = 1_000_000_000;
    private static final double[] RISING = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final String RED = "\033[31m";
    private static final String ALARM = "\033[1;31m";

    private final List<WatchView.Row> rows = new ArrayList<>(List.of(
            row("door,room=hall open", "true", 7_300 * S, true, 1 / 60.0, 0, 1, 0, 1),
            row("temp,room=attic humidity", "40", 3 * S, false, 0.1, RISING),
            row("temp,room=attic value", "21.5", 3 * S, false, 0.1, RISING)));
    private String trouble;
    private String clock = "";
    private boolean isLateOnly;
    private long unlisted;
    private List<WatchView.Loss> losses = List.of();

    @Test
    void drawsATable() {
        assertEquals("""
                sensorgate watch, /run/s  q quits
                READING                   VALUE     AGE          RATE  LAST VALUES
                door,room=hall open        true     2 h late    1/min  ▁█▁█
                temp,room=attic humidity     40     3 s         6/min  ▁▂▃▄▅▆▇█
                temp,room=attic value      21.5     3 s         6/min  ▁▂▃▄▅▆▇█
                3 readings, 1 late; 12/s
                nothing lost
                """, screen(24, 100));
    }

    @Test
    void drawsTheSameForAPipe() {
        assertEquals("""
                READING                   VALUE     AGE          RATE  LAST VALUES
                door,room=hall open        true     2 h late    1/min  ▁█▁█
                temp,room=attic humidity     40     3 s         6/min  ▁▂▃▄▅▆▇█
                temp,room=attic value      21.5     3 s         6/min  ▁▂▃▄▅▆▇█
                3 readings, 1 late; 12/s
                nothing lost
                """, text(WatchPage.whole(view())));
    }

    @Test
    void showsOnlyTheLateOnesWithTheirTimes() {
        isLateOnly = true;
        rows.add(row("temp,room=cellar value", "8.5", 8_000 * S, true, 0.1, RISING));
        rows.add(row("wind value", "3", 60 * S, true, 0.1, RISING));
        assertEquals("""
                sensorgate watch, /run/s  q quits
                READING                 VALUE     AGE       SINCE               USUAL
                temp,room=cellar value    8.5     2 h late  14:03:20             10 s
                door,room=hall open      true     2 h late  14:03:20             10 s
                wind value                  3    60 s late  14:03:20             10 s
                5 readings, 3 late; 12/s
                nothing lost
                """, screen(24, 100));
        assertEquals("sensorgate watc…  2-3 of 3  arrows scroll, q quits",
                WatchPage.of(view(), 1, 6, 50).getFirst().plain());
        rows.removeIf(WatchView.Row::isLate);
        assertTrue(screen(24, 100).contains("\nno reading is late\n2 readings; 12/s\n"));
    }

    @Test
    void leavesOutTheBarsFirstAndThenTheRate() {
        assertEquals(
                "temp,room=attic humidity     40     3 s         6/min  ▁▂▃▄▅▆▇█", line(3, 63));
        assertEquals("temp,room=attic humidity     40     3 s         6/min", line(3, 62));
        assertEquals("temp,ro…humidity     40     3 s         6/min", line(3, 45));
        assertEquals("temp,room=attic humidity     40     3 s", line(3, 44));
        assertEquals("tem…dity     40     3 s", line(3, 28));
    }

    @Test
    void neverDrawsMoreThanThereIsRoomFor() {
        rows.add(row("温度,部屋=屋根裏 摂氏の値", "二十一度半です", 5 * S, false, 3, RISING));
        unlisted = 7;
        losses = List.of(new WatchView.Loss("kernel_dropped", 1_000_000, 17));
        for (int lines = 1; lines < 12; lines++) {
            for (int columns = 1; columns < 120; columns++) {
                List<StyledLine> page = WatchPage.of(view(), 1, lines, columns);
                assertTrue(page.size() <= lines);
                for (StyledLine line : page) {
                    assertTrue(Columns.of(line.plain()) <= columns, line::plain);
                }
            }
        }
    }

    @Test
    void showsAPartOfALongTable() {
        String page = text(WatchPage.of(view(), 1, 6, 100));
        assertEquals(List.of(
                "sensorgate watch, /run/s  2-3 of 3  arrows scroll, q quits",
                "temp,room=attic humidity     40     3 s         6/min  ▁▂▃▄▅▆▇█",
                "temp,room=attic value      21.5     3 s         6/min  ▁▂▃▄▅▆▇█"),
                page.lines().filter(line -> !line.startsWith("READING")).limit(3).toList());
        assertEquals(6, page.lines().count());
    }

    @Test
    void cutsTheTitleRatherThanWhatPartOfTheTableItIs() {
        assertEquals("sensorgate watc…  2-3 of 3  arrows scroll, q quits",
                WatchPage.of(view(), 1, 6, 50).getFirst().plain());
        assertEquals("sensorgate watch, /run…  2-3 of 3",
                WatchPage.of(view(), 1, 6, 33).getFirst().plain());
    }

    @Test
    void saysWhatWasLostInRed() {
        losses = List.of(new WatchView.Loss("rejected_value", 3, 0));
        StyledLine line = last();
        assertEquals("lost: 3 rejected_value", line.plain());
        assertTrue(line.styled().startsWith(RED), line::styled);
        losses = List.of(
                new WatchView.Loss("rejected_value", 3, 0), new WatchView.Loss("denied", 9, 2));
        line = last();
        assertEquals("lost: 9 denied (+2), 3 rejected_value", line.plain());
        assertTrue(line.styled().startsWith(ALARM), line::styled);
        losses = List.of();
        assertFalse(last().styled().contains(RED));
    }

    @Test
    void marksTheLateOnesInRedAndInWords() {
        List<StyledLine> page = WatchPage.whole(view());
        assertTrue(page.get(1).styled().contains(RED + "   2 h late"), page.get(1)::styled);
        assertFalse(page.get(2).styled().contains(RED), page.get(2)::styled);
    }

    @Test
    void saysWhyNothingIsHeard() {
        trouble = "nobody listens; retrying";
        assertEquals("nobody listens; retrying", last().plain());
        assertTrue(last().styled().startsWith(ALARM));
    }

    @Test
    void saysWhyNothingIsHeardInTwoLinesIfNeedBe() {
        trouble = "nobody listens at 127.0.0.1:8081: start the gateway; retrying";
        List<StyledLine> page = WatchPage.of(view(), 0, 24, 40);
        assertEquals("nobody listens at 127.0.0.1:8081: start", page.get(page.size() - 2).plain());
        assertEquals("the gateway; retrying", page.getLast().plain());
        trouble = "x".repeat(50);
        page = WatchPage.of(view(), 0, 24, 40);
        assertEquals("x".repeat(40), page.get(page.size() - 2).plain());
        assertEquals("x".repeat(10), page.getLast().plain());
    }

    @Test
    void oneLongNameDoesNotTakeTheWidthOfAll() {
        rows.add(row("weather,station=the\\ one\\ behind\\ the\\ old\\ barn,floor=2 value", "7",
                S, false, 0.1, RISING));
        assertEquals(
                "temp,room=attic humidity     40     3 s         6/min  ▁▂▃▄▅▆▇█", line(3, 95));
        assertEquals(
                "weather,sta…loor=2 value      7     1 s         6/min  ▁▂▃▄▅▆▇█", line(5, 95));
        assertTrue(line(5, 200).startsWith(rows.getLast().name() + "  "));
        assertTrue(text(WatchPage.whole(view())).contains("\n" + rows.getLast().name() + "  "));
        rows.clear();
        rows.add(row("weather,station=the\\ one\\ behind\\ the\\ barn value", "7", S, false, 0));
        assertTrue(line(2, 95).startsWith(rows.getLast().name() + "  "));
    }

    @Test
    void showsAllOfAValueInAPipe() {
        rows.add(row("version text", "2026.11.23-a-long-one", S, false, 0));
        assertTrue(text(WatchPage.whole(view())).contains("  2026.11.23-a-long-one  "));
        assertTrue(screen(24, 100).contains("  2026.11.23-a-lo…  "));
    }

    @Test
    void doesNotSayWhatPartItShowsWhereItShowsNone() {
        assertEquals("sensorgate w…", WatchPage.of(view(), 0, 3, 13).getFirst().plain());
    }

    @Test
    void saysThatThereIsNothingYet() {
        rows.clear();
        List<String> lines = text(WatchPage.whole(view())).lines().toList();
        assertEquals(4, lines.size());
        assertTrue(lines.get(1).contains("no such reading"), lines::toString);
        assertTrue(lines.get(2).startsWith("0 readings"), lines::toString);
    }

    @Test
    void saysHowManyAreNotShown() {
        unlisted = 5;
        assertTrue(text(WatchPage.whole(view())).contains(
                "8 readings (5 not shown: sensorgate watch PREFIX), 1 late; 12/s\n"));
    }

    @ParameterizedTest
    @CsvSource({"-1,?", "0,0 s", "119,119 s", "120,2 min", "7199,119 min", "7200,2 h",
        "172799,47 h", "172800,2 d"})
    void tellsAnAgeInTheUnitThatSuitsIt(long seconds, String text) {
        assertEquals(text, WatchPage.age(seconds < 0 ? -1 : seconds * S));
    }

    @ParameterizedTest
    @CsvSource({"0,''", "1234.4,1234/s", "9.96,10/s", "4.93,4.9/s", "1,1/s", "0.99,1/s",
        "0.1,6/min", "0.025,1.5/min", "0.0166,1/min", "0.01,36/h", "0.000277,1/h", "0.0001,8.6/d",
        "0.00001,<1/d", "234567,235k/s"})
    void tellsARateInTheUnitThatSuitsIt(double perSecond, String text) {
        assertEquals(text, WatchPage.rate(perSecond));
    }

    private StyledLine last() {
        return WatchPage.whole(view()).getLast();
    }

    @Test
    void marksAnAgeThatIsALowerBoundAndSaysWhyInALineOfItsOwn() {
        rows.add(new WatchView.Row(
                "t v", "1", 10_800 * S, true, "", false, 10 * S, 0, new double[] {}));
        clock = "> is at least";
        List<String> lines = screen(24, 100).lines().toList();
        assertTrue(lines.get(5).contains(" >3 h"), lines.get(5));
        assertEquals("> is at least", lines.get(6));
        assertEquals(5, screen(5, 100).lines().count(), "no room for rows, none is drawn");
        assertEquals(
                WatchPage.bodyLines(view(), 24) + 5, 24, "the line takes one from the readings");
    }

    private String line(int number, int columns) {
        return WatchPage.of(view(), 0, 24, columns).get(number).plain();
    }

    private String screen(int lines, int columns) {
        return text(WatchPage.of(view(), 0, lines, columns));
    }

    private WatchView view() {
        return new WatchView(
                "sensorgate watch, /run/s", trouble, isLateOnly, rows, unlisted, "12/s", losses,
                clock);
    }

    private static String text(List<StyledLine> lines) {
        return lines.stream().map(line -> line.plain() + "\n").collect(Collectors.joining());
    }

    private static WatchView.Row row(
            String name, String value, long ageNs, boolean late, double rate, double... values) {
        return new WatchView.Row(
                name, value, ageNs, false, "14:03:20", late, 10 * S, rate, values);
    }
}
