package sensorgate.line;

/**
 * Writes the content of a string on one line, so that a reader can tell every string from every
 * other: a newline, carriage return or tab is written {@code \n}, {@code \r} or {@code \t}, and a
 * backslash that would be read as the beginning of one of these is written {@code \\}. Pure
 * functions; they allocate nothing.
 *
 * <pre>
 *  the sensor sends            content         a line says
 *  a newline                   newline         \n
 *  \n   (a plain backslash)    \ and n         \\n
 *  \\n  (an escaped one)       \ and n         \\n
 *  C:\dir                      C:\dir          C:\dir
 * </pre>
 */
public final class OneLine {

    private OneLine() {}

    /**
     * Writes the content of a string with the sensor's escapes, as line protocol. Writes at most
     * twice as many bytes; returns the end in {@code into}.
     */
    public static int write(byte[] bytes, int from, int to, byte[] into, int at) {
        int next = at;
        int i = from;
        while (i < to) {
            byte b = bytes[i++];
            byte letter = letterOf(b);
            if (letter != 0) {
                into[next++] = '\\';
                b = letter;
            } else if (b == '\\' && i < to) {
                if (isPair(bytes[i])) {
                    into[next++] = b;
                    b = bytes[i++];
                } else if (beginsControl(bytes[i])) {
                    into[next++] = b;
                }
            }
            into[next++] = b;
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
     * Undoes {@link #write} on a string, in place; returns the new end. Of the two ways in which a
     * sensor may send a backslash, the result has the shorter one where {@link #write} doubles it:
     * the result is never longer than what the sensor sent.
     */
    static int restore(byte[] bytes, int from, int to) {
        int next = from;
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (b == '\\' && at < to) {
                byte control = controlOf(bytes[at]);
                if (control != 0) {
                    b = control;
                    at++;
                } else if (isPair(bytes[at])) {
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

    /**
     * True if a backslash at {@code at} is the second of two that stand for one before a letter or
     * a control character.
     */
    private static boolean isDoubled(byte[] bytes, int at, int to) {
        if (bytes[at] != '\\' || at + 1 == to) {
            return false;
        }
        boolean isBeforeControl = bytes[at + 1] == '\\' && at + 2 < to
                && controlOf(bytes[at + 2]) != 0;
        return isBeforeControl || controlOf(bytes[at + 1]) != 0;
    }

    /** True if a backslash escapes this byte in line protocol. */
    private static boolean isPair(byte b) {
        return b == '\\' || b == '"';
    }

    /** True if a reader would take a backslash before this byte for a control character. */
    private static boolean beginsControl(byte b) {
        return letterOf(b) != 0 || controlOf(b) != 0;
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
