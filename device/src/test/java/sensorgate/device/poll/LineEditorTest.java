package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.Program;
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
    private Process script;

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
            script.descendants().forEach(ProcessHandle::destroyForcibly);
            script.destroyForcibly();
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
        awaitOutput("> ");
        strike("VALUE temp,room=attic value\nexit\n");
        assertEquals(42, exitCode());
        assertTrue(output().contains("\n21.5"), this::output);
        assertTrue(output().contains("inner 0"), this::output);
        assertFalse(output().contains("install rlwrap"), this::output);
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
        ProcessHandle java = script.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst().orElseThrow();
        java.destroy();
        assertEquals(143, exitCode());
        Deadline.await(() -> script.descendants().findAny().isEmpty());
        assertNothingLeft();
    }

    @Test
    void worksAsBeforeWithoutRlwrap() throws Exception {
        poll("/nowhere");
        awaitOutput("> ");
        assertTrue(output().contains(LineEditor.INSTALL), this::output);
        strike("PING\nQUIT\n");
        assertEquals(0, exitCode());
        assertTrue(output().contains("PONG"), this::output);
    }

    @Test
    void theRealRlwrapEditsCompletesAndRemembers() throws Exception {
        Requires.that(Files.isExecutable(Path.of(REAL)), "rlwrap");
        poll("/usr/bin:/bin");
        awaitOutput("> ");
        strike("val\ttemp,r\tval\t\n");
        awaitOutput("21.5");
        strike("\033[A\n");
        Deadline.await(() -> output().split("21\\.5", -1).length > 2);
        strike("exit\n");
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
        Path shell = Files.writeString(directory.resolve("shell"),
                "stty rows 24 cols 80\nPATH=" + directory + ":" + path + "\n'"
                + String.join("' '", words) + "'\necho $? > " + directory + "/status\n");
        ProcessBuilder builder = new ProcessBuilder(
                "script", "-qefc", "sh " + shell.getFileName(), "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().put("TERM", "xterm");
        builder.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
        builder.environment().put("INPUTRC", "/dev/null");
        builder.environment().remove("SENSORGATE_RLWRAP");
        script = builder.start();
    }

    private int exitCode() throws Exception {
        assertTrue(script.waitFor(30, TimeUnit.SECONDS), this::output);
        return Integer.parseInt(Files.readString(directory.resolve("status")).strip());
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
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
            return Files.readString(directory.resolve("output"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
