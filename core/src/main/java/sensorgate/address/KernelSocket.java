package sensorgate.address;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the kernel's tables of sockets, {@code /proc/net/udp}, {@code udp6}, {@code tcp} and
 * {@code tcp6}.
 *
 * @param local the address and port that the socket is bound to
 * @param remote the address and port that the socket is connected to, port 0 for none
 * @param isIpv6 true for an IPv6 socket, which may receive IPv4 too
 * @param state the kernel's number for the TCP state
 * @param inode the number that the descriptors of the socket's owners link to
 * @param drops the datagrams that did not fit into the receive buffer, 0 for TCP
 */
public record KernelSocket(
        SocketPlace local, SocketPlace remote, boolean isIpv6, int state, String inode,
        long drops) {

    /** A TCP socket that listens. */
    public static final int LISTENS = 10;

    private static final String PLACE = "((?:\\p{XDigit}{8}){1,4}:\\p{XDigit}{4})";

    /**
     * Number, local, remote, state, five columns, inode; in the UDP tables alone reference count,
     * pointer and drops follow, and end the row.
     */
    private static final Pattern ROW = Pattern.compile(
            "\\s*\\d+: " + PLACE + " " + PLACE + " (\\p{XDigit}{2})(?:\\s+\\S+){5}\\s+(\\d+)"
            + "(?:\\s+\\d+\\s+\\S+\\s+(\\d{1,18})\\s*|\\s.*)");

    /** Parses a table; a line that is no row, such as the head, is left out. */
    public static List<KernelSocket> parse(String table) {
        return table.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(KernelSocket::of)
                .toList();
    }

    private static KernelSocket of(MatchResult row) {
        return new KernelSocket(
                SocketPlace.parse(row.group(1)), SocketPlace.parse(row.group(2)),
                row.group(1).indexOf(':') > 8, Integer.parseInt(row.group(3), 16), row.group(4),
                row.group(5) == null ? 0 : Long.parseLong(row.group(5)));
    }
}
