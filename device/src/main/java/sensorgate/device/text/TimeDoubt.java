package sensorgate.device.text;

import java.time.Instant;
import sensorgate.line.PlausibleTime;

/** Words about a timestamp that a sensor cannot have meant. Pure functions. */
public final class TimeDoubt {

    private TimeDoubt() {}

    /**
     * What is wrong with the time, and what to do; {@code null} if the time is plausible.
     *
     * @param timeNs the sensor's time, nanoseconds since 1970
     * @param nowNs this machine's clock, nanoseconds since 1970
     */
    public static String of(long timeNs, long nowNs) {
        if (PlausibleTime.isPlausible(timeNs, nowNs)) {
            return null;
        }
        String fault = timeNs < PlausibleTime.EARLIEST_NS
                ? "before 2000"
                : "more than a day ahead of this machine's clock";
        return "the time " + Instant.ofEpochSecond(0, timeNs) + " is " + fault
                + ": set the sensor's clock, or have the sensor send no timestamp";
    }
}
