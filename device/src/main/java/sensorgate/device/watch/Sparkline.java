package sensorgate.device.watch;

import java.util.Arrays;

/** Values as a row of little bars between the least of them and the greatest. */
final class Sparkline {

    private static final String BARS = "▁▂▃▄▅▆▇█";

    /** Where nothing goes up or down. */
    private static final int LEVEL = 3;

    private Sparkline() {}

    /** The last {@code columns} values, one bar each. */
    static String of(double[] values, int columns) {
        double[] shown = Arrays.copyOfRange(
                values, Math.max(0, values.length - columns), values.length);
        double least = Arrays.stream(shown).min().orElse(0);
        double most = Arrays.stream(shown).max().orElse(0);
        StringBuilder bars = new StringBuilder(shown.length);
        for (double value : shown) {
            bars.append(BARS.charAt(bar(value, least, most)));
        }
        return bars.toString();
    }

    /** Halves, so that the distance of two huge values is still a number. */
    private static int bar(double value, double least, double most) {
        double range = most / 2 - least / 2;
        return range > 0
                ? (int) Math.round((value / 2 - least / 2) / range * (BARS.length() - 1))
                : LEVEL;
    }
}
