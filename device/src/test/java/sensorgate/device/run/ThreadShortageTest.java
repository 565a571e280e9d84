package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.Program;
import sensorgate.support.Requires;

/** The gateway as a process of a user who may have few threads: the gateway runs whole or ends. */
@Timeout(120)
final class ThreadShortageTest {

    /** No account: every thread of this user is the test's own. */
    private static final int USER = 61_000 + (int) (ProcessHandle.current().pid() % 1_000);
    private static final int THREADS_MIN = 10;
    private static final int THREADS_MAX = 60;

    @TempDir
    private Path directory;

    @Test
    void aGatewayThatCannotMakeAThreadEndsWithAFault() throws Exception {
        Requires.that(canChangeUser(), "root, setpriv and prlimit");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> command = readableCommand();
        int endedAfterOpening = 0;
        int threads = THREADS_MIN;
        while (!runs(command, threads)) {
            endedAfterOpening += log().contains("UDP listens") ? 1 : 0;
            threads++;
            assertTrue(threads < THREADS_MAX, this::log);
        }
        assertTrue(endedAfterOpening > 0, "no start failed halfway");
    }

    /** True if the gateway became ready, false if the gateway ended; fails if neither happens. */
    private boolean runs(List<String> command, int threads) throws Exception {
        List<String> limited = new ArrayList<>(List.of(
                "setpriv", "--reuid=" + USER, "--clear-groups", "prlimit", "--nproc=" + threads));
        limited.addAll(command);
        Process process = new ProcessBuilder(limited)
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start();
        try {
            Deadline.await(() -> log().contains("INFO ready") || !process.isAlive());
            if (process.isAlive()) {
                return true;
            }
            assertNotEquals(ExitCode.GOOD, process.exitValue(), this::log);
            if (log().contains("UDP listens")) {
                assertEquals(ExitCode.FAILED, process.exitValue(), this::log);
            }
            return false;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The program's command with copies of its modules that every user may read. */
    private List<String> readableCommand() throws IOException {
        List<String> command = new ArrayList<>(Program.command(
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "run", "--state.directory=none", "--udp.address=127.0.0.1", "--udp.port=0",
                "--tcp.address=127.0.0.1", "--tcp.port=0").command());
        int at = command.indexOf("-p") + 1;
        List<String> copies = new ArrayList<>();
        for (String origin : command.get(at).split(File.pathSeparator)) {
            copies.add(copy(Path.of(origin), copies.size()).toString());
        }
        command.set(at, String.join(File.pathSeparator, copies));
        return command;
    }

    private Path copy(Path origin, int number) throws IOException {
        Path copy = directory.resolve(number + "-" + origin.getFileName());
        try (var files = Files.walk(origin)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(origin.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static boolean canChangeUser() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(
                    "setpriv", "--reuid=" + USER, "--clear-groups", "prlimit", "--nproc=9", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor() == 0;
        } catch (IOException _) {
            return false; // one of the programs is missing
        }
    }

    private Path logFile() {
        return directory.resolve("log");
    }

    private String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
