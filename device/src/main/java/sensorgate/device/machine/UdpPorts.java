package sensorgate.device.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The UDP ports of this machine that somebody listens at, from the kernel's tables
 * {@code /proc/net/udp} and {@code udp6}. Belongs to one thread.
 */
public final class UdpPorts {

    /** How a port fares. */
    public enum State { OPEN, OPEN_ELSEWHERE, CLOSED }

    /** A table that is older is read again. */
    private static final long FRESH_NS = 1_000_000_000;

    /** The same for a port that is not in it: who asks and is answered has just opened it. */
    private static final long FRESH_WHERE_CLOSED_NS = 20_000_000;

    /**
     * A socket. One that is connected, as most are that ask and wait for an answer, is given what
     * comes from there and nothing else.
     */
    private record Entry(SocketPlace local, SocketPlace remote, boolean isIpv4) {

        public State stateOf(SocketPlace to, SocketPlace from) {
            // an IPv6 socket takes IPv4 too, unless it was told not to
            boolean isOfKind = to.isIpv4() || !isIpv4;
            boolean isConnected = remote.port() != 0;
            if (local.port() != to.port() || isConnected && !remote.equals(from)) {
                return State.CLOSED;
            }
            // what is sent to many does not get to a socket that is bound to one address
            boolean isHere = isOfKind && (local.isEverywhere() || local.isSameAddress(to));
            return isHere ? State.OPEN : State.OPEN_ELSEWHERE;
        }
    }

    private final List<Path> tables;
    private final LongSupplier ticksNs;
    private final List<Entry> entries = new ArrayList<>();
    private long readNs;
    private boolean isRead;

    /** The ports of this machine. */
    public UdpPorts() {
        this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")), System::nanoTime);
    }

    /** The ports that other tables tell of. */
    public UdpPorts(List<Path> tables, LongSupplier ticksNs) {
        this.tables = tables;
        this.ticksNs = ticksNs;
    }

    /** How a port fares at an address for datagrams from a sender. */
    public State stateOf(SocketPlace to, SocketPlace from) {
        readIfOlder(FRESH_NS);
        State state = find(to, from);
        return state == State.CLOSED && readIfOlder(FRESH_WHERE_CLOSED_NS)
                ? find(to, from)
                : state;
    }

    private State find(SocketPlace to, SocketPlace from) {
        State best = State.CLOSED;
        for (Entry entry : entries) {
            State state = entry.stateOf(to, from);
            best = state.compareTo(best) < 0 ? state : best;
        }
        return best;
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
        entries.clear();
        for (Path table : tables) {
            try {
                Files.readAllLines(table).stream().skip(1).forEach(this::add);
            } catch (IOException _) {
                // a kernel without IPv6 has no table of it
            }
        }
    }

    /** {@code   12: 0100007F:1F91 00000000:0000 07 …}: its own place and the one it asks. */
    private void add(String line) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > 2) {
            boolean isIpv4 = columns[1].indexOf(':') == 8;
            entries.add(new Entry(
                    SocketPlace.parse(columns[1]), SocketPlace.parse(columns[2]), isIpv4));
        }
    }
}
