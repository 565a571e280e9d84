package sensorgate.device.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BinsTest {

    private static final long S = 1_000_000_000;
    private static final long H = 3_600 * S;

    @Test
    void countsEachValueInItsBin() {
        Bins bins = Bins.ofWidth(60 * S, 0);
        add(bins, 0, "3");
        add(bins, 59 * S, "1.50");
        add(bins, 30 * S, "9i");
        add(bins, 180 * S, "7");
        assertEquals(4, bins.count());
        Bin first = bins.get(0);
        assertEquals(3, first.count());
        assertEquals("1.50", first.min().text());
        assertEquals("9", first.max().text());
        assertEquals(4.5, first.mean());
        assertEquals("1.50", first.last().text(), "the latest time counts, not the arrival");
        assertTrue(first.isNumeric());
        assertNull(bins.get(1));
        assertEquals(180 * S, bins.startNs(3));
    }

    @Test
    void beginsAtRoundLocalTimes() {
        long offsetNs = 5 * H + H / 2; // India
        Bins bins = Bins.ofWidth(H, offsetNs);
        add(bins, 10 * H, "1");
        assertEquals(10 * H - H / 2, bins.startNs(0));
        assertEquals(15 * H, bins.localStartNs(0));
    }

    @Test
    void widensUntilTheBinsSufficeAndLosesNothing() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int countMax = 8 + random.nextInt(50);
            Bins bins = Bins.atMost(countMax, random.nextInt(-12, 13) * H);
            Bin total = new Bin();
            long spanNs = (long) Math.pow(10, 3 + random.nextDouble() * 15);
            long fromNs = random.nextLong(-spanNs, 2_000_000_000 * S);
            int values = random.nextInt(1, 100);
            for (int i = 0; i < values; i++) {
                Bin.Value value = Bin.Value.of(
                        String.valueOf(random.nextInt(100)), fromNs + random.nextLong(spanNs));
                boolean isChange = random.nextBoolean();
                bins.add(value, isChange);
                total.add(value, isChange);
            }
            assertTrue(bins.count() <= countMax, "bins: " + bins.count());
            assertSame(total, bins);
        }
    }

    private static void assertSame(Bin total, Bins bins) {
        Bin sum = new Bin();
        for (int i = 0; i < bins.count(); i++) {
            Bin bin = bins.get(i);
            if (bin != null) {
                assertTrue(bin.last().timeNs() >= bins.startNs(i));
                assertTrue(bin.last().timeNs() < bins.startNs(i) + bins.widthNs());
                sum.addAll(bin);
            }
        }
        assertEquals(total.count(), sum.count());
        assertEquals(total.changes(), sum.changes());
        assertEquals(total.min().number(), sum.min().number());
        assertEquals(total.max().number(), sum.max().number());
        assertEquals(total.mean(), sum.mean(), 1e-9);
        assertEquals(total.last().timeNs(), sum.last().timeNs());
    }

    @Test
    void isAsNarrowAsTheSpanAllows() {
        Bins bins = Bins.atMost(30, 0);
        bins.reach(24 * H);
        assertEquals(1, bins.count());
        add(bins, 0, "1");
        assertEquals(H, bins.widthNs());
        assertEquals(25, bins.count());
    }

    @Test
    void reachesToATimeWithoutAValue() {
        Bins bins = Bins.ofWidth(H, 0);
        bins.reach(10 * H);
        add(bins, 7 * H, "1");
        assertEquals(4, bins.count());
        assertNull(bins.get(3));
    }

    @Test
    void hasAMeanOfHugeNumbers() {
        Bin bin = new Bin();
        bin.add(Bin.Value.of("1.7e308", 1), false);
        bin.add(Bin.Value.of("1.7e308", 2), false);
        Bin other = new Bin();
        other.add(Bin.Value.of("-1.7e308", 3), false);
        other.add(Bin.Value.of("-1.7e308", 4), false);
        bin.addAll(other);
        assertEquals(0, bin.mean(), 1e295);
    }

    @Test
    void knowsNumbersFromBooleansAndStrings() {
        Bin bin = new Bin();
        bin.add(Bin.Value.of("t", 1), false);
        assertTrue(bin.isBoolean());
        assertFalse(bin.isNumeric());
        bin.add(Bin.Value.of("1", 2), true);
        assertFalse(bin.isBoolean());
        assertFalse(bin.isNumeric());
        assertEquals(1, bin.changes());
    }

    @Test
    void keepsShortTextsOnly() {
        String text = Bin.Value.of("\"" + "x".repeat(1_000) + "\"", 1).text();
        assertEquals(256, text.length());
        assertTrue(text.endsWith("x…"));
    }

    private static void add(Bins bins, long timeNs, String value) {
        bins.add(Bin.Value.of(value, timeNs), false);
    }
}
