package sensorgate.device.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.client.ControlStream;

/**
 * Asks another Java process of this machine how many bytes a thread has allocated so far. HotSpot
 * answers at the socket of {@code jcmd} if the process was started with {@value #OPTION}; the image
 * has no module that could ask from within.
 */
final class AllocationMeter {

    /** Makes Java open the socket at its start. */
    static final String OPTION = "-XX:+StartAttachListener";

    private static final int TIMEOUT_MS = 2_000;

    /** Version, command and three arguments; a NUL ends each. */
    private static final String REQUEST = "1\0jcmd\0Thread.print -e\0\0\0";

    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    private AllocationMeter() {}

    /** The bytes that the thread has allocated; -1 if not known. */
    static long bytes(long pid, String thread) {
        Path socket = Path.of("/tmp", ".java_pid" + pid);
        try (ControlStream java = ControlStream.connect(socket, TIMEOUT_MS)) {
            java.output().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            return bytes(
                    new String(java.input().readAllBytes(), StandardCharsets.UTF_8), thread);
        } catch (IOException _) {
            return -1;
        }
    }

    /** The bytes that the thread has allocated, from a dump of threads; -1 if not known. */
    static long bytes(String dump, String thread) {
        Matcher matcher = Pattern.compile(
                "^\"" + Pattern.quote(thread) + "\" .*\\ballocated=(\\d+)([BKMG])\\b",
                Pattern.MULTILINE).matcher(dump);
        return matcher.find()
                ? Long.parseLong(matcher.group(1)) * UNITS.get(matcher.group(2))
                : -1;
    }
}
