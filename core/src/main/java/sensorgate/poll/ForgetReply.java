package sensorgate.poll;

import java.util.Arrays;
import java.util.function.LongSupplier;
import sensorgate.line.Point;
import sensorgate.serve.ReplyBuffer;
import sensorgate.store.ForgetRequest;
import sensorgate.store.LatestTable;
import sensorgate.store.Reading;
import sensorgate.store.Store;

/**
 * {@code FORGET [SHOW] SERIES <series> [<field>]} and {@code FORGET [SHOW] SILENT <age>}: removes
 * readings, or with {@code SHOW} shows which readings would be removed. Its listener's thread only;
 * allocates only when a reply begins.
 *
 * <pre>
 *  FORGET SHOW SILENT 30d
 *  2764800 temp,room=attic value=21.5 1764000000000000000    seconds of silence, or -
 *  END
 *  FORGET SILENT 30d
 *  FORGOTTEN 1
 *  END
 * </pre>
 *
 * <p>The reply comes once the readings are forgotten for good: not before the UDP thread has taken
 * them out of the table, nor before a checkpoint without them is on the disk.
 */
final class ForgetReply {

    static final String USAGE = "usage write FORGET [SHOW] SERIES <series> [<field>],"
            + " or FORGET [SHOW] SILENT <age>, e.g. 30d";

    private static final long NS_PER_S = 1_000_000_000;

    private final Store store;
    private final LatestTable table;
    private final LongSupplier ticksNs;
    private final LongSupplier wallMs;
    private final Point point = new Point();
    private final Reading reading = new Reading();
    private boolean isShown;
    private byte[] series;
    private byte[] field;
    private long silentNs;
    private int nextRow;
    private ForgetRequest request;

    ForgetReply(Store store, LongSupplier ticksNs, LongSupplier wallMs) {
        this.store = store;
        this.table = store.table();
        this.ticksNs = ticksNs;
        this.wallMs = wallMs;
    }

    /**
     * Begins the reply to a request whose next word says what to forget. Returns {@code null}, or
     * the error to answer instead.
     */
    String begin(Request words) {
        series = null;
        field = null;
        nextRow = 0;
        words.next();
        isShown = words.is("SHOW");
        if (isShown) {
            words.next();
        }
        String error = words.is("SERIES") ? takeSeries(words)
                : words.is("SILENT") ? takeAge(words)
                : USAGE;
        if (error == null && !isShown) {
            request = newRequest();
            store.forget(request);
        }
        return error;
    }

    private ForgetRequest newRequest() {
        if (series == null) {
            return ForgetRequest.ofSilentFor(silentNs);
        }
        return field == null
                ? ForgetRequest.ofSeries(series)
                : ForgetRequest.ofField(series, field);
    }

    /** True while the reply waits for other threads. */
    boolean isWaiting() {
        return request != null;
    }

    /** Continues the reply while there is room; true once the reply is complete. */
    boolean resume(ReplyBuffer reply) {
        return isShown ? show(reply) : tellOutcome(reply);
    }

    /** Forgets the reply; the gateway still forgets the readings. */
    void end() {
        request = null;
    }

    private String takeSeries(Request words) {
        if (!words.next()) {
            return USAGE;
        }
        if (!words.isSeries(point)) {
            return Request.NO_SERIES;
        }
        series = Arrays.copyOfRange(words.bytes, point.from(), point.seriesTo());
        if (words.next()) {
            field = Arrays.copyOfRange(words.bytes, words.from(), words.to());
        }
        return words.isLast() ? null : USAGE;
    }

    private String takeAge(Request words) {
        words.next();
        silentNs = Age.parseNs(words.bytes, words.from(), words.to());
        if (!words.isLast()) {
            return USAGE;
        }
        return silentNs == Age.NONE
                ? "age unreadable age: write a number and a unit, e.g. 12h or 30d"
                : null;
    }

    private boolean tellOutcome(ReplyBuffer reply) {
        switch (store.outcome(request)) {
            case WAITING -> {
                return false;
            }
            case FORGOTTEN -> reply.append("FORGOTTEN ").append((long) request.forgotten())
                    .append("\nEND\n");
            case NOT_KEPT -> reply.append("ERR disk readings are forgotten, but the disk failed"
                    + " and a restart may bring them back: see the log, then ask again\n");
        }
        request = null;
        return true;
    }

    private boolean show(ReplyBuffer reply) {
        final int rows = table.rows();
        while (nextRow < rows && reply.hasRoomForLine()) {
            showRow(nextRow++, reply);
        }
        if (!reply.hasRoomForLine()) {
            return false;
        }
        reply.append("END\n");
        return true;
    }

    private void showRow(int row, ReplyBuffer reply) {
        if (!table.read(row, reading)) {
            return;
        }
        long wallNs = wallMs.getAsLong() * 1_000_000;
        long silence = reading.silentNs(ticksNs.getAsLong(), wallNs);
        boolean isAsked = series == null ? silence >= silentNs : isNamed();
        if (isAsked) {
            if (reading.isAgeKnown(wallNs)) {
                reply.append(silence / NS_PER_S);
            } else {
                reply.append('-');
            }
            reply.append(' ');
            ReadingText.appendLine(reading, reply);
        }
    }

    private boolean isNamed() {
        return Arrays.equals(series, 0, series.length, reading.bytes(), 0, reading.seriesTo())
                && (field == null || Arrays.equals(
                        field, 0, field.length, reading.bytes(), reading.seriesTo(),
                        reading.fieldTo()));
    }
}
