package sensorgate.store;

import java.nio.charset.StandardCharsets;

/**
 * A request to forget readings. The UDP thread alone writes the table, so any other thread hands
 * the request over with {@link Store#forget} and then asks {@link Store#outcome} until the request
 * is done. The journal keeps the points of the readings.
 */
public final class ForgetRequest {

    /** What has become of a request. */
    public enum Outcome {
        /** Ask again later: the UDP thread wakes within a quarter of a second. */
        WAITING,
        /** The readings are forgotten, and stay so after a restart. */
        FORGOTTEN,
        /** The readings are forgotten, but the disk failed: a restart brings them back. */
        NOT_KEPT
    }

    static final long ANY_SILENCE = -1;

    final byte[] series;
    final byte[] field;
    final long silentNs;

    /** The next request in the table's list of requests that are not done. */
    ForgetRequest before;

    /** The number of the checkpoint to wait for, 0 before the checkpoint is asked for. */
    long checkpoint;

    private int forgotten;
    private volatile boolean done;

    private ForgetRequest(byte[] series, byte[] field, long silentNs) {
        this.series = series;
        this.field = field;
        this.silentNs = silentNs;
    }

    /** Every reading of the series; its tags must be sorted by key. */
    public static ForgetRequest ofSeries(byte[] series) {
        return new ForgetRequest(series, null, ANY_SILENCE);
    }

    /** The reading of one field of the series; its tags must be sorted by key. */
    public static ForgetRequest ofField(byte[] series, byte[] field) {
        return new ForgetRequest(series, field, ANY_SILENCE);
    }

    /** Every reading that no point has updated for {@code silentNs} nanoseconds, 0 or more. */
    public static ForgetRequest ofSilentFor(long silentNs) {
        return new ForgetRequest(null, null, silentNs);
    }

    /** How many readings were forgotten. Only valid once the outcome is not WAITING. */
    public int forgotten() {
        return forgotten;
    }

    /** What was asked for, for the log. */
    @Override
    public String toString() {
        if (!isOfSeries()) {
            return "silent for " + silentNs / 1_000_000_000 + " s";
        }
        String name = new String(series, StandardCharsets.UTF_8);
        return field == null ? name : name + " " + new String(field, StandardCharsets.UTF_8);
    }

    boolean isOfSeries() {
        return series != null;
    }

    /** Tells the thread of the request that the readings are gone. UDP thread. */
    void done(int readings) {
        forgotten = readings;
        done = true;
    }

    boolean isDone() {
        return done;
    }
}
