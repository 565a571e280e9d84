package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.count.Contests;
import sensorgate.count.Senders;
import sensorgate.serve.ReplyBuffer;
import sensorgate.serve.TcpLedger;
import sensorgate.store.Store;
import sensorgate.support.TestStore;

/** The reply to CONFIG. */
final class SettingsTextTest {

    private static final byte[] CONFIG = "config".getBytes(StandardCharsets.US_ASCII);

    private final SettingsText settings = new SettingsText();
    private final Store store = TestStore.inMemory(1);
    private final PollCommands tool = commands(settings);

    @Test
    void isEmptyUntilTheProgramHasToldTheSettings() {
        assertEquals("END\n", ask(tool));
    }

    @Test
    void givesTheSettingsThatWereToldLast() {
        settings.set("udp.port = 8081\n");
        assertEquals("udp.port = 8081\nEND\n", ask(tool));
        settings.set("udp.port = 9000\ncontrol.socket = /run/grün.sock\n");
        assertEquals("udp.port = 9000\ncontrol.socket = /run/grün.sock\nEND\n", ask(tool));
    }

    /** A list of networks may be longer than any other line, and than the buffer. */
    @Test
    void continuesAReplyThatIsLongerThanTheBuffer() {
        String lines = "udp.allow = " + "192.168.100.100/32, ".repeat(5_000) + "local\n";
        settings.set(lines);
        ReplyBuffer reply = new ReplyBuffer();
        tool.begin(CONFIG, 0, CONFIG.length, reply);
        StringBuilder all = new StringBuilder();
        boolean isComplete = false;
        for (int i = 0; i < 1_000 && !isComplete; i++) {
            isComplete = tool.resume(reply);
            all.append(reply);
            reply = new ReplyBuffer();
            settings.set("changed = during the reply\n");
        }
        assertTrue(isComplete);
        assertEquals(lines + "END\n", all.toString());
    }

    @Test
    void isRefusedToAController() {
        assertEquals(
                "ERR local CONFIG works at the control socket only, see control.socket\n",
                ask(commands(null)));
        assertFalse(tool.isQuit());
    }

    private PollCommands commands(SettingsText text) {
        TcpLedger ledger = new TcpLedger();
        return new PollCommands(
                store,
                new StatsText(
                        List.of(), List.of(), List.of(), ledger.queue(),
                        new Contests(), new Senders()),
                ledger.requests(), null, text, () -> 0, () -> 0);
    }

    private static String ask(PollCommands commands) {
        ReplyBuffer reply = new ReplyBuffer();
        commands.begin(CONFIG, 0, CONFIG.length, reply);
        assertTrue(commands.resume(reply));
        return reply.toString();
    }
}
