package sensorgate.store;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.Allocation;
import sensorgate.support.TableFeed;
import sensorgate.support.TestTable;

/** The usual interval of simulated sensors, and when they are late. */
final class RhythmTest {

    private static final long SEED = 20_261_127;

    private final Random random = new Random(SEED);
    private final LatestTable table = TestTable.of(4);
    private final TableFeed feed = new TableFeed(table);

    // ---- regular senders

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10, 60, 600, 3_600, 86_400, 30 * 86_400})
    void aRegularSensorIsLateAfterThreeIntervals(long intervalS) {
        for (int i = 0; i < 20; i++) {
            feed.send("m v=" + i);
            feed.pass(intervalS, SECONDS);
            assertFalse(isLate(), "point " + i);
        }
        assertEquals(intervalS, usualNs() / 1e9, intervalS * 0.001);
        feed.pass(intervalS * 19 / 10, SECONDS);
        assertFalse(isLate());
        feed.pass(intervalS / 5 + 1, SECONDS);
        assertTrue(isLate());
    }

    @Test
    void hasNoUsualIntervalBeforeTheFourthPoint() {
        for (int i = 0; i < 3; i++) {
            feed.send("m v=1");
            assertEquals(Rhythm.NONE, usualNs());
            feed.pass(10, SECONDS);
        }
        feed.pass(30, DAYS);
        assertFalse(isLate(), "without a usual interval nobody can tell");
        feed.send("m v=1");
        assertTrue(usualNs() > 0);
    }

    /** Half of the intervals longer or shorter by up to 90 %, one point of ten lost. */
    @ParameterizedTest
    @ValueSource(longs = {1_500, 10_000, 60_000, 3_600_000})
    void jitterAndLossMakeNoSensorLate(long intervalMs) {
        int late = 0;
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(10) > 0) {
                late += isThere() && isLate() ? 1 : 0;
                feed.send("m v=" + i);
            }
            feed.pass((long) (intervalMs * (0.1 + 1.8 * random.nextDouble())), MILLISECONDS);
        }
        assertTrue(late <= 10, "late=" + late + " seed=" + SEED); // two or three lost in turn
        assertTrue(usualNs() > intervalMs * 700_000 && usualNs() < intervalMs * 6_000_000,
                "usualNs=" + usualNs());
        feed.pass(18 * intervalMs, MILLISECONDS);
        assertTrue(isLate());
    }

    @Test
    void aStreamHasAnIntervalOfASecond() {
        for (int i = 0; i < 5_000; i++) {
            feed.pass(2, MILLISECONDS).send("m v=" + i);
        }
        assertEquals(1.0, usualNs() / 1e9, 0.01);
        assertFalse(isLate());
        feed.pass(4, SECONDS);
        assertTrue(isLate());
    }

    // ---- bursts

    /** Each burst holds up to thirty points, in one datagram or within a second. */
    @Test
    void burstsDoNotShortenTheInterval() {
        for (int i = 0; i < 100; i++) {
            int points = 1 + random.nextInt(30);
            for (int point = 0; point < points; point++) {
                feed.send("m v=" + point);
                feed.pass(random.nextInt(30), MILLISECONDS);
            }
            feed.pass(60, SECONDS);
            assertFalse(isLate());
        }
        assertEquals(60, usualNs() / 1e9, 1);
    }

    /** As a remote control that repeats its message after 1.5 s and 3 s. */
    @Test
    void repetitionsDoNotShortenTheInterval() {
        for (int i = 0; i < 50; i++) {
            for (int point = 0; point < 3; point++) {
                feed.send("m v=" + point);
                feed.pass(1_500, MILLISECONDS);
            }
            feed.pass(55, SECONDS);
            assertFalse(i > 2 && isLate());
        }
        assertTrue(usualNs() > SECONDS.toNanos(50), "usualNs=" + usualNs());
    }

    @Test
    void aSensorThatEmptiesItsBufferEveryTenMinutesIsNotLate() {
        for (int i = 0; i < 30; i++) {
            for (int minutes = 9; minutes >= 0; minutes--) {
                feed.sendOlder("m v=" + minutes, minutes, MINUTES);
                feed.pass(1, MILLISECONDS);
            }
            feed.pass(10, MINUTES);
            assertFalse(isLate());
        }
        assertEquals(600, usualNs() / 1e9, 2);
    }

    @Test
    void pointsThatComeLateChangeNoInterval() {
        every(10, SECONDS, 20);
        long usualNs = usualNs();
        for (int i = 1; i < 20; i++) {
            feed.pass(100, MILLISECONDS).sendOlder("m v=" + i, i, MINUTES);
        }
        assertEquals(usualNs, usualNs());
    }

    // ---- outages and sensors that send on change

    @Test
    void aNightsOutageDoesNotBecomeTheUsualInterval() {
        every(10, SECONDS, 100);
        feed.pass(8, HOURS);
        assertTrue(isLate());
        feed.send("m v=1");
        assertEquals(10, usualNs() / 1e9, 0.1);
        assertFalse(isLate());
        feed.pass(1, MINUTES);
        assertTrue(isLate());
    }

    @Test
    void aSensorWithAnotherIntervalIsLearntWithinEightPoints() {
        every(10, SECONDS, 100);
        every(600, SECONDS, 8);
        assertEquals(600, usualNs() / 1e9, 1);
    }

    /** By day every 10 s, at night nothing: late in the first three nights only. */
    @Test
    void aSensorThatPausesEachNightIsNotLateForIt() {
        for (int day = 0; day < 20; day++) {
            every(10, SECONDS, 14 * 360);
            feed.pass(10, HOURS);
            assertEquals(day < 3, isLate(), "day " + day);
        }
        every(10, SECONDS, 10);
        feed.pass(29, HOURS);
        assertFalse(isLate());
        feed.pass(2, HOURS);
        assertTrue(isLate());
    }

    /** Three short losses a week do not hide that the sensor died. */
    @Test
    void aSensorWithABadRadioIsLateSoonAfterItDied() {
        for (int day = 0; day < 14; day++) {
            every(10, SECONDS, 12 * 360);
            feed.pass(40 + random.nextInt(20), SECONDS);
            every(10, SECONDS, 12 * 360);
        }
        assertTrue(usualNs() < SECONDS.toNanos(70), "usualNs=" + usualNs());
        feed.pass(4, MINUTES);
        assertTrue(isLate());
    }

    @Test
    void pausesOfLongAgoAreForgotten() {
        for (int i = 0; i < 4; i++) {
            every(10, SECONDS, 100);
            feed.pass(5, HOURS);
        }
        every(10, SECONDS, 100);
        assertEquals(5 * 3_600, usualNs() / 1e9, 20);
        every(1, HOURS, 9 * 24);
        for (int hour = 0; hour < 40 * 24; hour++) {
            every(1, HOURS, 1);
            assertTrue(usualNs() < HOURS.toNanos(2), "hour " + hour);
        }
    }

    /** A door: opened and closed by day, at random times, never at night. */
    @Test
    void aDoorIsSeldomLate() {
        int late = 0;
        for (int day = 0; day < 60; day++) {
            for (int hour = 8; hour < 20; hour++) {
                int opened = random.nextInt(4);
                for (int i = 0; i < opened; i++) {
                    feed.send("m v=t");
                    feed.pass(3 + random.nextInt(30), SECONDS).send("m v=f");
                    feed.pass(random.nextInt(10), MINUTES);
                }
                feed.pass(30, MINUTES);
            }
            feed.pass(12, HOURS);
            late += isLate() ? 1 : 0;
        }
        assertTrue(late <= 6, "late=" + late + " of 60 nights, seed=" + SEED);
    }

    // ---- clocks

    @Test
    void theMachinesClockDoesNotMatter() {
        every(10, SECONDS, 20);
        feed.setClock(0);
        every(10, SECONDS, 20);
        feed.setClock(TableFeed.BEGIN_NS + DAYS.toNanos(400));
        assertFalse(isLate());
        every(10, SECONDS, 20);
        assertEquals(10, usualNs() / 1e9, 0.1);
        feed.pass(31, SECONDS);
        assertTrue(isLate());
    }

    @Test
    void anotherSensorInTheRowBeginsAnew() {
        every(10, SECONDS, 20);
        ForgetRequest request = ForgetRequest.ofSilentFor(0);
        table.forget(request);
        feed.wake();
        feed.send("m v=1");
        assertEquals(Rhythm.NONE, usualNs());
    }

    // ---- restarts

    /** The short way of the usual arrivals ends where the long way ends. */
    @Test
    void bothWaysOfAnArrivalAreEqual() {
        long[] rows = new long[2 * Rhythm.LONGS];
        long[] expected = new long[Rhythm.LONGS];
        long[] actual = new long[Rhythm.LONGS];
        Rhythm rhythm = new Rhythm();
        long nowNs = -1_000_000_000_000L;
        long stampedNs = TableFeed.BEGIN_NS;
        int shortWays = 0;
        for (int i = 0; i < 200_000; i++) {
            long passedNs = switch (random.nextInt(40)) {
                case 0 -> SECONDS.toNanos(random.nextInt(10_000));
                case 1 -> -random.nextInt(1_000_000);
                case 2 -> i % 500 == 0 ? SECONDS.toNanos(86_400L * random.nextInt(40)) : 0;
                case 3 -> SECONDS.toNanos(1) - 2 + random.nextInt(4);
                default -> (long) (1e9 * (2 + random.nextDouble()));
            };
            nowNs += passedNs;
            stampedNs += passedNs;
            System.arraycopy(rows, Rhythm.LONGS, expected, 0, Rhythm.LONGS);
            long sinceNs = nowNs - expected[0];
            if (sinceNs < 0 || sinceNs >= SECONDS.toNanos(1)) { // not within a burst
                rhythm.load(rows, 1);
                rhythm.hear(nowNs, stampedNs);
                rhythm.save(expected, 0);
            }
            if (Rhythm.hearUsual(rows, 1, nowNs, stampedNs)) {
                shortWays++;
            } else {
                rhythm.load(rows, 1);
                rhythm.hear(nowNs, stampedNs);
                rhythm.save(rows, 1);
            }
            System.arraycopy(rows, Rhythm.LONGS, actual, 0, Rhythm.LONGS);
            assertArrayEquals(expected, actual, "arrival " + i);
        }
        assertTrue(shortWays > 150_000, "short ways: " + shortWays);
    }

    @Test
    void theCheckpointsTextHoldsAllOfIt() {
        every(10, SECONDS, 20);
        feed.pass(5, HOURS).send("m v=1");
        every(11, MINUTES, 3);
        Rhythm before = feed.reading("m", "v").rhythm;
        byte[] text = new byte[Rhythm.BYTES_MAX];
        int to = before.write(text, 0);
        Rhythm after = new Rhythm();
        assertEquals(to, after.read(text, 0, to, 7));
        byte[] again = new byte[Rhythm.BYTES_MAX];
        assertEquals(to, after.write(again, 0));
        assertEquals(new String(text, 0, to), new String(again, 0, to));
        assertEquals(before.usualNs(feed.wallNs()), after.usualNs(feed.wallNs()));
    }

    @Test
    void theLongestTextFits() {
        Rhythm rhythm = new Rhythm();
        long[] ones = {-1, -1, -1, -1};
        rhythm.load(ones, 0);
        byte[] text = new byte[Rhythm.BYTES_MAX];
        assertEquals(Rhythm.BYTES_MAX, rhythm.write(text, 0));
        assertEquals(-1, rhythm.read(text, 0, 20, 0), "cut short");
    }

    @Test
    void nothingIsAllocated() {
        every(10, SECONDS, 10);
        Reading reading = feed.reading("m", "v");
        Rhythm rhythm = new Rhythm();
        long nowNs = 0;
        long sum = 0;
        long before = Allocation.bytes();
        for (int i = 0; i < 20_000; i++) {
            nowNs += SECONDS.toNanos(2 + (i & 0x3F));
            rhythm.hear(nowNs, nowNs);
            sum += rhythm.usualNs(nowNs) + (reading.isLate(nowNs) ? 1 : 0);
        }
        assertEquals(0, Allocation.bytes() - before);
        assertTrue(sum > 0);
    }

    // ---- help

    private void every(long interval, TimeUnit unit, int points) {
        for (int i = 0; i < points; i++) {
            feed.pass(interval, unit).send("m v=" + i);
        }
    }

    private boolean isThere() {
        return feed.value("m", "v") != null;
    }

    private boolean isLate() {
        return feed.reading("m", "v").isLate(feed.ticksNs());
    }

    private long usualNs() {
        return feed.reading("m", "v").usualNs();
    }
}
