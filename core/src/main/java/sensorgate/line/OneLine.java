package sensorgate.line;

/**
 * Text that has to stay on one line: a newline, carriage return or tab within a string is written
 * {@code \n}, {@code \r} or {@code \t}. A backslash just before it that escapes nothing is doubled,
 * or it would escape the backslash that comes. Pure functions; they allocate nothing.
 */
public final class OneLine {

    private OneLine() {}

    /** Writes the bytes, which take twice their room at the most; returns where they end. */
    public static int write(byte[] bytes, int from, int to, byte[] into, int at) {
        int next = at;
        boolean isLone = false; // the byte before is a backslash, and the second of no pair
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
     * Undoes {@link #write} on a string's value, in place; returns where it ends now. What the
     * sensor itself had sent as {@code \n} becomes a newline too, and so is given back as it was.
     * Of all that is written the same, this is the shortest: it fits wherever that stood.
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

    /** True if the second of two backslashes stands there, with a control character behind it. */
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
