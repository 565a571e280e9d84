package sensorgate.device.send;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.client.Counters;

/**
 * What a reply to STATS says about one sender.
 *
 * @param received datagrams of the sender's address
 * @param stored lines of that address
 * @param rejected lines of that address
 * @param counters the counters of all senders, by name
 * @param lasts the address and port that each counter counted last, by the counter's name
 */
record SenderCounts(
        long received, long stored, long rejected, Map<String, Long> counters,
        Map<String, String> lasts) {

    private static final Pattern SENDER = Pattern.compile(
            "sender (\\S+) received=(\\d{1,18}) stored=(\\d{1,18}) rejected=(\\d{1,18}) .*");
    private static final Pattern LAST = Pattern.compile("last_([a-z_0-9]+) (\\S+) .*");

    /** Reads the lines of the reply; {@code address} is the sender's, without port. */
    static SenderCounts of(List<String> lines, String address) {
        long[] own = new long[3];
        Map<String, Long> counters = new HashMap<>();
        Map<String, String> lasts = new HashMap<>();
        for (String line : lines) {
            Matcher sender = SENDER.matcher(line);
            Matcher last = LAST.matcher(line);
            if (sender.matches() && sender.group(1).equals(address)) {
                for (int i = 0; i < own.length; i++) {
                    own[i] = Long.parseLong(sender.group(i + 2));
                }
            } else if (last.matches()) {
                lasts.put(last.group(1), last.group(2));
            } else {
                Counters.read(line, counters);
            }
        }
        return new SenderCounts(own[0], own[1], own[2], counters, lasts);
    }

    /** The counter of this name, 0 if the gateway has none. */
    long count(String counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /** Lines of the sender whose fate is decided. */
    long lines() {
        return stored + rejected;
    }
}
