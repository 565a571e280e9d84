package sensorgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The few calls into the C library that the JDK has no like of. A call that fails returns the
 * negated errno, as the kernel itself does, where nothing else is said. Any thread; none of them allocates once it has been
 * called, except where said. Structures and constants are those of 64-bit Linux ({@link Sockets}).
 */
public interface Libc {

    /** The C library of this process; only where {@link #isSupported()}. */
    static Libc system() {
        return NativeLibc.INSTANCE;
    }

    /**
     * True on 64-bit little-endian Linux with a linker of foreign functions: x64, arm64, riscv64.
     */
    static boolean isSupported() {
        return System.getProperty("os.name").equals("Linux")
                && ADDRESS.byteSize() == Long.BYTES
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && hasLinker();
    }

    /** {@code socket(2)}: the new socket's descriptor, or -errno. */
    int socket(int domain, int type, int protocol);

    /** {@code bind(2)}: 0 or -errno. */
    int bind(int fd, MemorySegment address, int addressBytes);

    /** {@code setsockopt(2)}: 0 or -errno. */
    int setsockopt(int fd, int level, int option, MemorySegment value);

    /** {@code setsockopt(2)} where a refusal is no surprise: true if the option was set. */
    default boolean trySetsockopt(int fd, int level, int option, MemorySegment value) {
        return setsockopt(fd, level, option, value) == 0;
    }

    /** {@code getsockopt(2)}: 0 or -1; {@code length} is an int, in and out. */
    int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length);

    /** {@code getsockname(2)}: 0 or -errno; {@code length} is an int, in and out. */
    int getsockname(int fd, MemorySegment address, MemorySegment length);

    /** {@code fcntl(2)} of a command that takes an int or nothing: its result or -errno. */
    int fcntl(int fd, int command, int argument);

    /** {@code connect(2)}: 0 or -errno. */
    int connect(int fd, MemorySegment address, int addressBytes);

    /** {@code send(2)}: how many bytes were sent, or -errno. */
    int send(int fd, MemorySegment bytes, int flags);

    /**
     * {@code close(2)}: 0 or -1. Called once whatever it returns, and so without errno: Linux has
     * freed the descriptor by then, and another thread may have been given its number.
     */
    int close(int fd);

    /**
     * {@code recvmmsg(2)} without a timeout of its own: how many datagrams were received, or -1.
     * The hot call: it does not ask for errno, which would cost 40 B a call until C2 has compiled
     * it.
     */
    int recvmmsg(int fd, MemorySegment messages, int count, int flags);

    /** {@code recvmmsg(2)} once more to learn why it failed: the number of datagrams, or -errno. */
    int recvmmsgOrErrno(int fd, MemorySegment messages, int count, int flags);

    /** What an errno means, e.g. {@code Address already in use}; allocates. */
    String describe(int errno);

    private static boolean hasLinker() {
        try {
            return Linker.nativeLinker() != null;
        } catch (UnsupportedOperationException _) {
            return false;
        }
    }
}
