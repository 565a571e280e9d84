package sensorgate.device.watch;

import java.util.Comparator;
import java.util.List;

/**
 * The content of {@code watch} at one moment, for a screen or a pipe.
 *
 * @param trouble why the gateway does not answer, {@code null} if it does
 * @param isLateOnly true to show only the late ones of {@code rows}
 * @param clock what is wrong with the gateway's clock or unknown for it, empty for nothing
 * @param unlisted how many readings of the gateway are missing in {@code rows}
 */
record WatchView(
        String title, String trouble, boolean isLateOnly, List<Row> rows, long unlisted,
        String flow, List<Loss> losses, String clock) {

    /**
     * A reading.
     *
     * @param ageNs the time since its arrival, or {@link WatchedReading#UNKNOWN}
     * @param isLeast true if it may have arrived longer ago
     * @param since when it arrived, in local time; empty if not known
     * @param usualNs the usual interval, 0 if not known
     * @param perSecond values a second, 0 if not known
     */
    record Row(
            String name, String value, long ageNs, boolean isLeast, String since, boolean isLate,
            long usualNs, double perSecond, double[] values) {}

    /**
     * A cause of losses.
     *
     * @param counter the cause by its name in STATS
     * @param count the losses since the gateway started
     * @param watched the losses since {@code watch} began
     */
    record Loss(String counter, long count, long watched) {}

    long late() {
        return rows.stream().filter(Row::isLate).count();
    }

    /** The rows to show; of late ones, the one that is silent longest first. */
    List<Row> shown() {
        if (!isLateOnly) {
            return rows;
        }
        return rows.stream()
                .filter(Row::isLate)
                .sorted(Comparator.comparingLong(Row::ageNs).reversed())
                .toList();
    }
}
