package sensorgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The few calls into the C library that the JDK does not offer. A call that fails returns the
 * negated errno, as the kernel does, unless its comment says otherwise. Any thread. A call
 * allocates nothing after its first time, unless its comment says otherwise. Structures and
 * constants are those of 64-bit Linux ({@link Sockets}).
 */
public interface Libc {

    /** The C library of this process. Call only if {@link #isSupported()}. */
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

    /** {@code socket(2)}: the descriptor of the new socket, or -errno. */
    int socket(int domain, int type, int protocol);

    /** {@code bind(2)}: 0 or -errno. */
    int bind(int fd, MemorySegment address, int addressBytes);

    /** {@code setsockopt(2)}: 0 or -errno. */
    int setsockopt(int fd, int level, int option, MemorySegment value);

    /** {@code setsockopt(2)} that may be refused: true if the option was set. */
    default boolean trySetsockopt(int fd, int level, int option, MemorySegment value) {
        return setsockopt(fd, level, option, value) == 0;
    }

    /** {@code getsockopt(2)}: 0 or -1; {@code length} is an int, in and out. */
    int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length);

    /** An int option of a socket, -1 if the descriptor has no such option. Allocates. */
    default int intOption(int fd, int level, int option) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment value = own.allocate(JAVA_INT);
            MemorySegment bytes = own.allocateFrom(JAVA_INT, Integer.BYTES);
            return getsockopt(fd, level, option, value, bytes) == 0 ? value.get(JAVA_INT, 0) : -1;
        }
    }

    /** {@code getsockname(2)}: 0 or -errno; {@code length} is an int, in and out. */
    int getsockname(int fd, MemorySegment address, MemorySegment length);

    /** {@code fcntl(2)} of a command that takes an int or nothing: its result or -errno. */
    int fcntl(int fd, int command, int argument);

    /** {@code connect(2)}: 0 or -errno. */
    int connect(int fd, MemorySegment address, int addressBytes);

    /** {@code send(2)}: the number of bytes sent, or -errno. */
    int send(int fd, MemorySegment bytes, int flags);

    /** {@code sendmsg(2)} of a {@code msghdr}: the number of bytes sent, or -errno. */
    int sendmsg(int fd, MemorySegment message, int flags);

    /**
     * {@code sendmsg(2)} that may fail without a reason: the number of bytes sent, or -1. Never
     * sends twice, and allocates nothing even if it fails.
     */
    int trySendmsg(int fd, MemorySegment message, int flags);

    /**
     * {@code close(2)}: 0 or -1. Never called again to learn errno: Linux has freed the descriptor
     * even after a failure, and another thread may already have its number.
     */
    int close(int fd);

    /**
     * {@code recvmmsg(2)} without a timeout: the number of datagrams received, or -1. The hot call
     * does not ask for errno, which would allocate 40 B a call until C2 has compiled it.
     */
    int recvmmsg(int fd, MemorySegment messages, int count, int flags);

    /** {@code recvmmsg(2)} again, to learn why it failed: the number of datagrams, or -errno. */
    int recvmmsgOrErrno(int fd, MemorySegment messages, int count, int flags);

    /** {@code clock_gettime(2)} into a {@code timespec} of two longs: 0 or -errno. */
    int clockGettime(int clock, MemorySegment timespec);

    /** The text of an errno in the user's language: never decide by it. Allocates. */
    String describe(int errno);

    private static boolean hasLinker() {
        try {
            return Linker.nativeLinker() != null;
        } catch (UnsupportedOperationException _) {
            return false;
        }
    }
}
