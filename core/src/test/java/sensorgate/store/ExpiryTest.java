package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sensorgate.store.LatestTable.Room;
import sensorgate.support.TableFeed;
import sensorgate.support.TestTable;

/** Who gives way in a full table, and how much of it one sender may hold. */
final class ExpiryTest {

    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    private final TableLedger ledger = new TableLedger();
    private LatestTable table;
    private TableFeed feed;

    // ---- a full table

    @Test
    void aFullTableGivesUpTheReadingSilentLongest() {
        open(3, DAY_NS, 3);
        for (String name : new String[] {"a", "b", "c"}) {
            feed.send(name + " v=1");
            feed.pass(1, TimeUnit.HOURS);
        }
        feed.send("a v=2");
        feed.pass(21, TimeUnit.HOURS);
        assertEquals(Room.TABLE_FULL, feed.send("d v=1"), "b is silent for 23 h");
        feed.pass(1, TimeUnit.HOURS);
        assertEquals(Room.ROOM, feed.send("d v=1"));
        assertEquals(
                "[a v, c v, d v]", TableFeed.dump(table).keySet().toString());
        assertEquals(1, ledger.expired.get());
        assertEquals(3, table.readings());
        assertEquals(Room.TABLE_FULL, feed.send("e v=1"), "c is silent for 23 h");
    }

    @Test
    void aTableWithRoomGivesUpNothing() {
        open(3, DAY_NS, 3);
        feed.send("a v=1");
        feed.pass(400, TimeUnit.DAYS).send("b v=1");
        assertNotNull(feed.value("a", "v"));
        assertEquals(0, ledger.expired.get());
    }

    @Test
    void withoutExpiryAFullTableKeepsAllReadings() {
        open(1, SeriesSettings.NEVER, 1);
        feed.send("a v=1");
        feed.pass(4_000, TimeUnit.DAYS);
        assertEquals(Room.TABLE_FULL, feed.send("b v=1"));
    }

    /** Tyre sensors of passing cars: each is heard a few times and never again. */
    @Test
    void passingTyreSensorsDoNotKeepANewSensorOut() {
        open(4096, DAY_NS, 4096);
        for (int id = 0; id < 2048; id++) {
            feed.send(String.format(
                    Locale.ROOT, "tpms,id=%08x pressure_kPa=240,temperature_C=27", id));
            feed.pass(1, TimeUnit.SECONDS);
        }
        assertEquals(4096, table.readings());
        assertEquals(Room.TABLE_FULL, feed.send("temp,room=attic value=21.5"));
        feed.pass(1, TimeUnit.DAYS);
        assertEquals(Room.ROOM, feed.send("temp,room=attic value=21.5,battery=3i,ok=t"));
        assertEquals("21.5", feed.value("temp,room=attic", "value"));
        assertNull(feed.value("tpms,id=00000000", "pressure_kPa"));
        assertNull(feed.value("tpms,id=00000001", "pressure_kPa"));
        assertNotNull(feed.value("tpms,id=00000001", "temperature_C"));
        assertEquals(3, ledger.expired.get());
    }

    @Test
    void aSensorThatStillSendsKeepsItsReadings() {
        open(4, DAY_NS, 4);
        feed.send("kept v=1");
        for (int i = 0; i < 100; i++) {
            feed.pass(12, TimeUnit.HOURS).send("kept v=2");
            feed.send("passing,id=" + i + " v=1");
        }
        assertEquals("2", feed.value("kept", "v"));
        assertEquals(4, table.readings());
        assertEquals(97, ledger.expired.get());
    }

    @Test
    void aReadingIsNotGivenUpForAPointThatUpdatesIt() {
        open(2, DAY_NS, 2);
        feed.send("m a=1,b=1");
        feed.pass(2, TimeUnit.DAYS).send("m b=2,c=2,a=2");
        assertEquals("2", feed.value("m", "a"));
        assertEquals("2", feed.value("m", "b"));
        assertNull(feed.value("m", "c"));
    }

    /** A restart on a Pi whose clock is not set yet: nobody knows for how long all were silent. */
    @Test
    void aRestoredReadingIsNotGivenUpBeforeTheClockIsSet() {
        open(1, DAY_NS, 1);
        restore("a v=1 1", TableFeed.BEGIN_NS - 2 * DAY_NS);
        assertEquals(Room.TABLE_FULL, feed.send("b v=1"));
        table.clocks(TestTable::trusted);
        feed.setClock(0);
        assertEquals(Room.TABLE_FULL, feed.send("b v=1"));
        feed.setClock(TableFeed.BEGIN_NS);
        assertEquals(Room.ROOM, feed.send("b v=1"));
    }

    // ---- one sender

    @Test
    void oneSenderCannotHoldMoreThanItsShare() {
        open(8, DAY_NS, 4);
        for (int i = 0; i < 4; i++) {
            assertEquals(Room.ROOM, feed.send(1, "mine,id=" + i + " v=1"));
        }
        assertEquals(Room.SENDER_FULL, feed.send(1, "mine,id=4 v=1"));
        assertEquals(Room.ROOM, feed.send(1, "mine,id=0 v=2"), "a reading that it holds");
        for (int i = 0; i < 4; i++) {
            assertEquals(Room.ROOM, feed.send(2, "other,id=" + i + " v=1"));
        }
        assertEquals(8, table.readings());
    }

