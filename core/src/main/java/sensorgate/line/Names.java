package sensorgate.line;

/**
 * Names of measurements, tags and fields, as they stand in a line: with their escapes. Any name
 * has one escaped form only, so names are equal when their bytes are; their order is another
 * matter.
 */
final class Names {

    private static final byte ENDS_MEASUREMENT = 1;
    private static final byte ENDS_KEY = 2;
    private static final byte BACKSLASH = 4;
    private static final byte HIGH = 8;

    /** What a scan of a name has to look at; 0 for the bytes that are simply part of it. */
    private static final byte[] SPECIAL = specialBytes();

    private Names() {}

    /** Where the measurement that begins at {@code from} ends, or REJECTED if it is not UTF-8. */
    static int measurementEnd(byte[] bytes, int from, int limit, Point point) {
        return end(bytes, from, limit, ENDS_MEASUREMENT, point);
    }

    /** Where the tag key, tag value or field key ends, or REJECTED if it is not UTF-8. */
    static int keyEnd(byte[] bytes, int from, int limit, Point point) {
        return end(bytes, from, limit, ENDS_KEY, point);
    }

    /** Compares two keys by their bytes without the escapes, unsigned. */
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

    /** A backslash escapes a comma and a space, in keys an equals sign too, and nothing else. */
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
