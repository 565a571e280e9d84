package sensorgate.address;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * A failed {@code bind(2)} whose errno is known. The text of a {@link BindException} does not tell
 * the reason: the system writes that text in the user's language.
 */
public final class BindFailure extends BindException {

    private static final long serialVersionUID = 1;

    /** What to do about a failed bind depends on this. */
    public enum Why { IN_USE, NOT_PERMITTED, NOT_LOCAL, UNKNOWN }

    private final Why why;

    /** A failure with its errno and the system's text for that errno. */
    public BindFailure(int errno, String text) {
        super(text);
        this.why = whyOf(errno);
    }

    /**
     * Why a socket could not be bound. The JDK's exceptions carry no errno: for these a second
     * socket is bound to the same address through libc, and closed. Without libc the reason is
     * unknown.
     *
     * @param type {@link Sockets#SOCK_STREAM} or {@link Sockets#SOCK_DGRAM}
     */
    public static Why why(IOException cause, InetSocketAddress local, int type) {
        if (cause instanceof BindFailure known) {
            return known.why;
        }
        return cause instanceof BindException && Libc.isSupported()
                ? probe(Libc.system(), local, type)
                : Why.UNKNOWN;
    }

    private static Why probe(Libc libc, InetSocketAddress local, int type) {
        InetAddress address = local.getAddress();
        boolean isIpv6 = address instanceof Inet6Address || address.isAnyLocalAddress();
        int family = isIpv6 ? Sockets.AF_INET6 : Sockets.AF_INET;
        int fd = libc.socket(family, type | Sockets.SOCK_CLOEXEC, 0);
        if (fd < 0 && address.isAnyLocalAddress()) { // a machine without IPv6
            family = Sockets.AF_INET;
            fd = libc.socket(family, type | Sockets.SOCK_CLOEXEC, 0);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Sockets.ADDRESS_BYTES, 8);
            Sockets.setAddress(name, family, address, local.getPort());
            return whyOf(-libc.bind(fd, name, Sockets.addressBytes(family)));
        } finally {
            libc.close(fd);
        }
    }

    private static Why whyOf(int errno) {
        return switch (errno) {
            case 0, Sockets.EADDRINUSE -> Why.IN_USE; // 0: the port has become free meanwhile
            case Sockets.EACCES -> Why.NOT_PERMITTED;
            case Sockets.EADDRNOTAVAIL -> Why.NOT_LOCAL;
            default -> Why.UNKNOWN;
        };
    }
}
