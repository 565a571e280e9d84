package sensorgate.clock;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import sensorgate.linux.Libc;

/**
 * The time since the boot in nanoseconds, with the time that the machine slept. Nobody can set this
 * clock. {@link System#nanoTime()} stands still while the machine sleeps; it is the steady clock
 * where there is no 64-bit Linux. Belongs to one thread.
 */
final class SteadyClock implements LongSupplier {

    /** {@code CLOCK_BOOTTIME} of the kernel's {@code include/uapi/linux/time.h}. */
    private static final int BOOT_TIME = 7;

    private final Libc libc;
    private final MemorySegment timespec = Arena.ofAuto().allocate(JAVA_LONG, 2);

    SteadyClock() {
        this(Libc.isSupported() ? Libc.system() : null);
    }

    SteadyClock(Libc libc) {
        this.libc = libc != null && libc.clockGettime(BOOT_TIME, timespec) == 0 ? libc : null;
    }

    @Override
    public long getAsLong() {
        if (libc == null) {
            return System.nanoTime();
        }
        libc.clockGettime(BOOT_TIME, timespec);
        return timespec.getAtIndex(JAVA_LONG, 0) * 1_000_000_000
                + timespec.getAtIndex(JAVA_LONG, 1);
    }
}
