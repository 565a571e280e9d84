package sensorgate.device.watch;

import java.util.Arrays;

/** Values as a row of small bars, from the smallest value to the greatest. */
final class Sparkline {

    private static final String BARS = "▁▂▃▄▅▆▇█";

    /** The bar of values that are all equal. */
    private static final int LEVEL = 3;

    private Sparkline() {}

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

    /** Computes with halves, so that the distance of two huge values is finite. */
    private static int bar(double value, double least, double most) {
        double range = most / 2 - least / 2;
        return range > 0
                ? (int) Math.round((value / 2 - least / 2) / range * (BARS.length() - 1))
                : LEVEL;
    }
}
