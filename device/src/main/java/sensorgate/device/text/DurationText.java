package sensorgate.device.text;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit, {@code 90s} or {@code 24h}. */
public final class DurationText {

    /** The units, for messages. */
    public static final String UNITS = "ns, us, ms, s, m, h or d";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})([a-z]+)");

    private static final Map<String, Long> NS_BY_UNIT = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    private static final String[] FROM_LONGEST = {"d", "h", "m", "s", "ms", "us", "ns"};

    private DurationText() {}

    /** The duration in nanoseconds; -1 if the text is no duration, or does not fit. */
    public static long parseNs(String text) {
        if (text.equals("0")) {
            return 0;
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long unitNs = matcher.matches() ? NS_BY_UNIT.get(matcher.group(2)) : null;
        if (unitNs == null) {
            return -1;
        }
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE / unitNs ? -1 : number * unitNs;
    }

    /** About how long, for people: {@code 3 s}, {@code 12 min}, {@code 5 h} or {@code 30 d}. */
    public static String about(long durationNs) {
        long s = durationNs / NS_BY_UNIT.get("s");
        if (s < 120) {
            return s + " s";
        } else if (s < 120 * 60) {
            return s / 60 + " min";
        }
        return s < 48 * 3_600 ? s / 3_600 + " h" : s / 86_400 + " d";
    }

    /** The duration in the longest unit that gives a whole number: {@code 90m}, {@code 2h}. */
    public static String of(long durationNs) {
        for (String unit : FROM_LONGEST) {
            if (durationNs != 0 && durationNs % NS_BY_UNIT.get(unit) == 0) {
                return durationNs / NS_BY_UNIT.get(unit) + unit;
            }
        }
        return "0s";
    }
}
