package sensorgate.device.watch;

import java.util.List;

/**
 * What {@code watch} shows at one moment, whatever it is drawn on.
 *
 * @param title what is watched, and where
 * @param trouble why nothing is heard of the gateway any more, or {@code null}
 * @param rows the readings, in order of their names
 * @param unlisted how many more readings there are than are kept
 * @param flow rates and totals
 * @param losses every cause for which anything was lost
 */
record WatchView(
        String title, String trouble, List<Row> rows, long unlisted, String flow,
        List<Loss> losses) {

    /**
     * A reading.
     *
     * @param ageNs how long ago it came, or {@link WatchedReading#UNKNOWN}
     * @param isLate true if it ought to have come again by now
     * @param perSecond how often it comes, 0 if not known
     * @param values its last values
     */
    record Row(
            String name, String value, long ageNs, boolean isLate, double perSecond,
            double[] values) {}

    /**
     * What was lost for one cause.
     *
     * @param counter the cause, as STATS names it
     * @param count how often, since the gateway started
     * @param watched how often of these since {@code watch} began
     */
    record Loss(String counter, long count, long watched) {}

    /** How many readings are late. */
    long late() {
        return rows.stream().filter(Row::isLate).count();
    }

    /** The same, and why nothing more is heard. */
    WatchView withTrouble(String why) {
        return new WatchView(title, why, rows, unlisted, flow, losses);
    }
}
