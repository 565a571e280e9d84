package sensorgate.device.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.line.Precision;

/** The first line of the gateway's reply to SNIFF: {@code SNIFF precision=auto udp_port=8081}. */
public record SniffHead(Precision precision, int udpPort) {

    private static final Pattern LINE =
            Pattern.compile("SNIFF precision=([a-z]{1,10}) udp_port=(\\d{1,5})(?: .*)?");

    /** Reads the line; {@code null} if it is another line. */
    public static SniffHead parse(String line) {
        Matcher head = LINE.matcher(line);
        Precision precision = head.matches() ? Precision.of(head.group(1)) : null;
        return precision == null
                ? null
                : new SniffHead(precision, Integer.parseInt(head.group(2)));
    }
}
