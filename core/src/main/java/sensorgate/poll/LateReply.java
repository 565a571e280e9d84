package sensorgate.poll;

import java.util.function.LongSupplier;
import sensorgate.serve.ReplyBuffer;
import sensorgate.store.LatestTable;
import sensorgate.store.Reading;

/**
 * {@code LATE [<prefix>] [THAN <age>]}: the readings without a point for three usual intervals, or
 * for the age. Its listener's thread only; allocates nothing after the constructor.
 *
 * <pre>
 *  LATE temp
 *  temp,room=attic value 3605 10          seconds since the last point, and usually, or -
 *  temp,room=cellar value 3605 - least    at least: from before a restart of the machine
 *  END
 * </pre>
 *
 * <p>A reading is late, and silent for the age, by the time in which a gateway listened. The
 * seconds of the reply include the time between two processes.
 */
final class LateReply {

    static final String USAGE = "usage write LATE [<prefix>] [THAN <age>], e.g. LATE temp THAN 10m;"
            + " a space within a name is written \\ and a space";

    /** The usual age: each reading has its own. */
    private static final long OWN = -1;

    private static final long NS_PER_S = 1_000_000_000;

    private final LatestTable table;
    private final LongSupplier ticksNs;
    private final LongSupplier wallMs;
    private final Reading reading = new Reading();
    private Request request;
    private int prefixFrom;
    private int prefixTo;
    private long thanNs;
    private int nextRow;

    LateReply(LatestTable table, LongSupplier ticksNs, LongSupplier wallMs) {
        this.table = table;
        this.ticksNs = ticksNs;
        this.wallMs = wallMs;
    }

    /**
     * Begins the reply to a request, which must stay as it is until the reply is complete. Returns
     * {@code null}, or the error to answer instead. {@code THAN} alone is a prefix.
     */
    String begin(Request words) {
        request = words;
        thanNs = OWN;
        nextRow = 0;
        words.next(); // the prefix, which may be missing
        prefixFrom = words.from();
        prefixTo = words.to();
        if (words.isLast()) {
            return null;
        }
        final boolean isPrefix = !words.is("THAN");
        if (isPrefix) {
            words.next();
        } else {
            prefixTo = prefixFrom;
        }
        if (!words.is("THAN") || !words.next()) {
            return USAGE;
        }
        thanNs = Age.parseNs(words.bytes, words.from(), words.to());
        if (!words.isLast()) {
            return USAGE;
        }
        return thanNs == Age.NONE
                ? "age unreadable age: write a number and a unit, e.g. 90s, 10m or 2d"
                : null;
    }

    /** Continues the reply while there is room; true once the reply is complete. */
    boolean resume(ReplyBuffer reply) {
        final int rows = table.rows();
        while (nextRow < rows && reply.hasRoomForLine()) {
            append(nextRow++, reply);
        }
        if (!reply.hasRoomForLine()) {
            return false;
        }
        reply.append("END\n");
        return true;
    }

    private void append(int row, ReplyBuffer reply) {
        if (!table.read(row, reading)
                || !reading.hasSeriesPrefix(request.bytes, prefixFrom, prefixTo)) {
            return;
        }
        final long nowNs = ticksNs.getAsLong();
        final long listenedNs = reading.listenedNs(nowNs);
        final boolean isAsked = thanNs == OWN ? reading.isLate(nowNs) : listenedNs >= thanNs;
        if (isAsked) {
            final long wallNs = wallMs.getAsLong() * 1_000_000;
            final long usualNs = reading.usualNs();
            reply.append(reading.bytes(), 0, reading.seriesTo()).append(' ')
                    .append(reading.bytes(), reading.seriesTo(), reading.fieldTo()).append(' ')
                    .append(reading.silentNs(nowNs, wallNs) / NS_PER_S).append(' ');
            if (usualNs > 0) {
                reply.append((usualNs + NS_PER_S / 2) / NS_PER_S);
            } else {
                reply.append('-');
            }
            reply.append(reading.isAgeKnown(wallNs) ? "\n" : " least\n");
        }
    }
}
