package sensorgate.device.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sensorgate.support.ChildJvm;

/** Commands of the machine that make and break disks. */
final class Shell {

    private Shell() {}

    /** Runs a command of the shell, with more arguments behind it; returns its output. */
    static String run(String command, String... arguments)
            throws IOException, InterruptedException {
        ChildJvm.Ended ended = ChildJvm.run(command(command, arguments));
        assertEquals(0, ended.exitCode(), command + ": " + ended.output());
        return ended.output().strip();
    }

    /** True if the command succeeds. */
    static boolean succeeds(String command, String... arguments)
            throws IOException, InterruptedException {
        return ChildJvm.run(command(command, arguments)).exitCode() == 0;
    }

    static boolean has(String program) throws IOException, InterruptedException {
        return succeeds("command -v " + program);
    }

    private static List<String> command(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "sh", "-c", arguments.length == 0 ? command : command + " \"$@\"", "sh"));
        all.addAll(List.of(arguments));
        return all;
    }
}
