package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sensorgate.count.Contest;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.support.TableFeed;
import sensorgate.support.TestTable;

/** The table names the readings that two senders write in turns. */
final class ContestedReadingsTest {

    private final LatestTable table = TestTable.of(8);
    private final TableFeed feed = new TableFeed(table);

    @Test
    void namesTheSendersTheTimeAndTheReading() {
        contest("temp,room=attic value=1,humidity=2", 5);
        Contest contest = table.contests().all().getFirst();
        assertEquals(List.of("temp,room=attic humidity"), names(), "once for both fields");
        assertEquals(1, contest.addressLow());
        assertEquals(2, contest.otherLow());
        assertEquals(0xFFFF_0000_0000L, contest.addressHigh());
        assertEquals(0xFFFF_0000_0000L, contest.otherHigh());
        assertEquals(feed.wallNs() - TimeUnit.SECONDS.toNanos(20), contest.timeNs());
    }

    @Test
    void isQuietAboutSendersOfOtherFieldsOfOneSeries() {
        for (int i = 0; i < 50; i++) {
            feed.pass(10, TimeUnit.SECONDS).send(1, "temp value=1");
            feed.pass(20, TimeUnit.SECONDS).send(2, "temp humidity=1");
        }
        assertEquals(List.of(), names());
    }

    /** The point of the one is older than the other's, and leaves the reading alone. */
    @Test
    void isQuietAboutLatePoints() {
        for (int i = 0; i < 50; i++) {
            feed.pass(10, TimeUnit.SECONDS).send(1, "temp value=1");
            feed.pass(20, TimeUnit.SECONDS)
                    .send(2, "temp value=1 " + (TableFeed.BEGIN_NS - 3_600_000_000_000L));
        }
        assertEquals(List.of(), names());
    }

    @Test
    void aRowThatGetsAnotherReadingBeginsAnew() {
        contest("a v=1", 4);
        ForgetRequest all = ForgetRequest.ofSilentFor(0);
        table.forget(all);
        feed.wake();
        contest("b v=1", 4);
        assertEquals(List.of(), names());
        contest("b v=1", 1);
        assertEquals(List.of("b v"), names());
    }

    /** The readings of an earlier process have no sender. */
    @Test
    void theSendersOfAnEarlierProcessAreUnknown() {
        byte[] line = "a v=1".getBytes(StandardCharsets.US_ASCII);
        Point point = new Point();
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        table.arriveBefore(new Arrival().ofUnknownBoot(TableFeed.BEGIN_NS), feed.ticksNs());
        TestTable.put(table, line, point, TableFeed.BEGIN_NS, feed.ticksNs(), TableFeed.BEGIN_NS);
        table.endRestoring();
        contest("a v=1", 4);
        assertEquals(List.of(), names());
        contest("a v=1", 1);
        assertEquals(List.of("a v"), names());
    }

    /** Sender 1 returns after each round but the first. */
    private void contest(String line, int rounds) {
        for (int i = 0; i < rounds; i++) {
            feed.pass(10, TimeUnit.SECONDS).send(1, line);
            feed.pass(20, TimeUnit.SECONDS).send(2, line);
        }
    }

    private List<String> names() {
        return table.contests().all().stream()
                .map(contest -> new String(
                        contest.name(), 0, contest.seriesTo(), StandardCharsets.US_ASCII)
                        + " " + new String(
                                contest.name(), contest.seriesTo(),
                                contest.nameTo() - contest.seriesTo(), StandardCharsets.US_ASCII))
                .toList();
    }
}
