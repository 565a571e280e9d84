package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another JVM, for tests that would harm their own JVM. */
public final class ChildJvm {

    private static final int PATIENCE_S = 30;

    /** The exit code of a process, and its output and errors. */
    public record Ended(int exitCode, String output) {}

    private ChildJvm() {}

    /** The command that runs a main class of the tests, with a directory for crash reports. */
    public static List<String> command(Path crashReports, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-XX:ErrorFile=" + crashReports.resolve("hs_err.log"), "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command and waits for its end. */
    public static Ended run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> outputOf(process));
            boolean hasEnded = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
            if (!hasEnded) {
                throw new AssertionError("it does not end: " + command);
            }
            return new Ended(process.exitValue(), output.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String outputOf(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
