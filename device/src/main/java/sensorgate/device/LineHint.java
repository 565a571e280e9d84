package sensorgate.device;

import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Rejection;

/** What a sensor has most likely done wrong in a line: at its end, or in a value of it. */
final class LineHint {

    private static final String ZERO_BYTE =
            "leave out the zero byte at the end: send strlen(text) bytes";

    private LineHint() {}

    /** The hint for a line that was rejected, or {@code null}. */
    static String of(
            byte[] bytes, int from, int to, int errorAt, Rejection cause, long nsPerTick) {
        if (cause == Rejection.OVERSIZE) {
            return null; // it is not there whole
        }
        int end = withoutZeros(bytes, from, to);
        return end < to && isGood(bytes, from, end, nsPerTick)
                ? ZERO_BYTE
                : ValueHint.of(bytes, from, end, Math.min(errorAt, end), cause, nsPerTick);
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
