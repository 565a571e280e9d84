package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.client.Counters;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.client.ReplyPoint;
import sensorgate.device.support.Program;
import sensorgate.support.Requires;

/**
 * The program on a machine whose clock starts 8 h behind, until a time server sets it. The clock is
 * libfaketime's; the mark of systemd-timesyncd is in a {@code /run} that only the program sees.
 */
@Timeout(120)
final class WrongClockTest {

    private static final long BEHIND_S = TimeUnit.HOURS.toSeconds(8);
    private static final long TOLERANCE_S = 120;
    private static final long DEADLINE_S = 30;

    /** Mounts an empty /run with $1 as the folder of timesyncd's mark, then runs the rest. */
    private static final List<String> OWN_RUN = List.of(
            "unshare", "-rm", "sh", "-c", "mount -t tmpfs none /run"
            + " && mkdir -p /run/systemd/timesync && mount --bind \"$1\" /run/systemd/timesync"
            + " && shift && exec \"$@\"", "sh");

    @TempDir
    private Path folder;

    private Path library;
    private Path clock;
    private Path mark;
    private Program program;
    private int udpPort;
    private HostAndPort tcp;

    @BeforeEach
    void start() throws Exception {
        library = library();
        Requires.that(library != null, "libfaketimeMT.so.1: apt-get install faketime");
        mark = Files.createDirectory(folder.resolve("timesync"));
        Requires.that(canMount(), "a mount namespace: unshare -rm");
        clock = Files.writeString(folder.resolve("clock"), "-8h\n");
        startProgram();
    }

    private void startProgram() throws Exception {
        ProcessBuilder command = Program.command(
                List.of(), "run", "--udp.address=127.0.0.1", "--tcp.address=127.0.0.1",
                "--udp.port=0", "--tcp.port=0", "--state.directory=" + folder.resolve("state"));
        command.environment().putAll(Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "NO_FAKE_STAT", "1"));
        command.command(inOwnRun(command.command()));
        program = Program.start(command);
        udpPort = Integer.parseInt(program.awaitLine("UDP listens on \\S+:(\\d+) for "));
        tcp = new HostAndPort("127.0.0.1",
                Integer.parseInt(program.awaitLine("TCP listens on \\S+:(\\d+) for ")));
        program.awaitLine("ready$");
    }

    @AfterEach
    void end() throws Exception {
        if (program != null) {
            program.kill();
            program.awaitExit();
        }
    }

    @Test
    void seesThatATimeServerHasSetTheClock() throws Exception {
        send("t v=1");
        assertBehind(points(1).getFirst(), BEHIND_S);
        assertEquals(0, counters().get("clock_synchronised"));
        setTheClock();
        long steppedS = counters().get("clock_stepped_ms") / 1_000;
        assertTrue(Math.abs(steppedS - BEHIND_S) < TOLERANCE_S, steppedS + " s");
        send("t v=2");
        assertBehind(points(2).getLast(), 0);
        assertTrue(ask("LATE THAN 0s").getFirst().matches("t v \\d{1,2} .*"));
    }

    @Test
    void correctsPointsThatCameBeforeTheClockWasSet() throws Exception {
        long ownNs = TimeUnit.SECONDS.toNanos(1_764_000_000);
        send("t v=1");
        send("u v=1 " + ownNs);
        send("t v=2");
        points(3);
        setTheClock();
        List<Long> times = points(3);
        assertBehind(times.get(0), 0);
        assertEquals(ownNs, times.get(1));
        assertBehind(times.get(2), 0);
        assertTrue(times.get(0) < times.get(2), times.toString());
        end();
        startProgram();
        assertEquals(times, points(3));
    }

    /**
     * As systemd-timesyncd does: sets the clock first, then touches its mark. The gateway sees the
     * step before, so that the order in which it looks does not matter.
     */
    private void setTheClock() throws Exception {
        Files.writeString(clock, "+0\n");
        awaitCounter("clock_stepped_ms");
        Files.createFile(mark.resolve("synchronized"));
        awaitCounter("clock_synchronised");
    }

    private void awaitCounter(String name) throws Exception {
        long deadlineNs = deadlineNs();
        while (counters().get(name) == 0) {
            await(deadlineNs, name + " is 0; the gateway said " + program.said());
        }
    }

    private void send(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    bytes, bytes.length, InetAddress.getLoopbackAddress(), udpPort));
        }
    }

    /** Waits for this many points, and returns the times of all. */
    private List<Long> points(int count) throws Exception {
        long deadlineNs = deadlineNs();
        while (true) {
            List<Long> times = new ArrayList<>();
            ReplyPoint point = new ReplyPoint();
            for (String line : ask("SINCE 0")) {
                if (point.read(line)) {
                    times.add(point.timeNs());
                }
            }
            if (times.size() >= count) {
                return times;
            }
            await(deadlineNs, times.size() + " points instead of " + count);
        }
    }

    private Map<String, Long> counters() throws Exception {
        return Counters.of(ask("STATS"));
    }

    private List<String> ask(String request) throws Exception {
        try (GatewayConnection connection = GatewayConnection.open(tcp, 10_000)) {
            return connection.ask(request).lines();
        }
    }

    private static void assertBehind(long timeNs, long behindS) {
        long nowS = System.currentTimeMillis() / 1_000;
        long isBehindS = nowS - timeNs / 1_000_000_000;
        assertTrue(Math.abs(isBehindS - behindS) < TOLERANCE_S, isBehindS + " s behind");
    }

    private static long deadlineNs() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    }

    private static void await(long deadlineNs, String otherwise) {
        assertTrue(System.nanoTime() < deadlineNs, otherwise);
        LockSupport.parkNanos(50_000_000);
    }

    private List<String> inOwnRun(List<String> command) {
        List<String> all = new ArrayList<>(OWN_RUN);
        all.add(mark.toString());
        all.addAll(command);
        return all;
    }

    private boolean canMount() throws Exception {
        Process process = new ProcessBuilder(inOwnRun(List.of("true")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** Debian's libfaketime for programs with threads; {@code null} if it is not installed. */
    private static Path library() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            for (Path one : folders) {
                Path library = one.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        }
        return null;
    }
}
