package sensorgate.line;

/**
 * Keeps text on one line: writes a newline, carriage return or tab within a string as {@code \n},
 * {@code \r} or {@code \t}. Doubles a backslash directly before it that escapes nothing: else that
 * backslash would escape the new one. Pure functions; they allocate nothing.
 */
public final class OneLine {

    private OneLine() {}

    /** Writes the bytes on one line, at most twice as many; returns the end in {@code into}. */
    public static int write(byte[] bytes, int from, int to, byte[] into, int at) {
        int next = at;
        boolean isLone = false; // the byte before is a backslash that no backslash escapes
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            byte letter = letterOf(b);
            if (letter != 0) {
                if (isLone) {
                    into[next++] = '\\';
                }
                into[next++] = '\\';
                into[next++] = letter;
            } else {
                into[next++] = b;
            }
            isLone = b == '\\' && !isLone;
        }
        return next;
    }

    /** Undoes {@link #write} on each string of a point, in place. */
    public static void restore(byte[] line, Point point) {
        for (int i = 0; i < point.fieldCount(); i++) {
            if (line[point.valueFrom(i)] == '"') {
                point.valueTo(i, restore(line, point.valueFrom(i), point.valueTo(i)));
            }
        }
    }

    /**
     * Undoes {@link #write} on a string's value, in place; returns the new end. A {@code \n} that
     * the sensor itself sent becomes a newline too; {@link #write} turns it back. The result is
     * never longer than the input, so it can be written in place.
     */
    static int restore(byte[] bytes, int from, int to) {
        int next = from;
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (b == '\\' && at < to) {
                byte control = controlOf(bytes[at]);
                boolean isPair = bytes[at] == '\\' || bytes[at] == '"';
                if (control != 0) {
                    b = control;
                    at++;
                } else if (isPair) {
                    if (!isDoubled(bytes, at, to)) {
                        bytes[next++] = b;
                    }
                    b = bytes[at++];
                }
            }
            bytes[next++] = b;
        }
        return next;
    }

    /** True if {@link #write} doubled the backslash before {@code at}. */
    private static boolean isDoubled(byte[] bytes, int at, int to) {
        return at + 2 < to
                && bytes[at] == '\\'
                && bytes[at + 1] == '\\'
                && controlOf(bytes[at + 2]) != 0;
    }

    private static byte letterOf(byte b) {
        return switch (b) {
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
    }

    private static byte controlOf(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> 0;
        };
    }
}
