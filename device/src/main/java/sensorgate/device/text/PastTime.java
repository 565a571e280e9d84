package sensorgate.device.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A time in the past, in local time: {@code 14:03:20}, or with the date if not today. */
public final class PastTime {

    private static final long NS_PER_S = 1_000_000_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private PastTime() {}

    /** The time {@code agoNs} before {@code nowNs}, which is nanoseconds since 1970. */
    public static String of(long agoNs, long nowNs, ZoneId zone) {
        LocalDateTime time = local(nowNs - agoNs, zone);
        boolean isToday = time.toLocalDate().equals(local(nowNs, zone).toLocalDate());
        return (isToday ? TIME : DATE).format(time);
    }

    private static LocalDateTime local(long timeNs, ZoneId zone) {
        return LocalDateTime.ofInstant(
                Instant.ofEpochSecond(Math.floorDiv(timeNs, NS_PER_S)), zone);
    }
}
