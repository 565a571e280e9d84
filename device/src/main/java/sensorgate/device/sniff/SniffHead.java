package sensorgate.device.sniff;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of the gateway's reply to SNIFF: {@code SNIFF ns_per_tick=1 udp_port=8081}. */
record SniffHead(long nsPerTick, int udpPort) {

    private static final Pattern LINE =
            Pattern.compile("SNIFF ns_per_tick=(\\d{1,10}) udp_port=(\\d{1,5})(?: .*)?");

    /** Reads the line; {@code null} if it is another line. */
    static SniffHead parse(String line) {
        Matcher head = LINE.matcher(line);
        return head.matches()
                ? new SniffHead(Long.parseLong(head.group(1)), Integer.parseInt(head.group(2)))
                : null;
    }
}
