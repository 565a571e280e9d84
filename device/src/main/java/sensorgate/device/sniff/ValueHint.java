package sensorgate.device.sniff;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.text.Printable;
import sensorgate.udp.Cause;

/** What a sensor has most likely meant by a value that is none, and how it would be written. */
final class ValueHint {

    /** A field that ends at the fault: {@code temp=21,5}, the comma taken for the next field's. */
    private static final Pattern DECIMAL_COMMA =
            Pattern.compile("=(-?\\d{1,20}),(\\d{1,20})$");

    /** No sign but a minus is the protocol's, and the 0 of 0x1F is no number before a unit. */
    private static final Pattern WITH_UNIT = Pattern.compile(
            "^\\+?(-?(?!0[xX])\\d{1,20}(?:\\.\\d{1,20})?)"
                    + "[^\\d.eE,\\s\\p{Cntrl}][^\\s\\p{Cntrl}]*$");

    private static final Pattern NOT_A_NUMBER =
            Pattern.compile("(?i)^[-+]?(?:nan|inf|infinity|null|none|-)$");

    /** What is a string as it stands, once it has its quotes: UTF-8, and nothing to escape. */
    private static final Pattern WORD =
            Pattern.compile("^[\\p{L}_][^\\s\"\\\\\\p{Cntrl}\\uFFFD]*$");

    private ValueHint() {}

    /** The hint for a line that was rejected, or {@code null}. */
    static String of(
            byte[] bytes, int from, int to, int errorAt, Cause cause, long nsPerTick) {
        return switch (cause) {
            case TIMESTAMP -> ofTimestamp(text(bytes, errorAt, to).strip(), nsPerTick);
            case FIELD -> ofField(text(bytes, from, errorAt));
            case VALUE -> ofValue(text(bytes, errorAt, valueEnd(bytes, errorAt, to)));
            default -> null;
        };
    }

    /** What does not fit in the unit that is set, or makes no sense in it. */
    private static String ofTimestamp(String text, long nsPerTick) {
        return text.matches("\\d{1,18}") || text.matches("[1-8]\\d{18}")
                ? ofTicks(Long.parseLong(text), nsPerTick)
                : null;
    }

    /** The hint for a timestamp, whether or not it was taken; {@code null} if it makes sense. */
    static String ofTicks(long ticks, long nsPerTick) {
        String precision = ClockText.likelyPrecision(ticks, nsPerTick);
        return precision == null ? null : "its timestamp seems to be in another unit: set"
                + " udp.precision=" + precision + ", or have the sensor leave it out";
    }

    private static String ofField(String before) {
        Matcher comma = DECIMAL_COMMA.matcher(before);
        return comma.find()
                ? "a number has a point, no comma: " + comma.group(1) + "." + comma.group(2)
                : null;
    }

    private static String ofValue(String value) {
        if (value.isEmpty()) {
            return "the value is missing: leave the field out where there is none";
        }
        if (NOT_A_NUMBER.matcher(value).matches()) {
            return "leave the field out where there is no value";
        }
        if (value.matches("-\\d{1,20}u")) {
            String number = value.substring(0, value.length() - 1);
            return "a number with u has no sign: " + number + "i";
        }
        Matcher unit = WITH_UNIT.matcher(value);
        if (unit.matches()) {
            return "a number stands without its unit: " + unit.group(1);
        }
        return WORD.matcher(value).matches()
                ? "text stands in double quotes: \"" + Printable.of(value) + "\""
                : null;
    }

    private static int valueEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != ',' && bytes[at] != ' ' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
