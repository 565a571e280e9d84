package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import sensorgate.store.LatestTable;
import sensorgate.support.FakeTicks;

/** The ages of the newest and the oldest reading. */
final class ReadingAgesTest {

    private final FakeTicks ticks = new FakeTicks();
    private final LatestTable table = new LatestTable(8);
    private final ReadingAges ages = new ReadingAges(table, ticks, () -> 0);

    @Test
    void thereIsNoneWithoutAReading() {
        assertEquals(ReadingAges.NONE, ages.newestMs());
        assertEquals(ReadingAges.NONE, ages.oldestMs());
    }

    @Test
    void areThoseOfTheFirstAndTheLastToArrive() {
        put("a");
        ticks.advanceMs(1_000);
        put("b");
        ticks.advanceMs(500);
        put("c");
        ticks.advanceMs(20);
        assertEquals(20, ages.newestMs());
        assertEquals(1_520, ages.oldestMs());
        put("a");
        assertEquals(0, ages.newestMs());
        assertEquals(520, ages.oldestMs());
    }

    private void put(String series) {
        byte[] line = (series + " v=1").getBytes(StandardCharsets.US_ASCII);
        int hash = table.seriesHash(line, 0, 1);
        table.put(line, 0, 1, hash, 2, 3, 4, 5, 0, ticks.getAsLong());
    }
}
