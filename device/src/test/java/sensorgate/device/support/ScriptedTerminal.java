package sensorgate.device.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A terminal of 24 lines and 80 columns that script(1) of util-linux makes for a shell. */
public final class ScriptedTerminal {

    private final Process script;
    private final Path shown;

    private ScriptedTerminal(Process script, Path shown) {
        this.script = script;
        this.shown = shown;
    }

    /**
     * Starts a shell at a new terminal.
     *
     * @param directory the shell's working directory; gets the files "shell" and "output"
     * @param commands what the shell runs
     * @param environment variables for the shell
     */
    public static ScriptedTerminal start(
            Path directory, String commands, Map<String, String> environment) throws IOException {
        Path shell = Files.writeString(
                directory.resolve("shell"), "stty rows 24 cols 80\n" + commands);
        Path shown = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                "script", "-qefc", "sh " + shell.getFileName(), "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile());
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        return new ScriptedTerminal(builder.start(), shown);
    }

    /** Presses keys. */
    public void strike(String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
        script.getOutputStream().flush();
    }

    /** All that the terminal has shown so far. */
    public String output() {
        try {
            return Files.readString(shown);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public void awaitOutput(String text) throws Exception {
        Deadline.await(() -> output().contains(text));
    }

    /** The first Java process at the terminal. */
    public ProcessHandle java() {
        return script.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst().orElseThrow();
    }

    /** True if the shell or one of its programs runs. */
    public boolean hasProcesses() {
        return script.descendants().findAny().isPresent();
    }

    /** Waits for the end of the shell; false if it still runs after 30 s. */
    public boolean awaitEnd() throws InterruptedException {
        return script.waitFor(30, TimeUnit.SECONDS);
    }

    /** Closes the terminal, as a lost connection does; its programs run on. */
    public void loseTerminal() {
        script.destroyForcibly();
    }

    /** Kills all processes at the terminal. */
    public void kill() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }
}
