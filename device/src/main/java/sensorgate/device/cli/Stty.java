package sensorgate.device.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls {@code stty}, which every Linux has, to read and change the settings of the terminal. */
public final class Stty {

    /** The terminal of the process, also if standard input is no terminal. */
    public static final File TTY = new File("/dev/tty");

    private static final long WAIT_MS = 2_000;

    private Stty() {}

    /**
     * Runs stty on {@link #TTY}; returns its output.
     *
     * @throws IOException if the process has no terminal, or stty refuses the arguments
     */
    public static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(TTY)
                .redirectErrorStream(true)
                .start();
        try {
            // the output is one line, which fits into the pipe
            if (!process.waitFor(WAIT_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException("stty does not end");
            }
            String printed = new String(
                    process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(printed.strip());
            }
            return printed;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
