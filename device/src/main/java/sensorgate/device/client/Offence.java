package sensorgate.device.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a counter of the gateway has counted last.
 *
 * @param sender the sender's address and port, as the gateway writes them
 * @param timeNs nanoseconds since 1970
 * @param excerpt the first bytes that the sender sent, as STATS writes them; may be empty
 */
public record Offence(String sender, long timeNs, String excerpt) {

    private static final Pattern LINE =
            Pattern.compile("last_([a-z_0-9]+) (\\S+:\\d+) (\\d{1,18}|[1-8]\\d{18})(?: (.*))?");

    /** The last offences in the lines of STATS, by the names of their counters. */
    public static Map<String, Offence> of(List<String> stats) {
        Map<String, Offence> offences = new HashMap<>();
        for (String line : stats) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                offences.put(matcher.group(1), new Offence(
                        matcher.group(2), Long.parseLong(matcher.group(3)),
                        Objects.requireNonNullElse(matcher.group(4), "")));
            }
        }
        return offences;
    }

    /** The sender's address without the port and without brackets. */
    public String address() {
        return sender.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "");
    }
}
