package sensorgate.device.support;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tinylog.Logger;
import org.tinylog.core.TinylogLoggingProvider;
import sensorgate.Gateway;
import sensorgate.device.Main;

/** The program as it is installed: a process of its own, on the module path. */
public final class Program implements AutoCloseable {

    private static final long DEADLINE_S = 30;

    /** It is started often and lives shortly. */
    private static final List<String> SHORT_LIFE =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private Program(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(this::readLines);
    }

    /** Starts the program; its two outputs are read as one. */
    public static Program start(String... arguments) throws IOException {
        return start(command(List.of(), arguments));
    }

    /** Starts the program by a command that the test has changed. */
    public static Program start(ProcessBuilder command) throws IOException {
        return new Program(command.redirectErrorStream(true).start());
    }

    /** Starts another main class with this test's own class path. */
    public static Program startOnClassPath(Class<?> main, String... arguments)
            throws IOException {
        return start(commandOnClassPath(main, arguments));
    }

    /** The command that starts another main class with this test's own class path. */
    public static ProcessBuilder commandOnClassPath(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(SHORT_LIFE);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** The command that starts the program, for tests that change options or environment. */
    public static ProcessBuilder command(List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx64m", "-ea"));
        command.addAll(SHORT_LIFE);
        command.addAll(javaOptions);
        command.addAll(List.of(
                "--enable-native-access=sensorgate.core",
                "-p", modulePath(),
                "-m", "sensorgate.device/sensorgate.device.Main"));
        command.addAll(List.of(arguments));
        if (isRunWithoutControlSocket(arguments)) {
            command.add("--control.socket=none");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        List.of("STATE_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID")
                .forEach(builder.environment()::remove);
        return builder;
    }

    /** The machine's own socket may be a gateway's that is no test's. */
    private static boolean isRunWithoutControlSocket(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("run")
                && !String.join(" ", arguments).matches(".*--(control\\.socket|help).*");
    }

    /** Waits for a line that has the pattern in it; returns its first group, or all of it. */
    public String awaitLine(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (true) {
            String line = lines.poll(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                return fail("no line has " + regex + ", there are " + seen);
            }
            seen.add(line);
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.group(matcher.groupCount());
            }
        }
    }

    /** Sends SIGTERM; unlike {@link Process#destroy()} it leaves the outputs to be read. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL; unlike {@link Process#destroyForcibly()} it leaves the outputs, too. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    public long pid() {
        return process.pid();
    }

    /** The lines that {@link #awaitLine} has gone through. */
    public List<String> seen() {
        return seen;
    }

    /** All lines until now; {@link #awaitLine} does not find them any more. */
    public List<String> said() {
        lines.drainTo(seen);
        return List.copyOf(seen);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int awaitExit() throws InterruptedException {
        assertTrue(process.waitFor(DEADLINE_S, TimeUnit.SECONDS), "the program does not end");
        return process.exitValue();
    }

    /** What it has started itself ends with it. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    private void readLines() {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException e) {
            lines.add(e.toString());
        }
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    private static String modulePath() {
        return Stream.of(Main.class, Gateway.class, Logger.class, TinylogLoggingProvider.class)
                .map(Program::origin)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            URL location = type.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(location.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
