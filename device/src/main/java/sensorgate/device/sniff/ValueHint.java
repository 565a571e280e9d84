package sensorgate.device.sniff;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.text.Printable;
import sensorgate.udp.Cause;

/** Guesses what a sensor meant by a bad value, and says how to write the value. */
final class ValueHint {

    /** A number before the fault, as in {@code temp=21,5}: the comma seems to begin a field. */
    private static final Pattern DECIMAL_COMMA =
            Pattern.compile("=(-?\\d{1,20}),(\\d{1,20})$");

    /** A number and a unit. Drops a plus sign; does not read 0x1F as 0 with a unit. */
    private static final Pattern WITH_UNIT = Pattern.compile(
            "^\\+?(-?(?!0[xX])\\d{1,20}(?:\\.\\d{1,20})?)"
                    + "[^\\d.eE,\\s\\p{Cntrl}][^\\s\\p{Cntrl}]*$");

    private static final Pattern NOT_A_NUMBER =
            Pattern.compile("(?i)^[-+]?(?:nan|inf|infinity|null|none|-)$");

    /** A word that becomes a string if it is put in quotes: UTF-8, nothing to escape. */
    private static final Pattern WORD =
            Pattern.compile("^[\\p{L}_][^\\s\"\\\\\\p{Cntrl}\\uFFFD]*$");

    private ValueHint() {}

    /** The hint for a rejected line, or {@code null}. */
    static String of(
            byte[] bytes, int from, int to, int errorAt, Cause cause, long nsPerTick) {
        return switch (cause) {
            case TIMESTAMP -> ofTimestamp(text(bytes, errorAt, to).strip(), nsPerTick);
            case FIELD -> ofField(text(bytes, from, errorAt));
            case VALUE -> ofValue(text(bytes, errorAt, valueEnd(bytes, errorAt, to)));
            default -> null;
        };
    }

    /** A hint if the timestamp fits another unit better than the configured one. */
    private static String ofTimestamp(String text, long nsPerTick) {
        return text.matches("\\d{1,18}") || text.matches("[1-8]\\d{18}")
                ? ofTicks(Long.parseLong(text), nsPerTick)
                : null;
    }

    /** The hint for a timestamp, good or rejected; {@code null} if its year is plausible. */
    static String ofTicks(long ticks, long nsPerTick) {
        String precision = ClockText.likelyPrecision(ticks, nsPerTick);
        return precision == null ? null : "the timestamp seems to be in another unit: set"
                + " udp.precision=" + precision + ", or have the sensor send no timestamp";
    }

    private static String ofField(String before) {
        Matcher comma = DECIMAL_COMMA.matcher(before);
        return comma.find()
                ? "a number has a point, not a comma: " + comma.group(1) + "." + comma.group(2)
                : null;
    }

    private static String ofValue(String value) {
        if (value.isEmpty()) {
            return "the value is missing: leave out a field that has no value";
        }
        if (NOT_A_NUMBER.matcher(value).matches()) {
            return "leave out a field that has no value";
        }
        if (value.matches("-\\d{1,20}u")) {
            String number = value.substring(0, value.length() - 1);
            return "a number with a sign ends with i, not u: " + number + "i";
        }
        Matcher unit = WITH_UNIT.matcher(value);
        if (unit.matches()) {
            return "a number stands without its unit: " + unit.group(1);
        }
        return WORD.matcher(value).matches()
                ? "put text in double quotes: \"" + Printable.of(value) + "\""
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
