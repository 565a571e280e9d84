package sensorgate.device.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import sensorgate.count.Stat;

/** Reads the gateway's counters, from STATS or in the same process. */
public final class Counters {

    private static final List<String> TOTALS =
            List.of("received", "denied", "kernel_dropped", "lines", "stored");

    private Counters() {}

    /** The counters and gauges in the lines of STATS by name, in the order of the lines. */
    public static Map<String, Long> of(List<String> stats) {
        Map<String, Long> counters = new LinkedHashMap<>();
        for (String line : stats) {
            if (line.matches("[a-z_0-9]+ -?\\d{1,18}")) { // no offender and no sender
                int space = line.indexOf(' ');
                counters.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            }
        }
        return counters;
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
