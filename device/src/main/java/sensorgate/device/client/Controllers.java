package sensorgate.device.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.address.IpAddress;
import sensorgate.device.text.DurationText;
import sensorgate.serve.ControllerQueue;

/**
 * The controllers that a gateway serves, and those that wait for their turn, by address: one
 * address may have many connections. From STATS or from a gateway in the same process.
 */
public final class Controllers {

    /** The addresses that the text names; it counts the others. */
    static final int NAMED_MAX = 3;

    private static final Pattern LINE =
            Pattern.compile("controller (\\S+):\\d{1,5} (served|waiting)_ms=(\\d{1,15})(?: .*)?");

    /** For each address, the longest time of its connections. */
    private final Map<String, Long> servedNs = new LinkedHashMap<>();
    private final Map<String, Long> waitingNs = new LinkedHashMap<>();

    private Controllers() {}

    /** Reads the lines of a reply to STATS. */
    public static Controllers of(List<String> stats) {
        Controllers controllers = new Controllers();
        for (String line : stats) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                controllers.add(
                        matcher.group(1), matcher.group(2).equals("served"),
                        Long.parseLong(matcher.group(3)) * 1_000_000);
            }
        }
        return controllers;
    }

    public static Controllers of(ControllerQueue queue) {
        Controllers controllers = new Controllers();
        ControllerQueue.Entry entry = new ControllerQueue.Entry();
        for (int row = 0; queue.read(row, entry); row++) {
            controllers.add(
                    IpAddress.of(entry.addressHigh(), entry.addressLow()), entry.isServed(),
                    entry.forNs());
        }
        return controllers;
    }

    /** True if a controller waits for its turn. */
    public boolean anyWaits() {
        return !waitingNs.isEmpty();
    }

    /**
     * Who is served, and who waits how long: {@code controller 10.0.0.1 (12 s); waiting: 10.0.0.2
     * (3 s)}. Times only while one waits; empty without controllers.
     */
    public String text() {
        if (servedNs.isEmpty() && waitingNs.isEmpty()) {
            return "";
        }
        String served = servedNs.isEmpty()
                ? "no controller"
                : "controller " + list(servedNs, anyWaits());
        return anyWaits() ? served + "; waiting: " + list(waitingNs, true) : served;
    }

    private void add(String address, boolean isServed, long forNs) {
        (isServed ? servedNs : waitingNs).merge(address, forNs, Math::max);
    }

    private static String list(Map<String, Long> addresses, boolean isTimed) {
        StringJoiner text = new StringJoiner(", ");
        for (Map.Entry<String, Long> each
                : new ArrayList<>(addresses.entrySet()).subList(
                        0, Math.min(NAMED_MAX, addresses.size()))) {
            text.add(each.getKey()
                    + (isTimed ? " (" + DurationText.about(each.getValue()) + ")" : ""));
        }
        if (addresses.size() > NAMED_MAX) {
            text.add(addresses.size() - NAMED_MAX + " more");
        }
        return text.toString();
    }
}
