package sensorgate.device.client;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment in a reply to SINCE that tells of a power cut: points of an unknown number may be
 * lost there.
 *
 * @param fromNs the arrival of the last point known before the cut, nanoseconds since 1970; 0 if
 *         there is none
 * @param toNs the gateway's start after the cut, nanoseconds since 1970
 */
public record PowerCutNote(long fromNs, long toNs) {

    private static final String NUMBER = "(\\d{1,18}|[1-8]\\d{18})";
    private static final Pattern COMMENT = Pattern.compile(
            "# power cut: points may be lost that arrived from " + NUMBER + " to " + NUMBER
                    + ",.*");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** True if a line of a reply is a comment, not a point: no series begins so. */
    public static boolean isComment(String line) {
        return line.startsWith("#");
    }

    /** The power cut that a line tells of, {@code null} if the line tells of none. */
    public static PowerCutNote parse(String line) {
        Matcher comment = COMMENT.matcher(line);
        return comment.matches()
                ? new PowerCutNote(
                        Long.parseLong(comment.group(1)), Long.parseLong(comment.group(2)))
                : null;
    }

    /** For a person: what may be lost, in local time. */
    public String text(ZoneId zone) {
        return "power cut: points may be lost that arrived "
                + (fromNs == 0 ? "before " : "between " + time(fromNs, zone) + " and ")
                + time(toNs, zone) + "; their number is not known";
    }

    private static String time(long ns, ZoneId zone) {
        return TIME.format(LocalDateTime.ofInstant(
                Instant.ofEpochSecond(0, ns), zone));
    }
}
