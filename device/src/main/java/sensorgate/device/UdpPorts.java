package sensorgate.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The UDP ports of this machine that somebody listens at, from the kernel's tables
 * {@code /proc/net/udp} and {@code udp6}. Belongs to one thread.
 */
final class UdpPorts {

    /** How a port fares. */
    enum State { OPEN, OPEN_ELSEWHERE, CLOSED }

    /** A table that is older is read again. */
    private static final long FRESH_NS = 1_000_000_000;

    private static final long MAPPED_IPV4 = 0xFFFF_0000_0000L;
    private static final long IPV4_MASK = 0xFFFF_FFFFL;

    /** An address that somebody listens at, {@code 0, 0} for all. */
    private record Listener(long high, long low, int port, boolean isIpv4) {

        boolean isEverywhere() {
            return high == 0 && (low == 0 || low == MAPPED_IPV4);
        }
    }

    private final List<Path> tables;
    private final List<Listener> listeners = new ArrayList<>();
    private long readNs;
    private boolean isRead;

    /** The ports of this machine. */
    UdpPorts() {
        this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")));
    }

    /** The ports that other tables tell of. */
    UdpPorts(List<Path> tables) {
        this.tables = tables;
    }

    /**
     * How a port fares for datagrams to an address, as its two halves. What is sent to many, by
     * broadcast or multicast, does not get to a socket that is bound to one address.
     */
    State stateOf(long high, long low, int port) {
        long nowNs = System.nanoTime();
        if (!isRead || nowNs - readNs > FRESH_NS) {
            read();
            readNs = nowNs;
            isRead = true;
        }
        boolean isIpv4 = high == 0 && (low & ~IPV4_MASK) == MAPPED_IPV4;
        State state = State.CLOSED;
        for (Listener listener : listeners) {
            // an IPv6 socket takes IPv4 too, unless it was told not to
            boolean isOfKind = isIpv4 || !listener.isIpv4();
            if (listener.port() == port && isOfKind) {
                boolean isHere = listener.isEverywhere()
                        || listener.high() == high && listener.low() == low;
                state = isHere ? State.OPEN : state == State.OPEN ? state : State.OPEN_ELSEWHERE;
            }
        }
        return state;
    }

    private void read() {
        listeners.clear();
        for (Path table : tables) {
            try {
                Files.readAllLines(table).stream().skip(1).forEach(this::add);
            } catch (IOException _) {
                // a kernel without IPv6 has no table of it
            }
        }
    }

    /** {@code   12: 0100007F:1F91 00000000:0000 07 …}: what is connected listens to one alone. */
    private void add(String line) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length < 3 || !columns[2].endsWith(":0000")) {
            return;
        }
        String[] local = columns[1].split(":");
        int port = Integer.parseInt(local[1], 16);
        boolean isIpv4 = local[0].length() == 8;
        if (isIpv4) {
            listeners.add(new Listener(0, MAPPED_IPV4 | word(local[0], 0), port, true));
        } else {
            listeners.add(new Listener(
                    word(local[0], 0) << 32 | word(local[0], 8),
                    word(local[0], 16) << 32 | word(local[0], 24), port, false));
        }
    }

    /** Each word of an address is written as the machine keeps it: little-endian. */
    private static long word(String hex, int at) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hex, at, at + 8, 16)) & IPV4_MASK;
    }
}
