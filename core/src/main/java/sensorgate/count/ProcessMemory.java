package sensorgate.count;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the process takes of the machine's memory. Asking allocates nothing, so it may be asked by
 * the threads that do not allocate. {@code VmRSS} of {@code /proc/self/status} is in kilobytes
 * whatever the size of a page, which is 16 KiB on a Raspberry Pi 5.
 */
public final class ProcessMemory implements AutoCloseable {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final byte[] KEY = {'V', 'm', 'R', 'S', 'S', ':'};

    /** The line stands within the first kilobyte. */
    private static final int STATUS_BYTES = 4096;

    private final ByteBuffer text = ByteBuffer.allocateDirect(STATUS_BYTES);

    /** {@code null} where there is no such file. */
    private final FileChannel status;
    private long lastBytes;

    public ProcessMemory() {
        this(STATUS);
    }

    public ProcessMemory(Path file) {
        FileChannel opened = null;
        try {
            opened = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException | UnsupportedOperationException _) {
            // no Linux: it is not told
        }
        status = opened;
    }

    /** Gauges; any thread may read them, until and after it is closed. */
    public List<Stat> stats() {
        Runtime runtime = Runtime.getRuntime();
        return List.of(
                Stat.gauge("memory_resident_bytes", "bytes",
                        "Memory of the process in RAM, 0 if unknown.", this::residentBytes),
                Stat.gauge("memory_heap_bytes", "bytes",
                        "Size of the Java heap now.", runtime::totalMemory),
                Stat.gauge("memory_heap_used_bytes", "bytes",
                        "Used part of the Java heap, garbage included.",
                        () -> runtime.totalMemory() - runtime.freeMemory()),
                Stat.gauge("memory_heap_max_bytes", "bytes",
                        "Largest size that the Java heap may reach.", runtime::maxMemory));
    }

    /** The memory that is in RAM now, the JVM's own included; 0 where it is not known. */
    synchronized long residentBytes() {
        if (status != null && status.isOpen()) {
            try {
                text.clear();
                status.read(text, 0);
                lastBytes = kilobytes(text.flip()) * 1024;
            } catch (IOException _) {
                // closed in this moment: the last look counts
            }
        }
        return lastBytes;
    }

    @Override
    public synchronized void close() {
        if (status != null) {
            try {
                status.close();
            } catch (IOException _) {
                // it was only read
            }
        }
    }

    /** The number behind the key, 0 if there is none. */
    private static long kilobytes(ByteBuffer text) {
        int at = 0;
        while (at < text.limit() && !isKey(text, at)) {
            at++;
        }
        long number = 0;
        for (at += KEY.length; at < text.limit() && text.get(at) != '\n'; at++) {
            byte digit = text.get(at);
            number = digit >= '0' && digit <= '9' ? number * 10 + digit - '0' : number;
        }
        return number;
    }

    private static boolean isKey(ByteBuffer text, int at) {
        for (int i = 0; i < KEY.length; i++) {
            if (at + i >= text.limit() || text.get(at + i) != KEY[i]) {
                return false;
            }
        }
        return true;
    }
}
