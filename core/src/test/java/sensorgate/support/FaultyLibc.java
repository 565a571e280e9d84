package sensorgate.support;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * The C library of this process, except for the calls that a test has fail. It keeps account of the
 * descriptors that it handed out.
 */
public final class FaultyLibc implements Libc {

    /** A call that can be made to fail. */
    public enum Call {
        SOCKET_IPV6, SOCKET_IPV4, IPV6_V6ONLY, SO_RCVBUFFORCE, SO_RCVBUF, SO_RCVTIMEO, BIND,
        GETSOCKNAME, SO_MEMINFO, RECVMMSG, RECVMMSG_AGAIN, F_GETFL, F_SETFL, F_SETFD, SO_SNDTIMEO,
        SOCKET_UNIX, CONNECT, SEND, TRY_SENDMSG, CLOCK_GETTIME, IP_PKTINFO, IPV6_RECVPKTINFO,
        SOCKET_PACKET, SO_ATTACH_FILTER, MCAST_JOIN_GROUP
    }


    private final Libc real = Libc.system();
    private final Map<Call, Integer> faults = new EnumMap<>(Call.class);
    private final List<Integer> open = new ArrayList<>();
    private Integer drops;
    private boolean noPacketSockets;

    /** A library without a fault yet. */
    public FaultyLibc() {
        // faults come by fail()
    }

    /** From now on the call fails with this errno. */
    public FaultyLibc fail(Call call, int errno) {
        faults.put(call, errno);
        return this;
    }

    /** Packet sockets take a privilege: from now on they are UDP sockets. */
    public FaultyLibc insteadOfPacketSockets() {
        noPacketSockets = true;
        return this;
    }

    /** Sets the number of datagrams that the kernel claims to have dropped, in its 32 bits. */
    public void claimDrops(int count) {
        drops = count;
    }

    /** Keeps account of a descriptor that another has opened, too. */
    public FaultyLibc adopt(int fd) {
        open.add(fd);
        return this;
    }

    /** The descriptors that were opened and not closed. */
    public List<Integer> open() {
        return List.copyOf(open);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        Call call = switch (domain) {
            case Sockets.AF_INET6 -> Call.SOCKET_IPV6;
            case Sockets.AF_INET -> Call.SOCKET_IPV4;
            case Sockets.AF_PACKET -> Call.SOCKET_PACKET;
            default -> Call.SOCKET_UNIX;
        };
        if (faults.containsKey(call)) {
            return -faults.get(call);
        }
        boolean isReplaced = noPacketSockets && domain == Sockets.AF_PACKET;
        int fd = real.socket(isReplaced ? Sockets.AF_INET : domain, type, protocol);
        if (fd >= 0) {
            open.add(fd);
        }
        return fd;
    }

    @Override
    public int bind(int fd, MemorySegment address, int addressBytes) {
        return faults.containsKey(Call.BIND)
                ? -faults.get(Call.BIND)
                : real.bind(fd, address, addressBytes);
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        Call call = optionCall(level, option);
        return faults.containsKey(call)
                ? -faults.get(call)
                : real.setsockopt(fd, level, option, value);
    }

    @Override
    public int getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        boolean isMemInfo = level == Sockets.SOL_SOCKET && option == Sockets.SO_MEMINFO;
        if (isMemInfo && faults.containsKey(Call.SO_MEMINFO)) {
            return -1;
        }
        int result = real.getsockopt(fd, level, option, value, length);
        if (isMemInfo && drops != null) {
            value.set(JAVA_INT, Sockets.MEMINFO_BYTES - Integer.BYTES, drops); // the last word
        }
        return result;
    }

    @Override
    public int getsockname(int fd, MemorySegment address, MemorySegment length) {
        return faults.containsKey(Call.GETSOCKNAME)
                ? -faults.get(Call.GETSOCKNAME)
                : real.getsockname(fd, address, length);
    }

    @Override
    public int fcntl(int fd, int command, int argument) {
        Call call = switch (command) {
            case Sockets.F_GETFL -> Call.F_GETFL;
            case Sockets.F_SETFL -> Call.F_SETFL;
            default -> Call.F_SETFD;
        };
        return faults.containsKey(call) ? -faults.get(call) : real.fcntl(fd, command, argument);
    }

    @Override
    public int connect(int fd, MemorySegment address, int addressBytes) {
        return faults.containsKey(Call.CONNECT)
                ? -faults.get(Call.CONNECT)
                : real.connect(fd, address, addressBytes);
    }

    @Override
    public int send(int fd, MemorySegment bytes, int flags) {
        return faults.containsKey(Call.SEND)
                ? -faults.get(Call.SEND)
                : real.send(fd, bytes, flags);
    }

    @Override
    public int sendmsg(int fd, MemorySegment message, int flags) {
        return faults.containsKey(Call.SEND)
                ? -faults.get(Call.SEND)
                : real.sendmsg(fd, message, flags);
    }

    @Override
    public int trySendmsg(int fd, MemorySegment message, int flags) {
        return faults.containsKey(Call.TRY_SENDMSG) ? -1 : real.trySendmsg(fd, message, flags);
    }

    @Override
    public int clockGettime(int clock, MemorySegment timespec) {
        return faults.containsKey(Call.CLOCK_GETTIME)
                ? -faults.get(Call.CLOCK_GETTIME)
                : real.clockGettime(clock, timespec);
    }

    /** Closes what it opened itself, and once only: the number may be another's by then. */
    @Override
    public int close(int fd) {
        return open.remove((Integer) fd) ? real.close(fd) : -1;
    }

    @Override
    public int recvmmsg(int fd, MemorySegment messages, int count, int flags) {
        return faults.containsKey(Call.RECVMMSG) ? -1 : real.recvmmsg(fd, messages, count, flags);
    }

    @Override
    public int recvmmsgOrErrno(int fd, MemorySegment messages, int count, int flags) {
        return faults.containsKey(Call.RECVMMSG_AGAIN)
                ? -faults.get(Call.RECVMMSG_AGAIN)
                : real.recvmmsgOrErrno(fd, messages, count, flags);
    }

    @Override
    public String describe(int errno) {
        return real.describe(errno);
    }

    private static Call optionCall(int level, int option) {
        if (option == Sockets.MCAST_JOIN_GROUP && level != Sockets.SOL_SOCKET) {
            return Call.MCAST_JOIN_GROUP;
        }
        if (level == Sockets.IPPROTO_IPV6) {
            return option == Sockets.IPV6_RECVPKTINFO
                    ? Call.IPV6_RECVPKTINFO
                    : Call.IPV6_V6ONLY;
        }
        if (level == Sockets.IPPROTO_IP) {
            return Call.IP_PKTINFO;
        }
        return switch (option) {
            case Sockets.SO_RCVBUFFORCE -> Call.SO_RCVBUFFORCE;
            case Sockets.SO_RCVBUF -> Call.SO_RCVBUF;
            case Sockets.SO_RCVTIMEO -> Call.SO_RCVTIMEO;
            case Sockets.SO_SNDTIMEO -> Call.SO_SNDTIMEO;
            case Sockets.SO_ATTACH_FILTER -> Call.SO_ATTACH_FILTER;
            default -> throw new AssertionError("an option the test does not know: " + option);
        };
    }
}
