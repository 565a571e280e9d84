package sensorgate.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sensorgate.journal.Journal;
import sensorgate.journal.JournalReader;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.store.LatestTable;
import sensorgate.store.Reading;
import sensorgate.store.Store;

/** Stores points as the receiver does, and reads back what is there. */
public final class PointWriter {

    private PointWriter() {}

    /** Stores a line that has its own time; returns the sequence it got. */
    public static long write(Store store, String line) {
        return write(
                store.journal(), store.table(), line, System.currentTimeMillis() * 1_000_000);
    }

    /** Stores a line that has its own time; returns the sequence it got. */
    public static long write(Journal journal, LatestTable table, String line, long arrivedNs) {
        long sequence = append(journal, table, line, arrivedNs);
        journal.commit();
        return sequence;
    }

    /** Appends a point without committing. */
    private static long append(Journal journal, LatestTable table, String line, long arrivedNs) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Point point = new Point();
        LineScanner.scan(bytes, 0, bytes.length, Precision.NS, point);
        if (point.isBlank() || point.rejection() != null || !point.isTimed()) {
            throw new AssertionError("no point with a time: " + line);
        }
        point.sortTags(bytes);
        long sequence = journal.nextSequence();
        journal.append(bytes, point, point.timeNs(), arrivedNs, System.nanoTime());
        TestTable.put(table, bytes, point, point.timeNs(), System.nanoTime(), arrivedNs);
        return sequence;
    }

    /** Stores {@code m n=<i>i <i>} for all i from one number up to, and without, another. */
    public static void writeNumbered(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            write(store, "m n=" + i + "i " + i);
        }
    }

    /** Writes numbered points as one batch. */
    public static void writeBatch(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            append(store.journal(), store.table(), "m n=" + i + "i " + i, 1);
        }
        store.journal().commit();
    }

    /** What {@link #writeNumbered} leaves in the journal. */
    public static List<String> numbered(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add("m n=" + i + "i " + i);
        }
        return lines;
    }

    /** Every point of the journal, as line protocol, in order. */
    public static List<String> lines(Store store) {
        JournalReader reader = new JournalReader(store.journal());
        List<String> lines = new ArrayList<>();
        reader.begin(0);
        do {
            while (reader.next()) {
                lines.add(line(reader));
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return lines;
    }

    /** How many points a controller is told LOST that reads on from the first. */
    public static long lost(Store store) {
        JournalReader reader = new JournalReader(store.journal());
        long lost = reader.begin(1);
        long more;
        do {
            while (reader.next()) {
                // those that are not lost
            }
            more = reader.begin(reader.sequence());
            lost += more;
        } while (more > 0 || reader.isCut());
        return lost;
    }

    /** The point that the reader has taken, as line protocol. */
    public static String line(JournalReader reader) {
        return new String(
                reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                StandardCharsets.UTF_8);
    }

    /** Every reading's value, by series, a space and the field. */
    public static Map<String, String> values(Store store) {
        Map<String, String> values = new TreeMap<>();
        Reading reading = new Reading();
        for (int row = 0; row < store.table().rows(); row++) {
            store.table().read(row, reading);
            String text = new String(reading.bytes(), 0, reading.valueTo(), StandardCharsets.UTF_8);
            values.put(
                    text.substring(0, reading.seriesTo()) + " "
                            + text.substring(reading.seriesTo(), reading.fieldTo()),
                    text.substring(reading.fieldTo()));
        }
        return values;
    }
}
