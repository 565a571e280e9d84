package sensorgate.device.client;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import sensorgate.address.IpAddress;
import sensorgate.count.SettingKeys;
import sensorgate.udp.DatagramSource;
import sensorgate.udp.Fate;
import sensorgate.udp.TimeAnswers;

/**
 * A datagram as a line of the gateway's reply to SNIFF tells it:
 * {@code <time ns> <address>:<port> <flags> <length> <bytes>}.
 *
 * @param timeNs time of arrival, nanoseconds since 1970
 * @param isOversize true if the sender sent more bytes than these
 * @param fate what became of the datagram as a whole
 * @param tableFull starts of the lines that the table had no room for
 * @param senderFull starts of the lines whose sender holds as many readings as it may
 * @param partlyStored starts of the lines with some readings that the table had no room for
 */
public record SniffedDatagram(
        long timeNs, String sender, long senderHigh, long senderLow, boolean isOversize,
        Fate fate, Set<Integer> tableFull, Set<Integer> senderFull,
        Set<Integer> partlyStored, byte[] bytes) {

    /** The gateway reads no more bytes of a datagram. */
    public static final int BYTES_MAX = DatagramSource.SLOT_BYTES;

    private static final Map<String, Fate> FATES = Arrays.stream(Fate.values())
            .collect(Collectors.toMap(Fate::counterName, Function.identity()));

    private static final String FULL = "full=";
    private static final String SENDER = "sender=";
    private static final String PARTLY = "partly=";

    /**
     * Reads a line of the reply.
     *
     * @throws IllegalArgumentException if this program does not understand the line
     */
    public static SniffedDatagram parse(String line) {
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
        Set<Integer> senderFull = new TreeSet<>();
        Set<Integer> partly = new TreeSet<>();
        for (String flag : words[2].split(",")) {
            isOversize |= flag.equals("oversize");
            fate = FATES.getOrDefault(flag, fate);
            addPlaces(flag, FULL, full);
            addPlaces(flag, SENDER, senderFull);
            addPlaces(flag, PARTLY, partly);
        }
        byte[] bytes = unescape(words[4]);
        if (bytes.length != Integer.parseInt(words[3])) {
            throw new IllegalArgumentException("the length does not match the bytes: " + line);
        }
        return new SniffedDatagram(
                Long.parseLong(words[0]), words[1], IpAddress.high(address),
                IpAddress.low(address), isOversize, fate, full, senderFull, partly,
                bytes);
    }

    /** True if the sender is not allowed. */
    public boolean isDenied() {
        return fate == Fate.DENIED;
    }

    /** True if the datagram asks for the time, whoever sent it: it has no lines. */
    public boolean isQuestion() {
        return !isOversize && TimeAnswers.isQuestion(bytes, bytes.length);
    }

    /** Why the gateway does not read a datagram of this sender, with the remedy. */
    public String whyDenied() {
        String address = IpAddress.of(senderHigh, senderLow).replaceAll("[\\[\\]]", "");
        return address + " is not in " + SettingKeys.UDP_ALLOW + ": add it there, or its network";
    }

    private static void addPlaces(String flag, String name, Set<Integer> places) {
        if (flag.startsWith(name)) {
            for (String place : flag.substring(name.length()).split("\\+")) {
                places.add(Integer.valueOf(place));
            }
        }
    }

    /** Undoes the {@code \xNN} of bytes that are not printable ASCII. */
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
