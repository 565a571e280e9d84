package sensorgate.store;

import java.util.Arrays;

/**
 * How often the points of a reading arrive: the last eight intervals, and three pauses. A
 * copy of the longs of one row; belongs to one thread and allocates nothing after the constructor.
 *
 * <pre>
 *  burst | newer | older | pauses     four longs a row
 *
 *  burst   the arrival of the burst's first point: points within a second are one burst
 *  newer   four intervals between bursts, 16 bits each, the newest lowest; 0 is no interval
 *  older   the four intervals before them
 *  pauses  three intervals of more than three usual ones, 21 bits each: the interval, and in the
 *          low five bits the number of the day since 1970 in which the pause ended, modulo 32
 * </pre>
 *
 * <p>The usual interval is the second longest of eight: a night's outage does not change it, nor do
 * points that come twice. A reading that had three pauses within eight days pauses as a habit, as
 * one that is sent on change: then its usual interval is the shortest of the three pauses. The
 * longest pauses of the last days are kept: those of the day must not hide those of the night.
 */
final class Rhythm {

    /** The longs of a row. */
    static final int LONGS = 4;

    /** The usual interval of a reading that had too few. */
    static final long NONE = 0;

    /** A reading is late after this many usual intervals without a point. */
    static final int LATE_INTERVALS = 3;

    /** The most bytes of {@link #write}. */
    static final int BYTES_MAX = 3 * 17;

    private static final int BURST = 0;
    private static final int NEWER = 1;
    private static final int OLDER = 2;
    private static final int PAUSES = 3;

    private static final long BURST_NS = 1_000_000_000;
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final int PAUSE_DAYS_MAX = 8;

    /** Fewer intervals prove nothing: a sensor may have just started. */
    private static final int INTERVALS_MIN = 3;

    private static final int CODES = 4; // in a long
    private static final int CODE_BITS = 16;
    private static final int CODE_MASK = 0xFFFF;

    private static final int PAUSE_COUNT = 3;
    private static final int PAUSE_BITS = 21;
    private static final int PAUSE_MASK = (1 << PAUSE_BITS) - 1;
    private static final int DAY_BITS = 5;
    private static final int DAY_MASK = (1 << DAY_BITS) - 1;
    private static final int NOWHERE = -1;

    /** An interval is stored as a number with an exponent, within 0.05 %: 1 s to 36 years. */
    private static final int MANTISSA_BITS = 11;
    private static final int EXPONENT_MIN = 29;

    /** Added to a code, doubles the interval. */
    private static final int TWICE = 1 << MANTISSA_BITS;

    private final long[] longs = new long[LONGS];
    private final int[] sorted = new int[2 * CODES];

    // ---- the rows

    void load(long[] rows, int row) {
        System.arraycopy(rows, row * LONGS, longs, 0, LONGS);
    }

    void save(long[] rows, int row) {
        System.arraycopy(longs, 0, rows, row * LONGS, LONGS);
    }

    // ---- arrivals

    /** Begins with the first point of a reading. */
    void begin(long arrivedNs) {
        Arrays.fill(longs, 0);
        longs[BURST] = arrivedNs;
    }

    /** Goes on after a time in which no gateway listened; that time is no interval. */
    void resume(long arrivedNs) {
        longs[BURST] = arrivedNs;
    }

    /**
     * Takes an arrival within a burst, or one that is no pause: nearly all arrivals. False if
     * {@link #hear} must take the arrival. The usual interval is one of the two longest, so at
     * least as long as the shorter one of any two: there is no need to sort the intervals.
     *
     * @param arrivedNs on the clock of the arrival before
     * @param stampedNs nanoseconds since 1970
     */
    static boolean hearUsual(long[] rows, int row, long arrivedNs, long stampedNs) {
        final int at = row * LONGS;
        final long intervalNs = arrivedNs - rows[at + BURST];
        if (intervalNs < BURST_NS) {
            return intervalNs >= 0;
        }
        final long newer = rows[at + NEWER];
        final int code = code(intervalNs);
        final int shorter = (int) Math.min(newer & CODE_MASK, newer >>> CODE_BITS & CODE_MASK);
        if (shorter == 0 || code > shorter + TWICE) {
            return false;
        }
        rows[at + BURST] = arrivedNs;
        rows[at + NEWER] = newer << CODE_BITS | code;
        rows[at + OLDER] = rows[at + OLDER] << CODE_BITS | newer >>> (CODES - 1) * CODE_BITS;
        if (rows[at + PAUSES] != 0) {
            rows[at + PAUSES] = newPauses(rows[at + PAUSES], stampedNs);
        }
        return true;
    }

    /**
     * Takes the arrival of a point that begins a burst.
     *
     * @param arrivedNs on the clock of the arrival before
     * @param stampedNs nanoseconds since 1970
     */
    void hear(long arrivedNs, long stampedNs) {
        final long intervalNs = arrivedNs - longs[BURST];
        longs[BURST] = arrivedNs;
        if (intervalNs < BURST_NS) {
            return; // the clock was set back
        }
        longs[PAUSES] = newPauses(longs[PAUSES], stampedNs);
        final long usualNs = usualOfIntervalsNs();
        if (usualNs != NONE && intervalNs > LATE_INTERVALS * usualNs) {
            putPause(intervalNs, stampedNs);
        }
        longs[OLDER] = longs[OLDER] << CODE_BITS | longs[NEWER] >>> (CODES - 1) * CODE_BITS;
        longs[NEWER] = longs[NEWER] << CODE_BITS | code(intervalNs);
    }

    // ---- the usual interval

