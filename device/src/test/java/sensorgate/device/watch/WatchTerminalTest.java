package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.Program;
import sensorgate.device.support.ScriptedTerminal;

/**
 * {@code watch} at a terminal that script(1) of util-linux makes. However watch ends, it must
 * restore the terminal.
 */
@Timeout(90)
@EnabledIf(value = "hasTools", disabledReason = "needs script(1) of util-linux and stty")
final class WatchTerminalTest {

    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

    @TempDir
    private Path directory;

    private final Map<String, String> replies = new ConcurrentHashMap<>(Map.of(
            "SINCE now", "END 5d0c41e7.3\n",
            "SINCE 0 2000", "END 5d0c41e7.3\n",
            "SINCE 5d0c41e7.3 2000", "END 5d0c41e7.3\n",
            "DUMP", "temp,room=attic value=21.5 17\ntemp,room=attic humidity=40i 17\nEND\n",
            "LATE", "END\n",
            "LATE THAN 0s", "END\n",
            "STATS", "received 2\nstored 1\nrejected_value 3\nEND\n"));
    private FakeGateway gateway;
    private ScriptedTerminal script;

    @BeforeEach
    void start() throws Exception {
        gateway = FakeGateway.answeringAll(replies);
        start(watchCommand());
        script.awaitOutput("humidity");
    }

    private List<String> watchCommand() {
        return Program.command(
                List.of("-XX:TieredStopAtLevel=1"), "watch", gateway.at(), "--interval=0.1")
                .command();
    }

    private void start(List<String> watch) throws Exception {
        start(quoted(watch) + "\n");
    }

    private void start(String commands) throws Exception {
        script = ScriptedTerminal.start(directory,
                "trap : INT\nstty -g > before\n" + commands + "echo $? > status\nstty -g > after\n",
                Map.of());
    }

    @AfterEach
    void end() throws Exception {
        gateway.close();
        script.kill();
    }

    @Test
    void drawsOnAScreenOfItsOwnAndKeepsItUpToDate() throws Exception {
        assertTrue(script.output().contains(ENTER), script::output);
        assertTrue(script.output().contains("\033[31mlost: 3 rejected_value"), script::output);
        replies.put("DUMP", "temp,room=attic value=22.5 18\nEND\n");
        script.awaitOutput("22.5");
        script.strike("q");
        assertEnded();
    }

    @Test
    void givesTheTerminalBackAtQ() throws Exception {
        script.strike("q");
        assertEnded();
    }

    @Test
    void givesTheTerminalBackAtControlC() throws Exception {
        script.strike("\u0003");
        assertEnded();
    }

    @Test
    void givesTheTerminalBackAtSigterm() throws Exception {
        script.java().destroy();
        assertEnded();
    }

    @Test
    void givesTheTerminalBackThoughTheGatewayHasFallenSilent() throws Exception {
        replies.put("DUMP", "");
        script.strike("jkq");
        assertEnded();
    }

    /** The shell of this test has job control, and continues watch at the line "go on". */
    @Test
    void givesTheTerminalBackAtControlZAndDrawsAgainInTheForeground() throws Exception {
        script.kill();
        start("set -m\n" + quoted(watchCommand()) + "\n"
                + "stty -g > stopped.new; mv stopped.new stopped; read line; fg > fg\n");
        script.awaitOutput("humidity");
        script.strike("\u001A");
        Deadline.await(() -> Files.exists(file("stopped")));
        assertEquals(Files.readString(file("before")), Files.readString(file("stopped")));
        script.awaitOutput(LEAVE); // script may write what it has read after the shell goes on
        String shown = script.output();
        script.strike("go on\n");
        Deadline.await(() -> {
            int entered = script.output().indexOf(ENTER, shown.indexOf(LEAVE));
            return entered > 0 && script.output().indexOf("humidity", entered) > 0;
        });
        script.strike("q");
        assertEnded();
    }

    @Test
    void leavesOutColoursForWhoWantsNone() throws Exception {
        script.kill();
        start("NO_COLOR=1 " + quoted(watchCommand()) + "\n");
        script.awaitOutput("lost: 3 rejected_value");
        assertFalse(script.output().contains("\033[31m"), script::output);
        script.strike("q");
        assertEnded();
    }

    @Test
    void saysThatTheGatewayHasGoneAndGoesOn() throws Exception {
        replies.remove("DUMP");
        script.awaitOutput("closed the connection");
        assertTrue(script.java().isAlive());
        script.strike("q");
        assertEnded();
    }

    @Test
    void saysThatAThreadHasDiedAndEnds() throws Exception {
        script.kill();
        start(Program.commandOnClassPath(FailingWatchMain.class).command());
        assertTrue(script.awaitEnd(), "it does not end");
        assertNotEquals("0\n", Files.readString(file("status")));
        assertEquals(Files.readString(file("before")), Files.readString(file("after")));
        String said = script.output().substring(script.output().indexOf(LEAVE));
        assertTrue(said.contains("the clock has stopped"), script::output);
    }

    @Test
    void seesThatTheTerminalHasAnotherSize() throws Exception {
        script.awaitOutput("LAST VALUES");
        int drawn = script.output().length();
        Path terminal = Files.readSymbolicLink(Path.of("/proc/" + script.java().pid() + "/fd/1"));
        new ProcessBuilder("stty", "-F", terminal.toString(), "rows", "5", "cols", "40")
                .start().waitFor();
        Deadline.await(() -> script.output().indexOf("\033[2J", drawn) > 0);
        Deadline.await(() -> script.output().indexOf("1-1 of 2", drawn) > 0);
        assertFalse(script.output().substring(drawn).contains("LAST VALUES"));
        script.strike("j");
        Deadline.await(() -> script.output().indexOf("2-2 of 2", drawn) > 0);
        new ProcessBuilder("stty", "-F", terminal.toString(), "rows", "24", "cols", "80")
                .start().waitFor();
        script.strike("q");
        assertEnded();
    }

    static boolean hasTools() {
        return List.of("script", "stty").stream().allMatch(
                tool -> Files.isExecutable(Path.of("/usr/bin", tool))
                        || Files.isExecutable(Path.of("/bin", tool)));
    }

    /** watch has ended with 0 and has restored the terminal and its screen. */
    private void assertEnded() throws Exception {
        assertTrue(script.awaitEnd(), "it does not end");
        assertEquals("0\n", Files.readString(file("status")));
        assertEquals(Files.readString(file("before")), Files.readString(file("after")));
        assertTrue(script.output().endsWith(LEAVE), script::output);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static String quoted(List<String> words) {
        return "'" + String.join("' '", words) + "'";
    }
}
