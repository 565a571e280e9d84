package sensorgate.device.poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import sensorgate.device.cli.SignalHook;
import sensorgate.device.machine.JavaCommand;

/**
 * Gives the prompt of {@code poll} line editing, history and completion: starts the same command
 * again under {@code rlwrap}, where that is installed, and ends with its exit code.
 */
final class LineEditor {

    /** What to do where rlwrap is missing. */
    static final String INSTALL =
            "for line editing, history and completion install rlwrap: sudo apt install rlwrap";

    /** A poll with this variable runs under rlwrap already. */
    private static final String INSIDE = "SENSORGATE_RLWRAP";

    private static final String PROGRAM = "rlwrap";
    private static final String HISTORY_LINES = "1000";

    /** How long a signal waits for rlwrap, which restores the terminal. */
    private static final long END_WAIT_MS = 500;

    private final Map<String, String> environment;
    private final String home;
    private final List<String> self;

    /**
     * Uses rlwrap from the PATH.
     *
     * @param environment the variables of this process
     * @param home the user's home directory
     * @param self the command that starts this program, without arguments; empty if not known
     */
    LineEditor(Map<String, String> environment, String home, List<String> self) {
        this.environment = environment;
        this.home = home;
        this.self = self;
    }

    /** The line editor of this process. */
    static LineEditor ofProcess() {
        JavaCommand own;
        try {
            own = JavaCommand.parse(Files.readString(Path.of("/proc/self/cmdline")));
        } catch (IOException _) {
            own = null; // a system without /proc
        }
        List<String> self = own == null ? List.of() : own.words();
        return new LineEditor(System.getenv(), System.getProperty("user.home"), self);
    }

    /** True if poll can start itself under rlwrap. */
    boolean isUsable() {
        return isWanted() && !self.isEmpty() && program() != null;
    }

    /** True if the terminal can move its cursor, and poll does not run under rlwrap yet. */
    boolean isWanted() {
        String terminal = environment.getOrDefault("TERM", "dumb");
        return !environment.containsKey(INSIDE) && !terminal.equals("dumb");
    }

    /**
     * Runs this program with the same arguments under rlwrap, to its end.
     *
     * @param arguments the arguments of the program, its command first
     * @param words what the Tab key completes
     * @return the exit code of the program
     * @throws IOException if rlwrap cannot be started
     */
    int run(List<String> arguments, Collection<String> words) throws IOException {
        Path directory = Files.createTempDirectory("sensorgate-"); // nobody else may read it
        Path completions = directory.resolve("completions");
        AtomicReference<Process> started = new AtomicReference<>();
        SignalHook hook = new SignalHook(() -> end(started.get(), completions));
        try {
            Files.write(completions, words);
            ProcessBuilder builder = new ProcessBuilder(
                    command(arguments, completions, directory)).inheritIO();
            builder.environment().put(INSIDE, "1");
            started.set(builder.start());
            return await(started.get());
        } finally {
            hook.remove();
            remove(completions);
        }
    }

    private List<String> command(List<String> arguments, Path completions, Path directory) {
        List<String> command = new ArrayList<>(List.of(
                program().toString(),
                "--no-warnings",
                "--command-name=sensorgate", // for conditions in ~/.inputrc
                "--break-chars= ", // a series is one word
                "--history-no-dupes=2",
                "--histsize=" + HISTORY_LINES,
                "--history-filename=" + history(directory),
                "--file=" + completions));
        command.addAll(self);
        command.addAll(arguments);
        return command;
    }

    /** The first rlwrap of the PATH, {@code null} if there is none. */
    private Path program() {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> path(folder).resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst().orElse(null);
    }

    /** The file of earlier requests in the user's state directory; a lost file without one. */
    private Path history(Path lost) {
        try {
            String state = environment.getOrDefault("XDG_STATE_HOME", "");
            Path folder = state.startsWith("/")
                    ? path(state).resolve("sensorgate")
                    : path(home).resolve(".local/state/sensorgate");
            return Files.createDirectories(folder).resolve("poll_history");
        } catch (IOException _) {
            return lost.resolve("history");
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException _) {
            return Path.of("/");
        }
    }

    private static int await(Process process) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException _) {
                // nobody interrupts this thread
            }
        }
    }

    /** Runs when a signal ends this process: Ctrl-C reaches rlwrap, too, SIGTERM does not. */
    private static void end(Process process, Path completions) {
        try {
            if (process != null && !process.waitFor(END_WAIT_MS, TimeUnit.MILLISECONDS)) {
                process.destroy();
                process.waitFor(END_WAIT_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            // nobody interrupts this thread
        }
        remove(completions);
    }

    private static void remove(Path completions) {
        Path directory = completions.getParent();
        for (Path path : List.of(completions, directory.resolve("history"), directory)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException _) {
                // the system removes temporary files
            }
        }
    }
}
