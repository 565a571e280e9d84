package sensorgate.count;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The memory that the process uses. Reading allocates nothing, so threads that must not allocate
 * may read. {@code VmRSS} of {@code /proc/self/status} is in kilobytes on every machine; pages are
 * not: they have 16 KiB on a Raspberry Pi 5.
 */
public final class ProcessMemory implements AutoCloseable {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final byte[] KEY = {'V', 'm', 'R', 'S', 'S', ':'};

    /** The VmRSS line is within the first kilobyte of the file. */
    private static final int STATUS_BYTES = 4096;

    private final ByteBuffer text = ByteBuffer.allocateDirect(STATUS_BYTES);
    private final byte[] bytes = new byte[STATUS_BYTES];

    /** {@code null} if the system has no such file. */
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
            // this is no Linux: the memory is unknown
        }
        status = opened;
    }

    /** Gauges that any thread may read, also after {@link #close()}. */
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

    /** The memory in RAM now, including the JVM's own; 0 if unknown. */
    synchronized long residentBytes() {
        if (status != null && status.isOpen()) {
            try {
                int length = status.read(text.clear(), 0);
                text.get(0, bytes);
                lastBytes = kilobytes(length) * 1024;
            } catch (IOException _) {
                // closed meanwhile: the last value stays
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
                // nothing was written that could be lost
            }
        }
    }

    /** The number after the key, 0 if the key is missing. */
    private long kilobytes(int length) {
        int at = 0;
        while (at + KEY.length < length
                && !Arrays.equals(bytes, at, at + KEY.length, KEY, 0, KEY.length)) {
            at++;
        }
        long number = 0;
        for (at += KEY.length; at < length && bytes[at] != '\n'; at++) {
            byte digit = bytes[at];
            number = digit >= '0' && digit <= '9' ? number * 10 + digit - '0' : number;
        }
        return number;
    }
}
