package sensorgate.support;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Meters the heap bytes that a thread allocates. */
public final class Allocation {

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** What the running thread has allocated so far. */
    public static long bytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** What another thread has allocated so far. */
    public static long bytesOf(Thread thread) {
        return THREADS.getThreadAllocatedBytes(thread.threadId());
    }

    /** The live thread of this name, the youngest of several. */
    public static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name) && thread.isAlive())
                .max(java.util.Comparator.comparingLong(Thread::threadId))
                .orElseThrow();
    }
}
