package sensorgate.device.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import sensorgate.address.KernelSocket;
import sensorgate.address.SocketPlace;

/**
 * The open UDP ports of this machine, from the kernel's tables {@code /proc/net/udp} and
 * {@code udp6}. Belongs to one thread.
 */
public final class UdpPorts {

    /** Whether a program listens at a port, and at the asked address or another one. */
    public enum State { OPEN, OPEN_ELSEWHERE, CLOSED }

    /** The tables are read again when they are older. */
    private static final long FRESH_NS = 1_000_000_000;

    /** For a port that is not in the tables: a client opens its port just before it asks. */
    private static final long FRESH_WHERE_CLOSED_NS = 20_000_000;

    private final List<Path> tables;
    private final LongSupplier ticksNs;
    private final List<KernelSocket> sockets = new ArrayList<>();
    private long readNs;
    private boolean isRead;

    public UdpPorts() {
        this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")), System::nanoTime);
    }

    public UdpPorts(List<Path> tables, LongSupplier ticksNs) {
        this.tables = tables;
        this.ticksNs = ticksNs;
    }

    /** The state of a port at an address for datagrams from a sender. */
    public State stateOf(SocketPlace to, SocketPlace from) {
        readIfOlder(FRESH_NS);
        State state = find(to, from);
        return state == State.CLOSED && readIfOlder(FRESH_WHERE_CLOSED_NS)
                ? find(to, from)
                : state;
    }

    private State find(SocketPlace to, SocketPlace from) {
        State best = State.CLOSED;
        for (KernelSocket socket : sockets) {
            State state = stateOf(socket, to, from);
            best = state.compareTo(best) < 0 ? state : best;
        }
        return best;
    }

    /** A connected socket, such as a DNS client's, receives from its remote place alone. */
    private static State stateOf(KernelSocket socket, SocketPlace to, SocketPlace from) {
        SocketPlace local = socket.local();
        boolean isConnected = socket.remote().port() != 0;
        if (local.port() != to.port() || isConnected && !socket.remote().equals(from)) {
            return State.CLOSED;
        }
        // an IPv6 socket receives IPv4 too, unless its owner has forbidden that
        boolean isOfKind = to.isIpv4() || socket.isIpv6();
        // a socket bound to one address receives no broadcast and no multicast
        boolean isHere = isOfKind && (local.isEverywhere() || local.isSameAddress(to));
        return isHere ? State.OPEN : State.OPEN_ELSEWHERE;
    }

    private boolean readIfOlder(long ageNs) {
        long nowNs = ticksNs.getAsLong();
        if (isRead && nowNs - readNs <= ageNs) {
            return false;
        }
        read();
        readNs = nowNs;
        isRead = true;
        return true;
    }

    private void read() {
        sockets.clear();
        for (Path table : tables) {
            try {
                sockets.addAll(KernelSocket.parse(Files.readString(table)));
            } catch (IOException _) {
                // a kernel without IPv6 has no IPv6 table
            }
        }
    }
}
