package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.count.Contests;
import sensorgate.count.Senders;
import sensorgate.serve.ReplyBuffer;
import sensorgate.serve.TcpLedger;
import sensorgate.store.Store;
import sensorgate.support.TableFeed;
import sensorgate.support.TestStore;

/** LATE, from a table whose sensors send at simulated times. */
final class LateReplyTest {

    private final Store store = TestStore.inMemory(2_000);
    private final TableFeed feed = new TableFeed(store.table());
    private final TcpLedger ledger = new TcpLedger();
    private final PollCommands commands = new PollCommands(
            store,
            new StatsText(
                    List.of(), List.of(), List.of(), ledger.queue(), new Contests(), new Senders()),
            ledger.requests(), null, null, feed::ticksNs, () -> feed.wallNs() / 1_000_000);

    @Test
    void givesEachLateReadingItsSilenceAndItsUsualInterval() {
        for (int i = 0; i < 20; i++) {
            feed.send("temp,room=attic value=1,battery=2");
            feed.send("temp,room=living\\ room value=1");
            feed.send("slow v=1");
            feed.pass(5, TimeUnit.SECONDS);
            feed.send("temp,room=attic value=1");
            feed.pass(5, TimeUnit.SECONDS);
        }
        assertLate("LATE");
        feed.pass(11, TimeUnit.SECONDS);
        assertLate("LATE", "temp,room=attic value 16 5");
        feed.pass(10, TimeUnit.SECONDS);
        assertLate("LATE",
                "temp,room=attic value 26 5", "temp,room=attic battery 31 10",
                "temp,room=living\\ room value 31 10", "slow v 31 10");
        assertLate("late temp,room=living\\ room", "temp,room=living\\ room value 31 10");
        assertLate("LATE value");
        feed.send("temp,room=attic value=1,battery=1");
        assertLate("LATE temp,room=attic");
    }

    @Test
    void thanTakesEveryReadingWhateverItsInterval() {
        feed.send("once v=1");
        feed.pass(10, TimeUnit.MINUTES).send("THAN v=1");
        feed.pass(1, TimeUnit.MINUTES);
        assertLate("LATE");
        assertLate("LATE THAN 10m", "once v 660 -");
        assertLate("LATE than 12m");
        assertLate("LATE THAN 0s", "once v 660 -", "THAN v 60 -");
        assertLate("LATE on THAN 0s", "once v 660 -");
        assertLate("LATE THAN");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "LATE temp 10m", "LATE temp THAN", "LATE temp THAN 10m more", "LATE living room",
        "LATE THAN 10m more"})
    void tooFewOrTooManyWordsAreAnError(String request) {
        assertTrue(ask(request).startsWith("ERR usage write LATE [<prefix>] [THAN <age>]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATE THAN 10", "LATE THAN m", "LATE x THAN 1.5h", "LATE THAN -1s"})
    void anAgeIsANumberAndAUnit(String request) {
        assertTrue(ask(request).startsWith("ERR age "));
    }

    @Test
    void thousandsOfLateReadingsAreOneReply() {
        for (int i = 0; i < 2_000; i++) {
            feed.send("m,number=" + i + " v=1");
        }
        feed.pass(1, TimeUnit.HOURS);
        String reply = ask("LATE THAN 1h");
        assertEquals(2_001, reply.lines().count());
        assertEquals(2_000, reply.lines().filter(line -> line.endsWith(" v 3600 -")).count());
        assertTrue(reply.endsWith("\nEND\n"));
        assertFalse(ask("LATE m,number=7").contains("number=7"));
    }

    private void assertLate(String request, String... lines) {
        String expected = lines.length == 0 ? "" : String.join("\n", lines) + "\n";
        assertEquals(expected + "END\n", ask(request));
    }

    private String ask(String request) {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        ReplyBuffer reply = new ReplyBuffer();
        commands.begin(bytes, 0, bytes.length, reply);
        while (!commands.resume(reply)) {
            text.append(reply);
            reply = new ReplyBuffer();
        }
        return text.append(reply).toString();
    }
}
