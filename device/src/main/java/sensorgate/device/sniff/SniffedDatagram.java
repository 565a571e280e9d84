package sensorgate.device.sniff;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Set;
import java.util.TreeSet;
import sensorgate.address.IpAddress;
import sensorgate.udp.DatagramSource;
import sensorgate.udp.Fate;

/**
 * A datagram as the gateway tells of it in its reply to SNIFF:
 * {@code <time ns> <address>:<port> <what befell it> <length> <bytes>}.
 *
 * @param timeNs when it came, nanoseconds since 1970
 * @param sender its sender, address and port
 * @param senderHigh the upper half of the sender's address
 * @param senderLow the lower half of the sender's address
 * @param isOversize true if it was longer than its bytes
 * @param fate what became of it as a whole
 * @param tableFull the lines, by their first byte, that the table had no room for
 * @param partlyStored the lines of which some readings found no room
 * @param bytes its bytes
 */
record SniffedDatagram(
        long timeNs, String sender, long senderHigh, long senderLow, boolean isOversize,
        Fate fate, Set<Integer> tableFull, Set<Integer> partlyStored, byte[] bytes) {

    /** What the gateway reads of a datagram at the most. */
    static final int BYTES_MAX = DatagramSource.SLOT_BYTES;

    private static final String FULL = "full=";
    private static final String PARTLY = "partly=";

    /**
     * Reads a line of the reply.
     *
     * @throws IllegalArgumentException if it is none that this program understands
     */
    static SniffedDatagram parse(String line) {
        String[] words = line.split(" ", 5);
        if (words.length < 5) {
            throw new IllegalArgumentException("too few words: " + line);
        }
        byte[] address = InetAddress.ofLiteral(
                words[1].substring(0, words[1].lastIndexOf(':')).replaceAll("[\\[\\]]", ""))
                .getAddress();
        boolean isOversize = false;
        Fate fate = Fate.RECEIVED;
        Set<Integer> full = new TreeSet<>();
        Set<Integer> partly = new TreeSet<>();
        for (String flag : words[2].split(",")) {
            isOversize |= flag.equals("oversize");
            fate = flag.equals(Fate.DENIED.counterName()) ? Fate.DENIED : fate;
            addPlaces(flag, FULL, full);
            addPlaces(flag, PARTLY, partly);
        }
        byte[] bytes = unescape(words[4]);
        if (bytes.length != Integer.parseInt(words[3])) {
            throw new IllegalArgumentException("the length is not that of the bytes: " + line);
        }
        return new SniffedDatagram(
                Long.parseLong(words[0]), words[1], IpAddress.high(address),
                IpAddress.low(address), isOversize, fate, full, partly, bytes);
    }

    /** True if its sender is not allowed. */
    boolean isDenied() {
        return fate == Fate.DENIED;
    }

    private static void addPlaces(String flag, String name, Set<Integer> places) {
        if (flag.startsWith(name)) {
            for (String place : flag.substring(name.length()).split("\\+")) {
                places.add(Integer.valueOf(place));
            }
        }
    }

    /** Undoes the {@code \xNN} of bytes that are no printable ASCII. */
    private static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("\\x", at)) {
                bytes.write(Integer.parseInt(text, at + 2, at + 4, 16));
                at += 4;
            } else {
                bytes.write(text.charAt(at++));
            }
        }
        return bytes.toByteArray();
    }
}
