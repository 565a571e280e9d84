package sensorgate.support;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.store.LatestTable;
import sensorgate.store.Reading;

/** Sends lines to a table as the UDP thread does, on clocks that a test moves. */
public final class TableFeed {

    /** 2023-11-14T22:13:20Z, nanoseconds since 1970. */
    public static final long BEGIN_NS = 1_700_000_000_000_000_000L;

    private final LatestTable table;
    private final Point point = new Point();
    private final Reading reading = new Reading();
    private long ticksNs = 5_000_000_000L;
    private long wallNs = BEGIN_NS;

    /** A feed of a table. */
    public TableFeed(LatestTable table) {
        this.table = table;
    }

    /** Lets time pass. */
    public TableFeed pass(long count, TimeUnit unit) {
        ticksNs += unit.toNanos(count);
        wallNs += unit.toNanos(count);
        return this;
    }

    /** Sets the machine's clock, while no time passes. */
    public void setClock(long newWallNs) {
        wallNs = newWallNs;
    }

    /** The machine's clock, nanoseconds since 1970. */
    public long wallNs() {
        return wallNs;
    }

    /** The clock of arrivals. */
    public long ticksNs() {
        return ticksNs;
    }

    /** Lets the table do what other threads have asked for. */
    public void wake() {
        table.arrive(ticksNs, wallNs);
    }

    /** Sends a line from the sender of this number. */
    public LatestTable.Room send(int sender, String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        if (point.isBlank() || point.rejection() != null) {
            throw new AssertionError("no point: " + text);
        }
        point.sortTags(line);
        wake();
        table.sender(0xFFFF_0000_0000L, sender);
        long hash = table.seriesHash(line, point.from(), point.seriesTo());
        LatestTable.Room room = table.admit(line, point, hash);
        if (room == LatestTable.Room.ROOM) {
            table.put(line, point, hash, point.isTimed() ? point.timeNs() : wallNs & -256 | 1,
                    ticksNs);
        }
        return room;
    }

    /** Sends a line from one sender. */
    public LatestTable.Room send(String text) {
        return send(1, text);
    }

    /** Sends fields with a time of their own, {@code agoNs} before now. */
    public void sendOlder(String text, long ago, TimeUnit unit) {
        send(text + " " + (wallNs - unit.toNanos(ago)));
    }

    /** The value of a reading, {@code null} if the table has no such reading. */
    public String value(String series, String field) {
        return find(series, field)
                ? new String(
                        reading.bytes(), reading.fieldTo(), reading.valueTo() - reading.fieldTo(),
                        StandardCharsets.UTF_8)
                : null;
    }

    /** The age of a reading in seconds. */
    public long ageS(String series, String field) {
        return TimeUnit.NANOSECONDS.toSeconds(reading(series, field).ageNs(ticksNs, wallNs));
    }

    /** The reading, as it is until the next call. */
    public Reading reading(String series, String field) {
        if (!find(series, field)) {
            throw new AssertionError("no reading " + series + " " + field);
        }
        return reading;
    }

    private boolean find(String series, String field) {
        byte[] key = (series + field).getBytes(StandardCharsets.UTF_8);
        int seriesTo = series.getBytes(StandardCharsets.UTF_8).length;
        return table.find(key, 0, seriesTo, seriesTo, key.length, reading);
    }

    /** Every reading as DUMP gives it, by series and field. */
    public static Map<String, String> dump(LatestTable table) {
        Map<String, String> lines = new TreeMap<>();
        Reading reading = new Reading();
        byte[] into = new byte[4096];
        for (int row = 0; row < table.rows(); row++) {
            if (table.read(row, reading)) {
                String line = new String(
                        into, 0, reading.writeLine(into, 0), StandardCharsets.UTF_8);
                if (lines.put(line.substring(0, line.indexOf('=', reading.seriesTo())), line)
                        != null) {
                    throw new AssertionError("twice in the table: " + line);
                }
            }
        }
        return lines;
    }
}
