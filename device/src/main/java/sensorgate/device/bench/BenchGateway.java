package sensorgate.device.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.machine.JavaCommand;

/**
 * The gateway that a bench measures: a process of its own, so that its CPU and memory are known, of
 * the same Java with the same options, on free ports of the loopback interface.
 *
 * <p>Belongs to one thread, except {@link #close()}, which the thread of a signal may call.
 */
final class BenchGateway implements AutoCloseable {

    private static final long READY_WAIT_S = 30;
    private static final long END_WAIT_S = 5;

    /** How many lines of the log to keep: later lines are about losses, which a bench causes. */
    private static final int LINES_MAX = 200;

    /** Environment variables that would make the gateway a service of systemd. */
    private static final List<String> SERVICE_VARIABLES = List.of(
            "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "WATCHDOG_PID",
            "WATCHDOG_USEC", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "JOURNAL_STREAM");

    /**
     * The threads that are not part of a datagram's cost: they answer polls, compile, or tell the
     * allocated bytes.
     */
    private static final Set<String> NOT_RECEIVING =
            Set.of("tcp", "C1 CompilerThre", "C2 CompilerThre", "Attach Listener");

    private static final Pattern UDP = Pattern.compile("UDP listens on \\S+:(\\d+) ");
    private static final Pattern TCP = Pattern.compile("TCP listens on \\S+:(\\d+) ");
    private static final Pattern BUFFER = Pattern.compile("receive buffer: .*granted (\\d+)");
    private static final Pattern MEMORY = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    private final TemporaryFolder folder;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(LINES_MAX);
    private final List<String> log = new ArrayList<>();
    private volatile boolean closed;

    private BenchGateway(TemporaryFolder folder, Process process) {
        this.folder = folder;
        this.process = process;
        Thread.ofPlatform().daemon().name("gateway-log").start(this::readLog);
    }

    /** Starts a gateway, without waiting until it is ready. */
    static BenchGateway start() throws IOException {
        TemporaryFolder folder = TemporaryFolder.make("sensorgate-bench-");
        try {
            return new BenchGateway(folder, start(folder.path()));
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    void awaitReady() throws IOException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WAIT_S);
        String line = nextLine(endNs);
        while (line != null && !line.endsWith(" ready")) {
            log.add(line);
            line = nextLine(endNs);
        }
        if (line == null) {
            throw new IOException("the measured gateway did not start"
                    + (log.isEmpty() ? "" : ": " + log.getLast()));
        }
    }

    int udpPort() throws IOException {
        return logged(UDP);
    }

    int tcpPort() throws IOException {
        return logged(TCP);
    }

    /** The receive buffer that the kernel granted, in the unit of {@code SO_RCVBUF}. */
    int receiveBufferBytes() throws IOException {
        return logged(BUFFER);
    }

    /** The CPU that the threads which receive and store have used so far. */
    ThreadUse threadUse() throws IOException {
        return ThreadUse.of(process.pid(), NOT_RECEIVING);
    }

    /** The heap that the UDP thread has allocated so far; -1 if not known. */
    long allocatedBytes() {
        return AllocationMeter.bytes(process.pid(), "udp");
    }

    long memoryBytes() throws IOException {
        Matcher matcher = MEMORY.matcher(
                Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
    }

    /** True after {@link #close()} has begun. */
    boolean isClosed() {
        return closed;
    }

    /** Ends the process, after 5 s by force, and removes its state. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        process.destroy();
        if (!ended()) {
            process.destroyForcibly();
            ended();
        }
        folder.close();
    }

    private boolean ended() {
        try {
            return process.waitFor(END_WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process start(Path folder) throws IOException {
        Path none = Files.createFile(folder.resolve("defaults.properties"));
        List<String> command = command().with(
                ProcessHandle.current().info().command().orElseThrow(),
                AllocationMeter.OPTION,
                List.of("run", "--config=" + none,
                        "--udp.address=127.0.0.1", "--udp.port=0",
                        "--tcp.address=127.0.0.1", "--tcp.port=0",
                        "--state.directory=" + folder.resolve("state"),
                        "--control.socket=none"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().keySet().removeAll(SERVICE_VARIABLES);
        return builder.start();
    }

    private static JavaCommand command() throws IOException {
        JavaCommand own = JavaCommand.parse(Files.readString(Path.of("/proc/self/cmdline")));
        return own == null ? JavaCommand.onClassPath() : own;
    }

    /** The next line of the log; {@code null} if the gateway has ended, or at {@code endNs}. */
    private String nextLine(long endNs) {
        try {
            String line = lines.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            return line == null || line.isEmpty() ? null : line;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Reads the log to its end, so that the gateway never waits for a reader. */
    private void readLog() {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().filter(line -> !line.isEmpty()).forEach(lines::offer);
        } catch (IOException | UncheckedIOException _) {
            // the gateway has ended
        } finally {
            lines.offer("");
        }
    }

    private int logged(Pattern pattern) throws IOException {
        return log.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "the measured gateway did not say where it listens: " + log));
    }
}