    /**
     * The usual interval, nanoseconds, at least a second; {@link #NONE} before the fourth burst.
     *
     * @param stampedNs the last arrival, nanoseconds since 1970
     */
    long usualNs(long stampedNs) {
        final long usualNs = usualOfIntervalsNs();
        if (usualNs == NONE) {
            return NONE;
        }
        return Math.max(usualNs, usualPauseNs(stampedNs));
    }

    /** The shortest of the pauses; {@link #NONE} without three that are new enough. */
    private long usualPauseNs(long stampedNs) {
        long shortestNs = Long.MAX_VALUE;
        for (int i = 0; i < PAUSE_COUNT; i++) {
            if (daysSincePause(i, stampedNs) > PAUSE_DAYS_MAX) {
                return NONE;
            }
            shortestNs = Math.min(shortestNs, pauseNs(i));
        }
        return shortestNs;
    }

    /** The pauses without the old ones, before their days seem new again. */
    private static long newPauses(long pauses, long stampedNs) {
        final int today = day(stampedNs);
        long kept = pauses;
        for (int i = 0; kept != 0 && i < PAUSE_COUNT; i++) {
            if ((today - (int) (pauses >>> i * PAUSE_BITS) & DAY_MASK) > PAUSE_DAYS_MAX) {
                kept &= ~((long) PAUSE_MASK << i * PAUSE_BITS);
            }
        }
        return kept;
    }

    private void putPause(long pauseNs, long stampedNs) {
        final int place = placeFor(pauseNs, stampedNs);
        if (place != NOWHERE) {
            final long pause = (long) code(pauseNs) << DAY_BITS | day(stampedNs);
            final int shift = place * PAUSE_BITS;
            longs[PAUSES] = longs[PAUSES] & ~((long) PAUSE_MASK << shift) | pause << shift;
        }
    }

    /**
     * Which pause gives way: one that is too old, one that is much shorter, or the oldest of those
     * that are alike. {@link #NOWHERE} if all are much longer.
     */
    private int placeFor(long pauseNs, long stampedNs) {
        int shortest = 0;
        int oldest = NOWHERE;
        for (int i = 0; i < PAUSE_COUNT; i++) {
            final int days = daysSincePause(i, stampedNs);
            if (days > PAUSE_DAYS_MAX) {
                return i;
            }
            shortest = pauseNs(i) < pauseNs(shortest) ? i : shortest;
            final boolean isLonger = pauseNs(i) / 2 > pauseNs;
            if (!isLonger && (oldest == NOWHERE || days > daysSincePause(oldest, stampedNs))) {
                oldest = i;
            }
        }
        return pauseNs(shortest) < pauseNs / 2 ? shortest : oldest;
    }

    /** Days from the end of a pause on, at most 31; without such a pause the greatest number. */
    private int daysSincePause(int i, long stampedNs) {
        final int pause = pauseAt(i);
        return pause == 0 ? Integer.MAX_VALUE : day(stampedNs) - pause & DAY_MASK;
    }

    private long pauseNs(int i) {
        return decode(pauseAt(i) >>> DAY_BITS);
    }

    private int pauseAt(int i) {
        return (int) (longs[PAUSES] >>> i * PAUSE_BITS) & PAUSE_MASK;
    }

    private long usualOfIntervalsNs() {
        int count = 0;
        for (int i = 0; i < 2 * CODES; i++) {
            final int code = codeAt(i < CODES ? NEWER : OLDER, i % CODES);
            if (code != 0) {
                insert(code, count++);
            }
        }
        return count < INTERVALS_MIN ? NONE : decode(sorted[count * 3 / 4]);
    }

    /** Inserts a code into the {@code count} sorted ones. */
    private void insert(int code, int count) {
        int at = count;
        while (at > 0 && sorted[at - 1] > code) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = code;
    }

    private int codeAt(int which, int i) {
        return (int) (longs[which] >>> i * CODE_BITS) & CODE_MASK;
    }

    private static int day(long stampedNs) {
        return (int) Math.floorDiv(stampedNs, DAY_NS) & DAY_MASK;
    }

    private static int code(long intervalNs) {
        final int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(intervalNs);
        final int mantissa = (int) (intervalNs >>> exponent - MANTISSA_BITS) // drops the first bit
                & (1 << MANTISSA_BITS) - 1;
        return Math.min(exponent - EXPONENT_MIN << MANTISSA_BITS | mantissa, CODE_MASK);
    }

    /** The middle of the intervals that have this code. */
    private static long decode(int code) {
        final int shift = (code >>> MANTISSA_BITS) + EXPONENT_MIN - MANTISSA_BITS;
        final long mantissa = 1 << MANTISSA_BITS | code & (1 << MANTISSA_BITS) - 1;
        return (mantissa << shift) + (1L << shift - 1);
    }

    // ---- the checkpoint

    /** Writes three hexadecimal numbers, each behind a space; returns the end. */
    int write(byte[] into, int at) {
        int next = at;
        for (int i = NEWER; i < LONGS; i++) {
            into[next++] = ' ';
            next = writeHex(longs[i], into, next);
        }
        return next;
    }

    /** Reads what {@link #write} wrote; returns the end, or -1 if it is something else. */
    int read(byte[] bytes, int from, int to, long arrivedNs) {
        begin(arrivedNs);
        int at = from;
        for (int i = NEWER; i < LONGS; i++) {
            if (at == to || bytes[at++] != ' ') {
                return -1;
            }
            while (at < to && bytes[at] != ' ') {
                longs[i] = longs[i] << 4 | Character.digit(bytes[at++], 16);
            }
        }
        return at;
    }

    private static int writeHex(long number, byte[] into, int at) {
        int next = at;
        int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(number)) / 4 * 4;
        while (shift >= 0) {
            final int digit = (int) (number >>> shift) & 0xF;
            into[next++] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
            shift -= 4;
        }
        return next;
    }
}
