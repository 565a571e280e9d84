package sensorgate.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network of its own with nothing but a loopback interface: what happens there is one test's
 * alone, and its processes have every privilege there.
 */
public final class PrivateNetwork {

    private static final long DEADLINE_S = 20;

    private PrivateNetwork() {}

    /** Skips the test, with the reason, where this machine gives none. */
    public static void assumeThere() throws IOException, InterruptedException {
        Requires.that(
                isThere(),
                "a network namespace: unshare -rn ip link set lo up");
    }

    /** The command, to be run there. */
    public static List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }

    private static boolean isThere() throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command(List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(DEADLINE_S, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException _) {
            return false; // there is no such program
        }
    }
}
