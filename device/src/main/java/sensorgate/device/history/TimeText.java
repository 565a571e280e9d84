package sensorgate.device.history;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as text: in local time for people, in UTC for programs. */
final class TimeText {

    private static final long S = 1_000_000_000;
    private static final long DAY = 86_400 * S;

    /** The rows keep today's offset from UTC: summer time may begin a day an hour early. */
    private static final long DAY_EARLY_MAX = 7_200 * S;

    private static final DateTimeFormatter ISO = formatter("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final DateTimeFormatter DAY_OF_YEAR = formatter("MM-dd");

    private final ZoneId zone;
    private final boolean hasDayRows;
    private final DateTimeFormatter row;
    private final DateTimeFormatter whole;

    /**
     * Texts for times in a range: a row has its date only if the range has several days, and its
     * year only if the range has several years.
     *
     * @param widthNs the distance of two times to tell apart: without seconds from a minute on
     */
    TimeText(ZoneId zone, long fromNs, long toNs, long widthNs) {
        this.zone = zone;
        LocalDateTime from = local(fromNs);
        LocalDateTime to = local(toNs);
        String date = from.toLocalDate().equals(to.toLocalDate()) ? ""
                : from.getYear() == to.getYear() ? "MM-dd " : "yyyy-MM-dd ";
        hasDayRows = widthNs >= DAY;
        row = formatter(hasDayRows ? "yyyy-MM-dd" : date + clock(widthNs));
        whole = formatter("yyyy-MM-dd " + clock(Math.min(widthNs, 60 * S)));
    }

    /** The start of a row. */
    String row(long timeNs) {
        return row.format(local(hasDayRows ? timeNs + DAY_EARLY_MAX : timeNs));
    }

    /** Date and time. */
    String whole(long timeNs) {
        return whole.format(local(timeNs));
    }

    /** A mark of the time axis whose marks are {@code stepNs} apart: a time, or a new day. */
    String mark(long timeNs, long stepNs) {
        if (stepNs >= DAY) {
            return DAY_OF_YEAR.format(local(timeNs + DAY_EARLY_MAX));
        }
        LocalDateTime time = local(timeNs);
        boolean isMidnight = time.toLocalTime().toNanoOfDay() == 0;
        return (isMidnight ? DAY_OF_YEAR : formatter(clock(stepNs))).format(time);
    }

    String zone() {
        return zone.getId();
    }

    /** Date and time in UTC with milliseconds, ISO 8601. */
    static String iso(long timeNs) {
        return ISO.format(LocalDateTime.ofInstant(instant(timeNs), ZoneOffset.UTC));
    }

    /** How far local time is ahead of UTC, nanoseconds. */
    static long offsetNs(ZoneId zone, long timeNs) {
        return zone.getRules().getOffset(instant(timeNs)).getTotalSeconds() * S;
    }

    private LocalDateTime local(long timeNs) {
        return LocalDateTime.ofInstant(instant(timeNs), zone);
    }

    private static Instant instant(long timeNs) {
        return Instant.ofEpochSecond(Math.floorDiv(timeNs, S), Math.floorMod(timeNs, S));
    }

    private static String clock(long widthNs) {
        return widthNs >= 60 * S ? "HH:mm" : widthNs >= S ? "HH:mm:ss" : "HH:mm:ss.SSS";
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    }
}
