package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sensorgate.support.TableFeed;
import sensorgate.support.TestTable;

/** Forgetting readings on request: other threads ask, the writer forgets. */
final class ForgetTest {

    private final TableLedger ledger = new TableLedger();
    private final LatestTable table = new LatestTable(TestTable.settings(8), ledger);
    private final TableFeed feed = new TableFeed(table);

    @Test
    void forgetsOnlyWhenTheWriterWakes() {
        feed.send("temp,room=attic value=21.5");
        ForgetRequest request = ForgetRequest.ofSeries(bytes("temp,room=attic"));
        table.forget(request);
        assertFalse(request.isDone());
        assertEquals("21.5", feed.value("temp,room=attic", "value"));
        feed.wake();
        assertTrue(request.isDone());
        assertEquals(1, request.forgotten());
        assertNull(feed.value("temp,room=attic", "value"));
        assertEquals(1, ledger.forgotten.get());
        assertEquals(0, table.readings());
    }

    @Test
    void forgetsAllFieldsOfASeriesOrOne() {
        feed.send("m a=1,b=2,c=3");
        feed.send("m,t=1 a=1");
        assertEquals(1, forget(ForgetRequest.ofField(bytes("m"), bytes("b"))));
        assertEquals("[m a, m c, m,t=1 a]", TableFeed.dump(table).keySet().toString());
        assertEquals(2, forget(ForgetRequest.ofSeries(bytes("m"))));
        assertEquals("[m,t=1 a]", TableFeed.dump(table).keySet().toString());
    }

    @Test
    void forgetsNothingElse() {
        feed.send("m a=1");
        assertEquals(0, forget(ForgetRequest.ofSeries(bytes("n"))));
        assertEquals(0, forget(ForgetRequest.ofField(bytes("m"), bytes("b"))));
        assertEquals(0, forget(ForgetRequest.ofField(bytes("ma"), bytes("a"))));
        assertEquals(1, table.readings());
    }

    @Test
    void forgetsWhatWasSilentForSoLong() {
        feed.send("old v=1");
        feed.pass(10, TimeUnit.DAYS).send("older v=1");
        feed.pass(20, TimeUnit.DAYS).send("new v=1");
        assertEquals(0, forget(ForgetRequest.ofSilentFor(TimeUnit.DAYS.toNanos(31))));
        assertEquals(1, forget(ForgetRequest.ofSilentFor(TimeUnit.DAYS.toNanos(30))));
        assertEquals("[new v, older v]", TableFeed.dump(table).keySet().toString());
        assertEquals(2, forget(ForgetRequest.ofSilentFor(0)));
    }

    /** The clock has not reached the arrival of some restored readings. */
    @Test
    void readingsOfUnknownSilenceAreKeptAndHideNoOthers() {
        for (String name : new String[] {"r1", "r2"}) {
            byte[] line = bytes(name + " v=1 1");
            new Restorer(table).replay(
                    line, 0, line.length,
                    new Arrival().ofUnknownBoot(
                            TableFeed.BEGIN_NS + TimeUnit.DAYS.toNanos(100)));
        }
        table.endRestoring();
        feed.send("a v=1");
        feed.pass(2, TimeUnit.HOURS).send("b v=1");
        assertEquals(1, forget(ForgetRequest.ofSilentFor(TimeUnit.HOURS.toNanos(1))));
        assertEquals("[b v, r1 v, r2 v]", TableFeed.dump(table).keySet().toString());
    }

    @Test
    void takesSeveralRequestsAtOnce() {
        feed.send("a v=1");
        feed.send("b v=1");
        ForgetRequest first = ForgetRequest.ofSeries(bytes("a"));
        ForgetRequest second = ForgetRequest.ofSeries(bytes("b"));
        ForgetRequest third = ForgetRequest.ofSeries(bytes("a"));
        table.forget(first);
        table.forget(second);
        table.forget(third);
        feed.wake();
        assertTrue(first.isDone() && second.isDone() && third.isDone());
        assertEquals(2, first.forgotten() + second.forgotten() + third.forgotten());
        assertEquals(0, table.readings());
    }

    @Test
    void aReadingThatIsSentAgainComesBack() {
        feed.send("a v=1");
        forget(ForgetRequest.ofSeries(bytes("a")));
        feed.send("a v=2");
        assertEquals("2", feed.value("a", "v"));
        assertEquals(1, table.readings());
    }

    @Test
    void aForgottenRowIsTakenAgain() {
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 8; i++) {
                assertEquals(LatestTable.Room.ROOM, feed.send("m" + round + ",id=" + i + " v=1"));
            }
            assertEquals(LatestTable.Room.TABLE_FULL, feed.send("x v=1"));
            assertEquals(8, forget(ForgetRequest.ofSilentFor(0)));
        }
    }

    @Test
    void aSeriesThatLosesItsFirstReadingIsStillShownOnce() {
        feed.send("a v=1");
        feed.send("m first=1,second=2,third=3");
        feed.send("b v=1");
        forget(ForgetRequest.ofField(bytes("m"), bytes("first")));
        assertEquals("[a, m, b]", LatestTableTest.series(table).toString());
        forget(ForgetRequest.ofField(bytes("m"), bytes("third")));
        assertEquals("[a, m, b]", LatestTableTest.series(table).toString());
        forget(ForgetRequest.ofField(bytes("m"), bytes("second")));
        assertEquals("[a, b]", LatestTableTest.series(table).toString());
        feed.send("c v=1");
        assertEquals("[a, c, b]", LatestTableTest.series(table).toString());
    }

    private int forget(ForgetRequest request) {
        table.forget(request);
        feed.wake();
        return request.forgotten();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
