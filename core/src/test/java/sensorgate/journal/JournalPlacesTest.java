package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.store.Store;
import sensorgate.store.StoreSettings;
import sensorgate.support.PointWriter;
import sensorgate.support.TestDisk;
import sensorgate.support.TestTable;

/** How near to a sequence a reader begins its search. */
@Timeout(30)
final class JournalPlacesTest {

    private static final int PART = JournalPlaces.PART_BYTES;
    private static final int BATCH_BYTES = 64 * 1024;

    /** Not a multiple of a part. */
    private static final int JOURNAL_BYTES = 5 * PART + 3 * TestRing.BLOCK_BYTES;

    @TempDir
    private Path directory;

    @Test
    void isTheOldestWhereNothingIsNoted() {
        JournalPlaces places = new JournalPlaces(4L * PART);
        assertEquals(0, places.nearest(100, 0));
        assertEquals(77, places.nearest(100, 77));
    }

    @Test
    void isTheLastNotedThatTheSequenceIsNotBefore() {
        JournalPlaces places = new JournalPlaces(4L * PART);
        places.note(PART + 8, 10);
        places.note(PART + 64, 11); // in the same part
        places.note(2L * PART, 20);
        assertEquals(0, places.nearest(9, 0));
        assertEquals(PART + 8, places.nearest(10, 0));
        assertEquals(PART + 8, places.nearest(19, 0));
        assertEquals(2L * PART, places.nearest(20, 0));
        assertEquals(2L * PART + 8, places.nearest(20, 2L * PART + 8), "it is overwritten");
    }

    @Test
    void aLaterRoundTakesTheEarlierOnesPlace() {
        JournalPlaces places = new JournalPlaces(4L * PART);
        places.note(PART, 10);
        places.note(7L * PART, 60);
        assertEquals(0, places.nearest(59, 0));
        assertEquals(7L * PART, places.nearest(60, 0));
    }

    /** Each entry's sequence derives from its place, so a torn read shows. */
    @Test
    void aPlaceIsNeverTakenForThatOfAnEarlierSequence() throws InterruptedException {
        JournalPlaces places = new JournalPlaces(1);
        AtomicLong noted = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (long part = 1; part <= 3_000_000; part++) {
                places.note(part * PART, part);
                noted.lazySet(part);
            }
        });
        long looks = 0;
        while (writer.isAlive() || looks == 0) {
            long sequence = noted.get();
            long place = places.nearest(sequence, 0);
            assertTrue(place <= sequence * PART, "place=" + place + " sequence=" + sequence);
            looks++;
        }
        writer.join();
    }

    @Test
    void areKnownAfterARestart() throws StoreException {
        int next = 1;
        for (int points : new int[] {8_000, 40_000, 1_000, 17_000}) { // less than a round, and more
            try (Store store = open()) {
                assertNear(store.journal(), next);
                store.start((thread, failure) -> {
                    throw new AssertionError(thread.getName(), failure);
                });
                for (int to = next + points; next < to; next += 500) {
                    PointWriter.writeBatch(store, next, next + 500);
                    store.journal().awaitSaved();
                }
                assertNear(store.journal(), next);
            }
        }
    }

    private static void assertNear(Journal journal, long next) {
        JournalReader reader = new JournalReader(journal);
        reader.begin(0);
        for (long from = reader.sequence(); from < next; from += 499) {
            reader.begin(from);
            assertEquals(from, reader.sequence());
            long distance =
                    reader.place() - journal.places().nearest(from, journal.oldest());
            assertTrue(distance >= 0 && distance <= PART + BATCH_BYTES,
                    "distance=" + distance + " sequence=" + from);
        }
    }

    private Store open() throws StoreException {
        return new Store(
                new StoreSettings(directory, JOURNAL_BYTES, 1_000_000_000L, 600_000_000_000L),
                TestTable.settings(1), new TestDisk(), new StoreListener() {});
    }
}
