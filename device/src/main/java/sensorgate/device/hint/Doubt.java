package sensorgate.device.hint;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.line.Point;
import sensorgate.line.Precision;

/**
 * Something in a line that the gateway stores, but that the sensor cannot have meant.
 *
 * @param says what is strange, and what is right
 * @param line the line to send, as Latin-1; {@code null} if it is not certain
 */
record Doubt(String says, String line) {

    private static final Pattern PAIR = Pattern.compile("[^,\\\\]*=.*", Pattern.DOTALL);
    private static final Pattern BYTE_ORDER_MARK =
            Pattern.compile("^\\xEF\\xBB\\xBF.*", Pattern.DOTALL);
    private static final Pattern SPECIAL_SPACE = Pattern.compile(
            "\\xC2\\xA0|\\xE2\\x80[\\x80-\\x8B\\xAF]|\\xE3\\x80\\x80|\\xEF\\xBB\\xBF");
    private static final Pattern QUOTED_TAG =
            Pattern.compile("(?<!\\\\)(,[^=\"]{1,256}+=|^)\"([^\"]{1,256}+)\"(?=,|$)");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]++\"");
    private static final String NO_QUOTES = "names and tags stand without quotes";

    /** The doubt about a line that is stored, {@code null} if there is none. */
    static Doubt of(byte[] bytes, Point point, Precision precision) {
        String unit = point.isTimed()
                ? TimeUnit.hint(point.timeNs() / precision.nsPerTick(0), precision)
                : null;
        String series = text(bytes, point.from(), point.seriesTo());
        String rest = text(bytes, point.seriesTo(), point.to());
        if (unit != null) {
            return new Doubt(unit, null);
        }
        Doubt doubt = ofSeries(series, rest);
        return doubt == null ? ofFields(bytes, point) : doubt;
    }

    private static Doubt ofFields(byte[] bytes, Point point) {
        for (int i = 0; i < point.fieldCount(); i++) {
            if (QUOTED.matcher(text(bytes, point.fieldFrom(i), point.fieldTo(i))).matches()) {
                return new Doubt("the quotes are part of the name: " + NO_QUOTES, null);
            }
        }
        return null;
    }

    private static Doubt ofSeries(String series, String rest) {
        if (BYTE_ORDER_MARK.matcher(series).matches()) {
            return new Doubt(
                    "the name begins with a byte order mark: have the sensor leave it out", null);
        }
        if (PAIR.matcher(series).matches()) {
            boolean isClear = !series.contains(",");
            return new Doubt(
                    "the name of this measurement is a value, so that each new value makes a new"
                            + " series: begin with a name, and put commas between the values",
                    isClear ? "sensor " + series + "," + rest.strip() : null);
        }
        Matcher quoted = QUOTED_TAG.matcher(series);
        if (quoted.find()) {
            return new Doubt(
                    "the quotes are part of the tag: " + NO_QUOTES,
                    quoted.replaceAll("$1$2") + rest);
        }
        return SPECIAL_SPACE.matcher(series).find()
                ? new Doubt("a name holds a no-break space or another special space: send plain"
                        + " spaces, with a backslash before each", null)
                : null;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
