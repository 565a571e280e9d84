package sensorgate.device.sniff;

import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.udp.Cause;

/** Guesses what a sensor did wrong in a line: at its end, or in a value. */
final class LineHint {

    private LineHint() {}

    /** The hint for a rejected line, or {@code null}. */
    static String of(
            byte[] bytes, int from, int to, int errorAt, Cause cause, long nsPerTick) {
        if (cause == Cause.OVERSIZE) {
            // the text shows the bytes that are there
            return from < to ? null : "all bytes after the lines above are lost";
        }
        int end = SensorText.withoutZeros(bytes, from, to);
        if (end < to && isGood(bytes, from, end, nsPerTick)) {
            return "leave out the zero byte at the end: send strlen(text) bytes";
        }
        if (isLoneReturn(bytes, errorAt, end, cause)) {
            return "a line ends with \\n or \\r\\n, not with \\r alone";
        }
        String hint = ValueHint.of(bytes, from, end, Math.min(errorAt, end), cause, nsPerTick);
        if (hint != null) {
            return hint;
        }
        boolean isOfAnotherCode =
                SensorText.isText(bytes, false) && !SensorText.isUtf8(bytes, from, to);
        return isOfAnotherCode
                ? "the text is not UTF-8: have the sensor send UTF-8, or only ASCII letters"
                : null;
    }

    /** True if the fault is a lone \\r. The fault of a timestamp is reported at its first digit. */
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

    private static boolean isGood(byte[] bytes, int from, int to, long nsPerTick) {
        Point point = new Point();
        LineScanner.scan(bytes, from, to, nsPerTick, point);
        return point.rejection() == null;
    }
}
