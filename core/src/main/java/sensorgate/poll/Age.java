package sensorgate.poll;

/**
 * The greatest age of a value that a controller accepts: {@code 500ms}, {@code 90s}, {@code 5m},
 * {@code 2h}, {@code 1d}.
 */
final class Age {

    /** The result of {@link #parseNs} for any other text. */
    static final long NONE = -1;

    private static final long DIGITS_MAX = 9;

    private Age() {}

    /** The age in nanoseconds, or {@link #NONE}; a day has 24 hours. */
    static long parseNs(byte[] bytes, int from, int to) {
        long count = 0;
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            count = count * 10 + bytes[at] - '0';
            at++;
        }
        long unitNs = unitNs(bytes, at, to);
        boolean isAge = at > from && at - from <= DIGITS_MAX && unitNs != NONE;
        return isAge && count <= Long.MAX_VALUE / unitNs ? count * unitNs : NONE;
    }

    private static long unitNs(byte[] bytes, int from, int to) {
        if (to - from == 2 && bytes[from] == 'm' && bytes[from + 1] == 's') {
            return 1_000_000L;
        }
        if (to - from != 1) {
            return NONE;
        }
        return switch (bytes[from]) {
            case 's' -> 1_000_000_000L;
            case 'm' -> 60_000_000_000L;
            case 'h' -> 3_600_000_000_000L;
            case 'd' -> 86_400_000_000_000L;
            default -> NONE;
        };
    }
}
