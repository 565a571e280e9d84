package sensorgate.device.send;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.client.Counters;
import sensorgate.device.client.Offence;

/**
 * What a reply to STATS says about one sender.
 *
 * @param received datagrams of the sender's address
 * @param stored lines of that address
 * @param rejected lines of that address
 * @param counters the counters of all senders, by name
 * @param offences what each counter has counted last, by the counter's name
 */
record SenderCounts(
        long received, long stored, long rejected, Map<String, Long> counters,
        Map<String, Offence> offences) {

    private static final Pattern SENDER = Pattern.compile(
            "sender (\\S+) received=(\\d{1,18}) stored=(\\d{1,18}) rejected=(\\d{1,18}) .*");

    /** Reads the lines of the reply; {@code address} is the sender's, without port. */
    static SenderCounts of(List<String> lines, String address) {
        long[] own = new long[3];
        for (String line : lines) {
            Matcher sender = SENDER.matcher(line);
            if (sender.matches() && sender.group(1).equals(address)) {
                for (int i = 0; i < own.length; i++) {
                    own[i] = Long.parseLong(sender.group(i + 2));
                }
            }
        }
        return new SenderCounts(
                own[0], own[1], own[2], Counters.of(lines), Offence.of(lines));
    }

    /** The counter of this name, 0 if the gateway has none. */
    long count(String counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /** The address and port that the counter counted last; {@code null} without one. */
    String last(String counter) {
        Offence last = offences.get(counter);
        return last == null ? null : last.sender();
    }

    /** Lines of the sender whose fate is decided. */
    long lines() {
        return stored + rejected;
    }
}
