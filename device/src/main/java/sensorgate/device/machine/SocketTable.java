package sensorgate.device.machine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sockets that listen at a port, from the kernel's tables of all of them. */
public final class SocketTable {

    /** A TCP socket that listens, as the kernel numbers states. */
    private static final String LISTENS = "0A";

    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int DROPS = 12;

    /**
     * A socket.
     *
     * @param local where it is bound
     * @param inode what its owners' descriptors lead to
     * @param drops datagrams that it had no room for
     */
    public record Entry(SocketPlace local, String inode, long drops) {}

    private SocketTable() {}

    /**
     * Reads the tables.
     *
     * @param protocol {@code udp} or {@code tcp}
     * @throws IOException if there are none that can be read
     */
    public static List<Entry> at(Machine machine, String protocol, int port) throws IOException {
        List<Entry> entries = new ArrayList<>();
        add(machine.read("/proc/net/" + protocol), protocol, port, entries);
        if (machine.exists("/proc/net/" + protocol + "6")) {
            add(machine.read("/proc/net/" + protocol + "6"), protocol, port, entries);
        }
        return entries;
    }

    private static void add(String table, String protocol, int port, List<Entry> entries) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        table.lines().skip(1).map(line -> line.strip().split("\\s+")).forEach(columns -> {
            boolean isThere = columns.length > INODE && columns[LOCAL].endsWith(suffix)
                    && (protocol.equals("udp") || columns[STATE].equals(LISTENS));
            if (isThere) {
                entries.add(entry(columns));
            }
        });
    }

    private static Entry entry(String[] columns) {
        boolean hasDrops = columns.length > DROPS && columns[DROPS].matches("\\d{1,18}");
        return new Entry(
                SocketPlace.parse(columns[LOCAL]), columns[INODE],
                hasDrops ? Long.parseLong(columns[DROPS]) : 0);
    }
}