    /** A line with one new reading too many would otherwise fill the table after a restart. */
    @Test
    void aLineBeyondTheShareIsRejectedWhole() {
        open(8, DAY_NS, 3);
        feed.send(1, "m a=1");
        assertEquals(Room.SENDER_FULL, feed.send(1, "m a=2,b=2,c=2,d=2"));
        assertEquals("1", feed.value("m", "a"));
        assertEquals(Room.ROOM, feed.send(1, "m a=3,b=3,c=3,b=4,c=4"), "fields given twice");
        assertEquals("4", feed.value("m", "c"));
        assertEquals(3, table.readings());
    }

    @Test
    void theHolderIsWhoUpdatedLast() {
        open(8, DAY_NS, 2);
        feed.send(1, "a v=1");
        feed.send(1, "b v=1");
        assertEquals(Room.SENDER_FULL, feed.send(1, "c v=1"));
        feed.send(2, "b v=2");
        assertEquals(Room.ROOM, feed.send(1, "c v=1"));
        assertEquals(Room.ROOM, feed.send(2, "d v=1"));
        assertEquals(Room.SENDER_FULL, feed.send(2, "e v=1"), "it holds b and d");
    }

    /** One radio receiver sends all passing tyre sensors: they must not freeze its share. */
    @Test
    void aSenderWithAFullShareGivesUpItsOwnSilentReadings() {
        open(8, DAY_NS, 2);
        feed.send(2, "other v=1");
        feed.send(1, "a v=1");
        feed.pass(1, TimeUnit.HOURS).send(1, "b v=1");
        feed.pass(23, TimeUnit.HOURS);
        assertEquals(Room.SENDER_FULL, feed.send(1, "c v=1,w=1"), "only one of its two expired");
        assertEquals(Room.ROOM, feed.send(1, "c v=1"));
        assertNull(feed.value("a", "v"));
        assertNotNull(feed.value("b", "v"));
        assertNotNull(feed.value("other", "v"), "silent as long, but not its own");
        assertEquals(1, ledger.expired.get());
    }

    @Test
    void aRestoredReadingHasNoHolderUntilItIsUpdated() {
        open(8, DAY_NS, 1);
        restore("a v=1 1", TableFeed.BEGIN_NS);
        assertEquals(Room.ROOM, feed.send(1, "b v=1"));
        feed.send(1, "a v=2");
        assertEquals(Room.SENDER_FULL, feed.send(1, "c v=1"));
    }

    /** However many addresses a flood invents, each of them is known by its rows alone. */
    @Test
    void sendersComeAndGoWithTheirReadings() {
        open(16, TimeUnit.MINUTES.toNanos(1), 2);
        for (int sender = 0; sender < 10_000; sender++) {
            feed.pass(10, TimeUnit.SECONDS);
            assertEquals(Room.ROOM, feed.send(sender, "m,s=" + sender + " v=1"));
            assertEquals(Room.ROOM, feed.send(sender, "m,s=" + sender + " v=2,w=2"));
            assertEquals(Room.SENDER_FULL, feed.send(sender, "m,s=" + sender + " x=3"));
        }
        assertEquals(16, table.readings());
    }

    // ---- what a flood costs

    /**
     * A table that nobody can enter looks at the reading silent longest and at no other, whatever
     * a flood sends. A probe that reads more would show in the longest probe, which is bounded.
     */
    @Test
    void aFloodOfNewNamesReadsOneReadingALine() {
        open(4096, DAY_NS, 4096);
        for (int i = 0; i < 4096; i++) {
            feed.send("m,id=" + i + " v=1");
        }
        assertTrue(table.probeMax() < 64, "probeMax=" + table.probeMax());
        long before = table.looks();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Room.TABLE_FULL, feed.send("flood,id=" + i + " v=1"));
        }
        assertEquals(1_000, table.looks() - before);
        feed.pass(1, TimeUnit.DAYS);
        before = table.looks();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Room.ROOM, feed.send("flood,id=" + i + " v=1"));
        }
        assertTrue(table.looks() - before <= 3_000, "looks=" + (table.looks() - before));
    }

    @Test
    void aFloodBeyondAShareReadsOneReadingALine() {
        open(4096, DAY_NS, 2048);
        for (int i = 0; i < 2048; i++) {
            feed.send("m,id=" + i + " v=1");
        }
        long before = table.looks();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Room.SENDER_FULL, feed.send("flood,id=" + i + " v=1"));
        }
        assertEquals(1_000, table.looks() - before);
    }

    private void open(int max, long expireNs, int perSender) {
        table = new LatestTable(new SeriesSettings(max, expireNs, perSender), ledger);
        feed = new TableFeed(table);
    }

    private void restore(String text, long arrivedNs) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        assertTrue(new Restorer(table).replay(
                line, 0, line.length, new Arrival().ofUnknownBoot(arrivedNs)));
        table.endRestoring();
    }
}
