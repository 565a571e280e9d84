package sensorgate.device.sniff;

import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.udp.Cause;

/** What a sensor has most likely done wrong in a line: at its end, or in a value of it. */
final class LineHint {

    private static final String ZERO_BYTE =
            "leave out the zero byte at the end: send strlen(text) bytes";

    private static final String LONE_RETURN = "a line ends with \\n or \\r\\n, not with \\r alone";

    private static final String NOT_UTF8 = "this is text that is not UTF-8: have the sensor send"
            + " UTF-8, or leave the letters outside ASCII out";

    private static final String ALL_BEHIND = "all that stood behind the lines above is lost";

    private LineHint() {}

    /** The hint for a line that was rejected, or {@code null}. */
    static String of(
            byte[] bytes, int from, int to, int errorAt, Cause cause, long nsPerTick) {
        if (cause == Cause.OVERSIZE) {
            return from < to ? null : ALL_BEHIND; // what is there of it is shown
        }
        int end = withoutZeros(bytes, from, to);
        if (end < to && isGood(bytes, from, end, nsPerTick)) {
            return ZERO_BYTE;
        }
        if (isLoneReturn(bytes, errorAt, end, cause)) {
            return LONE_RETURN;
        }
        String hint = ValueHint.of(bytes, from, end, Math.min(errorAt, end), cause, nsPerTick);
        if (hint != null) {
            return hint;
        }
        boolean isOfAnotherCode =
                SensorText.isText(bytes, false) && !SensorText.isUtf8(bytes, from, to);
        return isOfAnotherCode ? NOT_UTF8 : null;
    }

    /** The fault of a timestamp stands at its first digit, whatever is behind the last. */
    private static boolean isLoneReturn(byte[] bytes, int errorAt, int to, Cause cause) {
        int at = errorAt;
        while (cause == Cause.TIMESTAMP && at < to && isOfTimestamp(bytes[at])) {
            at++;
        }
        return at < to && bytes[at] == '\r';
    }

    private static boolean isOfTimestamp(byte b) {
        return b >= '0' && b <= '9' || b == '-' || b == ' ';
    }

    /** A string in C ends with a zero byte, and what is sent of a buffer may hold many. */
    private static int withoutZeros(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static boolean isGood(byte[] bytes, int from, int to, long nsPerTick) {
        Point point = new Point();
        LineScanner.scan(bytes, from, to, nsPerTick, point);
        return point.rejection() == null;
    }
}
