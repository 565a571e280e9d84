package sensorgate.device.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import sensorgate.line.Precision;

/** Times as text for people. */
public final class ClockText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

    private ClockText() {}

    /** The time of day in this machine's time zone, to the microsecond. */
    public static String timeOfDay(long ns) {
        return TIME.format(instant(ns).atZone(ZoneId.systemDefault()));
    }

    /** Date and time in UTC (RFC 3339). */
    public static String date(long ns) {
        return instant(ns).toString();
    }

    private static Instant instant(long ns) {
        return Instant.ofEpochSecond(0, ns);
    }
}
