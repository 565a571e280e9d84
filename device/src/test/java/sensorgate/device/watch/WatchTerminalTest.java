package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.Program;

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
            "STATS", "received 2\nstored 1\nrejected_value 3\nEND\n"));
    private FakeGateway gateway;
    private Process script;

    @BeforeEach
    void start() throws Exception {
        gateway = FakeGateway.answeringAll(replies);
        start(watchCommand());
        awaitOutput("humidity");
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
        Path shell = Files.writeString(directory.resolve("shell"),
                "trap : INT\nstty rows 24 cols 80\nstty -g > before\n" + commands
                + "echo $? > status\nstty -g > after\n");
        ProcessBuilder builder = new ProcessBuilder(
                "script", "-qefc", "sh " + shell.getFileName(), "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(file("output").toFile());
        builder.environment().put("TERM", "xterm");
        script = builder.start();
    }

    @AfterEach
    void end() throws Exception {
        gateway.close();
        endScript();
    }

    private void endScript() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }

    @Test
    void drawsOnAScreenOfItsOwnAndKeepsItUpToDate() throws Exception {
        assertTrue(output().contains(ENTER), this::output);
        assertTrue(output().contains("\033[31mlost: 3 rejected_value"), this::output);
        replies.put("DUMP", "temp,room=attic value=22.5 18\nEND\n");
        awaitOutput("22.5");
        strike("q");
        assertEnded();
    }

    @Test
    void givesTheTerminalBackAtQ() throws Exception {
        strike("q");
        assertEnded();
    }

    @Test
    void givesTheTerminalBackAtControlC() throws Exception {
        strike("\u0003");
        assertEnded();
    }

    @Test
    void givesTheTerminalBackAtSigterm() throws Exception {
        watch().destroy();
        assertEnded();
    }

    @Test
    void givesTheTerminalBackThoughTheGatewayHasFallenSilent() throws Exception {
        replies.put("DUMP", "");
        strike("jkq");
        assertEnded();
    }

    /** The shell of this test has job control, and continues watch at the line "go on". */
    @Test
    void givesTheTerminalBackAtControlZAndDrawsAgainInTheForeground() throws Exception {
        endScript();
        start("set -m\n" + quoted(watchCommand()) + "\n"
                + "stty -g > stopped.new; mv stopped.new stopped; read line; fg > fg\n");
        awaitOutput("humidity");
        strike("\u001A");
        Deadline.await(() -> Files.exists(file("stopped")));
        assertEquals(Files.readString(file("before")), Files.readString(file("stopped")));
        String shown = output();
        assertTrue(shown.contains(LEAVE), shown);
        strike("go on\n");
        Deadline.await(() -> {
            int entered = output().indexOf(ENTER, shown.indexOf(LEAVE));
            return entered > 0 && output().indexOf("humidity", entered) > 0;
        });
        strike("q");
        assertEnded();
    }

    @Test
    void leavesOutColoursForWhoWantsNone() throws Exception {
        endScript();
        start("NO_COLOR=1 " + quoted(watchCommand()) + "\n");
        awaitOutput("lost: 3 rejected_value");
        assertFalse(output().contains("\033[31m"), this::output);
        strike("q");
        assertEnded();
    }

    @Test
    void saysThatTheGatewayHasGoneAndGoesOn() throws Exception {
        replies.remove("DUMP");
        awaitOutput("closed the connection");
        assertTrue(watch().isAlive());
        strike("q");
        assertEnded();
    }

    @Test
    void saysThatAThreadHasDiedAndEnds() throws Exception {
        endScript();
        start(Program.commandOnClassPath(FailingWatchMain.class).command());
        assertTrue(script.waitFor(30, TimeUnit.SECONDS), "it does not end");
        assertNotEquals("0\n", Files.readString(file("status")));
        assertEquals(Files.readString(file("before")), Files.readString(file("after")));
        String said = output().substring(output().indexOf(LEAVE));
        assertTrue(said.contains("the clock has stopped"), this::output);
    }

    @Test
    void seesThatTheTerminalHasAnotherSize() throws Exception {
        awaitOutput("LAST VALUES");
        int drawn = output().length();
        Path terminal = Files.readSymbolicLink(Path.of("/proc/" + watch().pid() + "/fd/1"));
        new ProcessBuilder("stty", "-F", terminal.toString(), "rows", "5", "cols", "40")
                .start().waitFor();
        Deadline.await(() -> output().indexOf("\033[2J", drawn) > 0);
        Deadline.await(() -> output().indexOf("1-1 of 2", drawn) > 0);
        assertFalse(output().substring(drawn).contains("LAST VALUES"));
        strike("j");
        Deadline.await(() -> output().indexOf("2-2 of 2", drawn) > 0);
        new ProcessBuilder("stty", "-F", terminal.toString(), "rows", "24", "cols", "80")
                .start().waitFor();
        strike("q");
        assertEnded();
    }

    static boolean hasTools() {
        return List.of("script", "stty").stream().allMatch(
                tool -> Files.isExecutable(Path.of("/usr/bin", tool))
                        || Files.isExecutable(Path.of("/bin", tool)));
    }

    /** watch has ended with 0 and has restored the terminal and its screen. */
    private void assertEnded() throws Exception {
        assertTrue(script.waitFor(30, TimeUnit.SECONDS), "it does not end");
        assertEquals("0\n", Files.readString(file("status")));
        assertEquals(Files.readString(file("before")), Files.readString(file("after")));
        assertTrue(output().endsWith(LEAVE), this::output);
    }

    private void strike(String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
        script.getOutputStream().flush();
    }

    private void awaitOutput(String text) throws Exception {
        Deadline.await(() -> output().contains(text));
    }

    private String output() {
        try {
            return Files.readString(file("output"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ProcessHandle watch() {
        Optional<ProcessHandle> java = script.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst();
        return java.orElseThrow();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static String quoted(List<String> words) {
        return "'" + String.join("' '", words) + "'";
    }
}
