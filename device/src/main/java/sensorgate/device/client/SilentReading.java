package sensorgate.device.client;

import java.util.concurrent.TimeUnit;

/**
 * A line of the reply to LATE.
 *
 * @param name series and field in the gateway's spelling, with a space between
 * @param silentNs the time since its last point, nanoseconds
 * @param usualNs the usual interval of its points, nanoseconds; 0 if not known
 * @param isLeast true if it may be silent for longer: the gateway restored the reading after a
 *     restart of the machine, and nobody has set the machine's clock yet
 */
public record SilentReading(String name, long silentNs, long usualNs, boolean isLeast) {

    /** The fifth word of a line whose silence is only a lower bound. */
    private static final String LEAST = " least";

    /** Reads a line; {@code null} if the line is not from a gateway. */
    public static SilentReading parse(String text) {
        boolean isLeast = text.endsWith(LEAST);
        String line = isLeast ? text.substring(0, text.length() - LEAST.length()) : text;
        if (!line.matches("(?s).+ .+ \\d{1,10} (\\d{1,10}|-)")) {
            return null;
        }
        int usualFrom = line.lastIndexOf(' ') + 1;
        int silentFrom = line.lastIndexOf(' ', usualFrom - 2) + 1;
        String usual = line.substring(usualFrom);
        return new SilentReading(
                line.substring(0, silentFrom - 1),
                ns(line.substring(silentFrom, usualFrom - 1)),
                usual.equals("-") ? 0 : ns(usual),
                isLeast);
    }

    private static long ns(String seconds) {
        return TimeUnit.SECONDS.toNanos(Long.parseLong(seconds));
    }
}
