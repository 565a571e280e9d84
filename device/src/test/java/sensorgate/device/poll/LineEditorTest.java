package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.Program;
import sensorgate.device.support.ScriptedTerminal;
import sensorgate.support.Requires;

/** The prompt of {@code poll} at a terminal that script(1) of util-linux makes. */
@Timeout(90)
final class LineEditorTest {

    private static final String REAL = "/usr/bin/rlwrap";

    private static final Map<String, String> REPLIES = Map.of(
            "DUMP", "temp,room=attic value=21.5 17\na\\ b value=1 17\nEND\n",
            "VALUE temp,room=attic value", "21.5\n",
            "value temp,room=attic value ", "21.5\n", // a space follows a completed word
            "PING", "PONG\n");

    @TempDir
    private Path directory;

    private FakeGateway gateway;
    private ScriptedTerminal script;

    @BeforeEach
    void start() throws Exception {
        Requires.that(
                Files.isExecutable(Path.of("/usr/bin/script")), "script(1) of util-linux");
        gateway = FakeGateway.answeringAll(REPLIES);
        Files.createDirectories(directory.resolve("tmp"));
    }

    @AfterEach
    void end() throws Exception {
        if (script != null) {
            script.kill();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void startsItselfUnderRlwrapAndPassesItsExitCodeOn() throws Exception {
        rlwrap("printf '%s\\n' \"$@\" > options\n"
                + "for o; do case $o in --file=*) cp \"${o#--file=}\" words;; esac; done\n"
                + "while case $1 in --*) true;; *) false;; esac; do shift; done\n"
                + "\"$@\"\necho inner $?\nexit 42\n");
        poll("/bin:/usr/bin");
        script.awaitOutput("> ");
        script.strike("VALUE temp,room=attic value\nexit\n");
        assertEquals(42, exitCode());
        assertTrue(script.output().contains("\n21.5"), script::output);
        assertTrue(script.output().contains("inner 0"), script::output);
        assertFalse(script.output().contains("install rlwrap"), script::output);
        List<String> words = Files.readAllLines(directory.resolve("words"));
        assertTrue(words.containsAll(List.of("VALUE", "SINCE", "temp,room=attic", "value")),
                words::toString);
        assertTrue(words.stream().noneMatch(word -> word.contains(" ")), words::toString);
        String options = Files.readString(directory.resolve("options"));
        assertTrue(options.contains(
                "--history-filename=" + directory + "/state/sensorgate/poll_history\n"), options);
        assertNothingLeft();
    }

    @Test
    void aSignalEndsRlwrapAndLeavesNothing() throws Exception {
        rlwrap("trap 'exit 3' TERM\ntouch begun\nwhile :; do sleep 0.1; done\n");
        poll("/bin:/usr/bin");
        Deadline.await(() -> Files.exists(directory.resolve("begun")));
        script.java().destroy();
        assertEquals(143, exitCode());
        Deadline.await(() -> !script.hasProcesses());
        assertNothingLeft();
    }

    @Test
    void worksAsBeforeWithoutRlwrap() throws Exception {
        poll("/nowhere");
        script.awaitOutput("> ");
        assertTrue(script.output().contains(LineEditor.INSTALL), script::output);
        script.strike("PING\nQUIT\n");
        assertEquals(0, exitCode());
        assertTrue(script.output().contains("PONG"), script::output);
    }

    @Test
    void theRealRlwrapEditsCompletesAndRemembers() throws Exception {
        Requires.that(Files.isExecutable(Path.of(REAL)), "rlwrap");
        poll("/usr/bin:/bin");
        script.awaitOutput("> ");
        script.strike("val\ttemp,r\tval\t\n");
        script.awaitOutput("21.5");
        script.strike("\033[A\n");
        Deadline.await(() -> script.output().split("21\\.5", -1).length > 2);
        script.strike("exit\n");
        assertEquals(0, exitCode());
        String history = Files.readString(
                directory.resolve("state/sensorgate/poll_history"));
        assertTrue(history.contains("temp,room=attic value"), history);
        assertNothingLeft();
    }

    private void rlwrap(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("rlwrap"), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void poll(String path) throws Exception {
        List<String> words = new ArrayList<>(Program.command(
                List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + directory + "/tmp"),
                "poll", gateway.at()).command());
        script = ScriptedTerminal.start(directory,
                "unset SENSORGATE_RLWRAP\nPATH=" + directory + ":" + path + "\n'"
                + String.join("' '", words) + "'\necho $? > " + directory + "/status\n",
                Map.of(
                        "XDG_STATE_HOME", directory.resolve("state").toString(),
                        "INPUTRC", "/dev/null"));
    }

    private int exitCode() throws Exception {
        assertTrue(script.awaitEnd(), script::output);
        return Integer.parseInt(Files.readString(directory.resolve("status")).strip());
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }
}
