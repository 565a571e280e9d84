package sensorgate.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Says how many bytes of a TCP connection its peer has not acknowledged, as Linux tells in the
 * column {@code tx_queue} of {@code /proc/net/tcp} and {@code tcp6}. Java gives no descriptor for
 * the call that would ask the socket itself, {@code SIOCOUTQ}. One question reads rows of all
 * sockets up to the peer's: ask rarely. Any thread; allocates.
 */
public final class SendQueue {

    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final Path TABLE_IPV6 = Path.of("/proc/net/tcp6");

    private static final long NO_ROW = -1;

    /** Behind the peer's port and a space: two digits of the state, a space, the queue's digits. */
    private static final int STATE_LENGTH = 3;
    private static final int QUEUE_DIGITS = 8;

    private final int port;

    /** The queues of the connections that were accepted at this port. */
    public SendQueue(int port) {
        this.port = port;
    }

    /** The number of unacknowledged bytes, 0 if the kernel does not tell. */
    public long bytesTo(SocketPlace peer) {
        long bytes = bytesIn(TABLE_IPV6, ipv6Hex(peer), peer.port());
        if (bytes == NO_ROW && peer.isIpv4()) { // a listener for IPv4 alone
            bytes = bytesIn(TABLE, wordHex(peer.low()), peer.port());
        }
        return Math.max(bytes, 0);
    }

    /** Reads the table as far as the first row of these ports and this peer. */
    private long bytesIn(Path table, String peerHex, int peerPort) {
        String places = String.format(Locale.ROOT, ":%04X %s:%04X ", port, peerHex, peerPort);
        try (Stream<String> rows = Files.lines(table, StandardCharsets.US_ASCII)) {
            return rows.filter(row -> row.contains(places))
                    .mapToLong(row -> queueAt(row, row.indexOf(places) + places.length()))
                    .findFirst().orElse(NO_ROW);
        } catch (IOException | UncheckedIOException _) {
            return NO_ROW; // not Linux, or no such table
        }
    }

    private static long queueAt(String row, int stateFrom) {
        int from = stateFrom + STATE_LENGTH;
        return Long.parseLong(row, from, from + QUEUE_DIGITS, 16);
    }

    /** The kernel prints each 32-bit word of an address in the machine's order: little-endian. */
    private static String ipv6Hex(SocketPlace peer) {
        return wordHex(peer.high() >>> 32) + wordHex(peer.high())
                + wordHex(peer.low() >>> 32) + wordHex(peer.low());
    }

    private static String wordHex(long word) {
        return String.format(Locale.ROOT, "%08X", Integer.reverseBytes((int) word));
    }
}
