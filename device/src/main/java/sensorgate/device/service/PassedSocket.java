package sensorgate.device.service;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tinylog.Logger;
import sensorgate.GatewayException;
import sensorgate.address.IpAddress;
import sensorgate.device.text.Printable;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.udp.UdpSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/**
 * The UDP socket that the service manager passes, see sd_listen_fds(3): LISTEN_FDS descriptors from
 * 3 on, if LISTEN_PID is this process. The configuration decides where the gateway listens: a
 * socket that is bound to another address or port is closed, here and at the manager.
 *
 * <pre>
 *   first start    bind, FDSTORE=1 ───────────▶ the manager holds the socket
 *   next start     LISTEN_FDS=1 ◀────────────── and passes it: no datagram is lost
 *   udp.port moved LISTEN_FDS=1 ◀────────────── the old socket
 *                  FDSTOREREMOVE=1 ───────────▶ closes it
 *                  bind, FDSTORE=1 ───────────▶ holds the new socket
 * </pre>
 */
public final class PassedSocket {

    private static final int FIRST_FD = 3;
    private static final long CLOSING_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private PassedSocket() {}

    /**
     * The descriptor, {@link UdpSettings#NOT_INHERITED} if the manager passes none.
     *
     * @throws GatewayException if the manager passes several
     */
    static int descriptor(Map<String, String> environment, long pid) throws GatewayException {
        if (!String.valueOf(pid).equals(environment.get("LISTEN_PID"))) {
            return UdpSettings.NOT_INHERITED;
        }
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        return switch (count) {
            case "0" -> UdpSettings.NOT_INHERITED;
            case "1" -> FIRST_FD;
            default -> throw new GatewayException(
                    "the gateway takes over one UDP socket, but LISTEN_FDS=" + Printable.of(count)
                    + " (" + Printable.of(names(environment)) + "): remove each socket unit of"
                    + " sensorgate.service, then: sudo systemctl stop sensorgate && sudo systemctl"
                    + " clean --what=fdstore sensorgate && sudo systemctl start sensorgate",
                    null);
        };
    }

    /**
     * The descriptor that the manager passes to this process, if it is bound as the settings say;
     * otherwise closes it and returns {@link UdpSettings#NOT_INHERITED}.
     *
     * @throws GatewayException if the manager passes several
     */
    public static int fitting(UdpSettings udp, ServiceNotifier notifier) throws GatewayException {
        Map<String, String> environment = System.getenv();
        int fd = environment.containsKey("LISTEN_PID")
                ? descriptor(environment, ProcessHandle.current().pid())
                : UdpSettings.NOT_INHERITED;
        if (fd == UdpSettings.NOT_INHERITED || !Libc.isSupported() || fits(fd, udp)) {
            return fd;
        }
        notifier.dropSocket();
        Libc.system().close(fd);
        awaitFree(new InetSocketAddress(udp.address(), udp.port()));
        return UdpSettings.NOT_INHERITED;
    }

    /** True if the socket is bound so. A socket without an IP address is left to the gateway. */
    private static boolean fits(int fd, UdpSettings udp) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Sockets.UNIX_ADDRESS_BYTES, 8);
            MemorySegment bytes = arena.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
            int family = Libc.system().intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_DOMAIN);
            int type = Libc.system().intOption(fd, Sockets.SOL_SOCKET, Sockets.SO_TYPE);
            boolean isIp = family == Sockets.AF_INET || family == Sockets.AF_INET6;
            if (!isIp || type != Sockets.SOCK_DGRAM
                    || Libc.system().getsockname(fd, name, bytes) < 0) {
                return true;
            }
            InetAddress bound = Sockets.address(name);
            InetAddress address = bound.isAnyLocalAddress() ? null : bound;
            int port = Sockets.port(name, 0);
            boolean isThere = Objects.equals(address, udp.address())
                    && (udp.port() == 0 || udp.port() == port);
            if (!isThere) {
                Logger.info("the UDP socket of the last start, "
                        + (address == null ? "*" : IpAddress.of(address)) + ":" + port
                        + ", is closed: udp.address and udp.port have changed");
            }
            return isThere && udp.source() != SourceKind.PORTABLE; // a limit of the JDK
        }
    }

    /** Waits until the manager has closed its copy, if the new socket has the same port. */
    private static void awaitFree(InetSocketAddress address) {
        long deadlineNs = System.nanoTime() + CLOSING_NS;
        while (isTaken(address) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private static boolean isTaken(InetSocketAddress address) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.bind(address);
            return false;
        } catch (BindException _) {
            return true;
        } catch (IOException _) {
            return false; // the gateway says why
        }
    }

    private static String names(Map<String, String> environment) {
        return environment.getOrDefault("LISTEN_FDNAMES", "without names");
    }
}
