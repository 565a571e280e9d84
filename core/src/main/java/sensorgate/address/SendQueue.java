package sensorgate.address;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says how many bytes of a TCP connection its peer has not acknowledged, as Linux tells in the
 * column {@code tx_queue} of {@code /proc/net/tcp} and {@code tcp6}. Java gives no descriptor for
 * the call that would ask the socket itself, {@code SIOCOUTQ}. One look reads the tables of all
 * sockets: ask rarely. Any thread; allocates.
 */
public final class SendQueue {

    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final Path TABLE_IPV6 = Path.of("/proc/net/tcp6");

    /** Behind the peer's port: a space, two digits of the state, a space, the queue's digits. */
    private static final int QUEUE_FROM = 4;
    private static final int QUEUE_DIGITS = 8;

    private final int port;

    /** The queues of the connections that were accepted at this port. */
    public SendQueue(int port) {
        this.port = port;
    }

    /** The number of unacknowledged bytes, 0 if the kernel does not tell. */
    public long bytesTo(SocketPlace peer) {
        long bytes = bytesTo(peer, TABLE_IPV6, false);
        return peer.isIpv4() ? bytes + bytesTo(peer, TABLE, true) : bytes;
    }

    private long bytesTo(SocketPlace peer, Path table, boolean isIpv4Alone) {
        try {
            String rows = Files.readString(table, StandardCharsets.US_ASCII);
            String row = String.format(
                    Locale.ROOT, ":%04X %s:%04X", port, kernelHex(peer, isIpv4Alone), peer.port());
            int from = rows.indexOf(row) + row.length() + QUEUE_FROM;
            return rows.contains(row)
                    ? Long.parseLong(rows, from, from + QUEUE_DIGITS, 16) : 0;
        } catch (IOException _) {
            return 0; // not Linux, or no such table
        }
    }

    /** The kernel prints each 32-bit word of an address in the machine's order: little-endian. */
    private static String kernelHex(SocketPlace peer, boolean isIpv4Alone) {
        String last = wordHex(peer.low());
        return isIpv4Alone ? last
                : wordHex(peer.high() >>> 32) + wordHex(peer.high()) + wordHex(peer.low() >>> 32)
                        + last;
    }

    private static String wordHex(long word) {
        return String.format(Locale.ROOT, "%08X", Integer.reverseBytes((int) word));
    }
}
