package sensorgate.line;

/**
 * Names of measurements, tags and fields in a line, with their escapes. A name has only one escaped
 * form, so two names are equal if their bytes are equal. Their order compares unescaped bytes.
 */
final class Names {

    private static final byte ENDS_MEASUREMENT = 1;
    private static final byte ENDS_KEY = 2;
    private static final byte BACKSLASH = 4;
    private static final byte HIGH = 8;

    /** The kind of each byte that a scan must handle; 0 for a byte that is part of any name. */
    private static final byte[] SPECIAL = specialBytes();

    private Names() {}

    /** End of the measurement that begins at {@code from}, or REJECTED if it is not UTF-8. */
    static int measurementEnd(byte[] bytes, int from, int limit, Point point) {
        return end(bytes, from, limit, ENDS_MEASUREMENT, point);
    }

    /** End of a tag key, tag value or field key, or REJECTED if it is not UTF-8. */
    static int keyEnd(byte[] bytes, int from, int limit, Point point) {
        return end(bytes, from, limit, ENDS_KEY, point);
    }

    /** Compares two keys by their unescaped bytes, unsigned. */
    static int compare(byte[] bytes, int from, int to, int otherFrom, int otherTo) {
        int at = from;
        int otherAt = otherFrom;
        while (at < to && otherAt < otherTo) {
            at += isEscape(bytes, at, to) ? 1 : 0;
            otherAt += isEscape(bytes, otherAt, otherTo) ? 1 : 0;
            int order = Byte.compareUnsigned(bytes[at], bytes[otherAt]);
            if (order != 0) {
                return order;
            }
            at++;
            otherAt++;
        }
        return Integer.compare(to - at, otherTo - otherAt);
    }

    private static int end(byte[] bytes, int from, int limit, byte ends, Point point) {
        final byte[] special = SPECIAL;
        final int looked = ends | BACKSLASH | HIGH;
        boolean high = false;
        int at = from;
        while (at < limit) {
            int kind = special[bytes[at] & 0xFF] & looked;
            if (kind == 0) {
                at++;
            } else if (kind == BACKSLASH) {
                at += isEscaped(bytes, at + 1, limit, ends) ? 2 : 1;
            } else if (kind == HIGH) {
                high = true;
                at++;
            } else {
                break;
            }
        }
        return high && !Utf8.isValid(bytes, from, at) ? point.reject(Rejection.UTF8, from) : at;
    }

    /** A backslash escapes a comma, a space and, in keys, an equals sign. Nothing else. */
    private static boolean isEscaped(byte[] bytes, int at, int limit, byte ends) {
        if (at == limit) {
            return false;
        }
        byte next = bytes[at];
        return next == ',' || next == ' ' || next == '=' && ends == ENDS_KEY;
    }

    private static boolean isEscape(byte[] bytes, int at, int limit) {
        return bytes[at] == '\\' && isEscaped(bytes, at + 1, limit, ENDS_KEY);
    }

    private static byte[] specialBytes() {
        byte[] special = new byte[256];
        for (int b = 0; b < 256; b++) {
            if (b < 0x20 || b == 0x7F || b == ' ' || b == ',') {
                special[b] = ENDS_MEASUREMENT | ENDS_KEY;
            } else if (b >= 0x80) {
                special[b] = HIGH;
            }
        }
        special['='] = ENDS_KEY;
        special['\\'] = BACKSLASH;
        return special;
    }
}
