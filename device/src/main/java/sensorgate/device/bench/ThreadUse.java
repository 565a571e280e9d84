package sensorgate.device.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The CPU time that each thread of a process has used, from Linux's /proc.
 *
 * @param cpuNs nanoseconds by the thread's number
 */
record ThreadUse(Map<String, Long> cpuNs) {

    /** A tick in /proc is a hundredth of a second on every machine. */
    private static final long NS_PER_TICK = 10_000_000;

    /** The index of utime in {@code /proc/PID/stat}, counted behind the name. */
    private static final int USER_TICKS = 11;

    /** Reads the threads of a process, except those with these names (Linux keeps 15 letters). */
    static ThreadUse of(long pid, Set<String> without) throws IOException {
        Map<String, Long> cpuNs = new HashMap<>();
        Path tasks = Path.of("/proc", String.valueOf(pid), "task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                add(thread, without, cpuNs);
            }
        }
        return new ThreadUse(cpuNs);
    }

    /** The CPU time since {@code before}, without threads that have ended. */
    long cpuNsSince(ThreadUse before) {
        long sum = 0;
        for (Map.Entry<String, Long> thread : cpuNs.entrySet()) {
            sum += thread.getValue() - before.cpuNs.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }

    private static void add(Path thread, Set<String> without, Map<String, Long> cpuNs)
            throws IOException {
        try {
            if (!without.contains(Files.readString(thread.resolve("comm")).strip())) {
                cpuNs.put(thread.getFileName().toString(), cpuNsOf(thread));
            }
        } catch (NoSuchFileException _) {
            // the thread has just ended
        }
    }

    /** Exact if the kernel keeps statistics of its scheduler, else in ticks. */
    private static long cpuNsOf(Path thread) throws IOException {
        Path exact = thread.resolve("schedstat");
        if (Files.exists(exact)) {
            return Long.parseLong(Files.readString(exact).split(" ")[0]);
        }
        String stat = Files.readString(thread.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return NS_PER_TICK
                * (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]));
    }
}
