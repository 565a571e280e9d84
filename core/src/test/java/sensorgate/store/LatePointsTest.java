package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sensorgate.support.TableFeed;
import sensorgate.support.TestTable;

/** A late point leaves the reading alone, and no sensor's clock freezes a reading. */
final class LatePointsTest {

    private final LatestTable table = TestTable.of(8);
    private final TableFeed feed = new TableFeed(table);

    @Test
    void aSensorThatEmptiesItsBufferDoesNotReplaceTheNewestValue() {
        feed.sendOlder("power,ch=1 watts=500", 1, TimeUnit.SECONDS);
        feed.sendOlder("power,ch=1 watts=480", 10, TimeUnit.MINUTES);
        assertEquals("500", feed.value("power,ch=1", "watts"));
        assertEquals(1, table.late());
        assertEquals(1, feed.ageS("power,ch=1", "watts"));
    }

    @Test
    void theAgeOfABufferedPointCountsFromItsOwnTime() {
        feed.sendOlder("power watts=480", 10, TimeUnit.MINUTES);
        assertEquals(600, feed.ageS("power", "watts"));
        feed.pass(5, TimeUnit.SECONDS);
        assertEquals(605, feed.ageS("power", "watts"));
    }

    @Test
    void ofPointsInAnyOrderTheNewestStays() {
        for (int minutes : new int[] {3, 7, 1, 9, 2}) {
            feed.sendOlder("m v=" + minutes, minutes, TimeUnit.MINUTES);
        }
        assertEquals("1", feed.value("m", "v"));
    }

    @Test
    void ofEqualTimesTheLastToArriveStays() {
        String time = " " + (feed.wallNs() - 1);
        feed.send("m v=1" + time);
        feed.pass(1, TimeUnit.MILLISECONDS);
        feed.send("m v=2" + time);
        assertEquals("2", feed.value("m", "v"));
        feed.send("m v=3,v=4" + time);
        assertEquals("4", feed.value("m", "v"));
    }

    /** Times of arrival come in steps: that of the second point is before that of the first. */
    @Test
    void aPointWithoutATimeIsNeverLate() {
        feed.setClock(TableFeed.BEGIN_NS + 200);
        feed.sendOlder("m v=1", 0, TimeUnit.SECONDS);
        feed.send("m v=2");
        assertEquals("2", feed.value("m", "v"));
        assertEquals(0, table.late());
        feed.sendOlder("m v=3", 100, TimeUnit.NANOSECONDS);
        assertEquals("2", feed.value("m", "v"));
    }

    @Test
    void isDecidedForEachField() {
        feed.sendOlder("m a=1", 1, TimeUnit.MINUTES);
        feed.sendOlder("m b=1", 3, TimeUnit.MINUTES);
        feed.sendOlder("m a=2,b=2,c=2", 2, TimeUnit.MINUTES);
        assertEquals("1", feed.value("m", "a"));
        assertEquals("2", feed.value("m", "b"));
        assertEquals("2", feed.value("m", "c"));
        assertEquals(1, table.late());
    }

    @Test
    void aClockThatFellBackTo1970DoesNotFreezeTheReading() {
        feed.sendOlder("m v=1", 0, TimeUnit.SECONDS);
        feed.pass(1, TimeUnit.SECONDS).send("m v=2 17000000000");
        assertEquals("2", feed.value("m", "v"));
        assertEquals(0, feed.ageS("m", "v"));
        feed.pass(1, TimeUnit.SECONDS).sendOlder("m v=3", 0, TimeUnit.SECONDS);
        assertEquals("3", feed.value("m", "v"));
    }

    @Test
    void aClockThatWasAnHourAheadDoesNotFreezeTheReading() {
        feed.sendOlder("m v=1", -60, TimeUnit.MINUTES);
        assertEquals(0, feed.ageS("m", "v"));
        feed.pass(1, TimeUnit.SECONDS).sendOlder("m v=2", 0, TimeUnit.SECONDS);
        assertEquals("2", feed.value("m", "v"));
        feed.pass(1, TimeUnit.SECONDS).send("m v=3");
        assertEquals("3", feed.value("m", "v"));
    }

    /** As after a power cut, when some clocks begin on the day the firmware was compiled. */
    @Test
    void aClockThatFellBackByAYearFreezesTheReadingForAnHourAtMost() {
        feed.send("m v=0");
        int minutes = 0;
        do {
            feed.pass(1, TimeUnit.MINUTES).sendOlder("m v=" + ++minutes, 365, TimeUnit.DAYS);
        } while (feed.value("m", "v").equals("0"));
        assertEquals(60, minutes);
        assertEquals(TimeUnit.DAYS.toSeconds(365), feed.ageS("m", "v"), "its honest age");
        feed.pass(1, TimeUnit.MINUTES).sendOlder("m v=61", 365, TimeUnit.DAYS);
        assertEquals("61", feed.value("m", "v"));
    }

    @Test
    void theMachinesClockSetBackDoesNotFreezeTheReading() {
        feed.send("m v=1");
        feed.setClock(feed.wallNs() - TimeUnit.HOURS.toNanos(1));
        feed.pass(1, TimeUnit.SECONDS).sendOlder("m v=2", 50, TimeUnit.MILLISECONDS);
        assertEquals("2", feed.value("m", "v"));
        feed.pass(1, TimeUnit.SECONDS).sendOlder("m v=3", 50, TimeUnit.MILLISECONDS);
        assertEquals("3", feed.value("m", "v"));
    }

    /** A Pi without a clock chip begins in the past, and a time server sets its clock. */
    @Test
    void theMachinesClockSetForwardChangesNoAge() {
        feed.setClock(TimeUnit.DAYS.toNanos(1));
        feed.send("m v=1 " + TableFeed.BEGIN_NS);
        feed.setClock(TableFeed.BEGIN_NS);
        assertEquals(0, feed.ageS("m", "v"));
        feed.pass(2, TimeUnit.SECONDS).sendOlder("m v=2", 1, TimeUnit.SECONDS);
        assertEquals("2", feed.value("m", "v"));
        assertEquals(1, feed.ageS("m", "v"));
    }
}
