package sensorgate.device.client;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import sensorgate.count.Stat;

/** Reads the gateway's counters, from STATS or in the same process. */
public final class Counters {

    private static final List<String> TOTALS =
            List.of("received", "denied", "kernel_dropped", "lines", "stored");

    private Counters() {}

    /** Reads a line of STATS if the line is a counter or gauge, not an offender or sender. */
    public static void read(String line, Map<String, Long> into) {
        if (line.matches("[a-z_0-9]+ -?\\d{1,18}")) {
            int space = line.indexOf(' ');
            into.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        }
    }

    public static long count(List<Stat> stats, String name) {
        return stats.stream()
                .filter(stat -> stat.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    /** The totals and the losses above zero in one line: {@code 5 received, 1 denied}. */
    public static String totals(List<Stat> stats) {
        StringJoiner totals = new StringJoiner(", ");
        for (Stat stat : stats) {
            long value = stat.value().getAsLong();
            if (TOTALS.contains(stat.name()) || stat.isLoss() && value > 0) {
                totals.add(value + " " + stat.name());
            }
        }
        return totals.toString();
    }
}
