package sensorgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * {@link Libc} through the Foreign Function and Memory API. On 64-bit Linux each argument of these
 * calls has a register of its own. So one shape of five longs serves all calls and is linked once.
 * An int result is the lower half of its register.
 */
final class NativeLibc implements Libc {

    static final NativeLibc INSTANCE = new NativeLibc();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final FunctionDescriptor FIVE_LONGS = FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /** Does not ask for errno, so allocates nothing in any compiler tier. */
    private static final MethodHandle CALL = downcall();

    private static final MemorySegment SOCKET = address("socket");
    private static final MemorySegment BIND = address("bind");
    private static final MemorySegment SETSOCKOPT = address("setsockopt");
    private static final MemorySegment GETSOCKOPT = address("getsockopt");
    private static final MemorySegment GETSOCKNAME = address("getsockname");
    private static final MemorySegment FCNTL = address("fcntl");
    private static final MemorySegment CONNECT = address("connect");
    private static final MemorySegment SEND = address("send");
    private static final MemorySegment SENDMSG = address("sendmsg");
    private static final MemorySegment CLOSE = address("close");
    private static final MemorySegment RECVMMSG = address("recvmmsg");
    private static final MemorySegment CLOCK_GETTIME = address("clock_gettime");
    private static final MemorySegment STRERROR = address("strerror");

    private NativeLibc() {}

    @Override
    public int socket(int domain, int type, int protocol) {
        return callWithErrno(SOCKET, domain, type, protocol, 0, 0);
    }

    @Override
    public int bind(int fd, MemorySegment address, int addressBytes) {
        return callWithErrno(BIND, fd, address.address(), addressBytes, 0, 0);
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        return callWithErrno(SETSOCKOPT, fd, level, option, value.address(), value.byteSize());
    }

    @Override
    public boolean trySetsockopt(int fd, int level, int option, MemorySegment value) {
        return (int) call(SETSOCKOPT, fd, level, option, value.address(), value.byteSize()) == 0;
    }

    @Override
    public int getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        return (int) call(GETSOCKOPT, fd, level, option, value.address(), length.address());
    }

    @Override
    public int getsockname(int fd, MemorySegment address, MemorySegment length) {
        return callWithErrno(GETSOCKNAME, fd, address.address(), length.address(), 0, 0);
    }

    /** Variadic in C, but called like a function of three arguments on these machines. */
    @Override
    public int fcntl(int fd, int command, int argument) {
        return callWithErrno(FCNTL, fd, command, argument, 0, 0);
    }

    @Override
    public int connect(int fd, MemorySegment address, int addressBytes) {
        return callWithErrno(CONNECT, fd, address.address(), addressBytes, 0, 0);
    }

    @Override
    public int send(int fd, MemorySegment bytes, int flags) {
        return callWithErrno(SEND, fd, bytes.address(), bytes.byteSize(), flags, 0);
    }

    @Override
    public int sendmsg(int fd, MemorySegment message, int flags) {
        return callWithErrno(SENDMSG, fd, message.address(), flags, 0, 0);
    }

    @Override
    public int trySendmsg(int fd, MemorySegment message, int flags) {
        return (int) call(SENDMSG, fd, message.address(), flags, 0, 0);
    }

    @Override
    public int close(int fd) {
        return (int) call(CLOSE, fd, 0, 0, 0, 0);
    }

    @Override
    public int recvmmsg(int fd, MemorySegment messages, int count, int flags) {
        return (int) call(RECVMMSG, fd, messages.address(), count, flags, 0);
    }

    @Override
    public int recvmmsgOrErrno(int fd, MemorySegment messages, int count, int flags) {
        return WithErrno.call(RECVMMSG, fd, messages.address(), count, flags, 0);
    }

    @Override
    public int clockGettime(int clock, MemorySegment timespec) {
        return callWithErrno(CLOCK_GETTIME, clock, timespec.address(), 0, 0, 0);
    }

    @Override
    @SuppressWarnings("restricted") // reinterpret: the text of strerror ends with a zero byte
    public String describe(int errno) {
        long text = call(STRERROR, errno, 0, 0, 0, 0);
        return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
    }

    private static long call(MemorySegment function, long a, long b, long c, long d, long e) {
        try {
            return (long) CALL.invokeExact(function, a, b, c, d, e);
        } catch (Throwable failure) {
            throw new AssertionError("a C function threw", failure);
        }
    }

    /**
     * Calls, and after a failure calls again to learn errno. Returns the second result. Only for
     * calls that change nothing when they fail.
     */
    private static int callWithErrno(
            MemorySegment function, long a, long b, long c, long d, long e) {
        int result = (int) call(function, a, b, c, d, e);
        return result >= 0 ? result : WithErrno.call(function, a, b, c, d, e);
    }

    /**
     * The twin of {@link #CALL} that asks for errno. Allocates 40 B a call until C2 has compiled
     * it. Linking takes about 40 ms and 4 MB, so a start without a failure never does it.
     */
    private static final class WithErrno {

        private static final MethodHandle CALL =
                downcall(Linker.Option.captureCallState("errno"));

        private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
                .varHandle(MemoryLayout.PathElement.groupElement("errno"));

        static int call(MemorySegment function, long a, long b, long c, long d, long e) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
                int result = (int) (long) CALL.invokeExact(function, state, a, b, c, d, e);
                return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
            } catch (Throwable failure) {
                throw new AssertionError("a C function threw", failure);
            }
        }
    }

    @SuppressWarnings("restricted") // this class is the one that links
    private static MethodHandle downcall(Linker.Option... options) {
        return LINKER.downcallHandle(FIVE_LONGS, options);
    }

    private static MemorySegment address(String function) {
        return LINKER.defaultLookup().findOrThrow(function);
    }
}
