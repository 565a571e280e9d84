package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.journal.Clocks;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.support.TestTable;

/** The table for its writer and its readers, first on one thread, then on several. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a faulty lock may never end
final class LatestTableTest {

    private static final int ROW_BYTES = ReadingRows.ROW_BYTES;
    private static final int ROWS_MAX = 4096;
    private static final long HAMMER_NS = TimeUnit.SECONDS.toNanos(2);

    /** A reading that a test writes and expects back. */
    private record Row(String series, String field, String value, long timeNs, long arrivedNs) {

        static Row of(String series, String field, String value) {
            return new Row(series, field, value, 0, 0);
        }

        byte[] line() {
            return bytes(series + ' ' + field + '=' + value);
        }
    }

    // ---- what is kept

    @Test
    void keepsTheLatestToArriveWhateverItsTimestamp() {
        LatestTable table = TestTable.of(4);
        put(table, new Row("temp,room=attic", "value", "21.5", 1_700_000_000_000L, 1));
        Row fellBackTo1970 = new Row("temp,room=attic", "value", "22", 0, 2);
        put(table, fellBackTo1970);
        assertEquals(fellBackTo1970, read(table, 0));
        Row before1970 = new Row("temp,room=attic", "value", "23", Long.MIN_VALUE, 3);
        put(table, before1970);
        assertEquals(before1970, read(table, 0));
        assertEquals(1, table.rows());
    }

    @Test
    void keepsEachFieldOfEachSeriesApart() {
        LatestTable table = TestTable.of(4);
        List<Row> rows = List.of(
                new Row("temp,room=attic", "value", "21.5", 1, 2),
                new Row("temp,room=attic", "battery", "3i", 3, 4),
                new Row("temp,room=cellar", "value", "12", 5, 6),
                new Row("temp", "value", "t", 7, 8));
        rows.forEach(row -> put(table, row));
        assertEquals(4, table.rows());
        rows.forEach(row -> assertEquals(row, find(table, row.series(), row.field())));
    }

    /** The hashes of these keys are equal for every seed of the table. */
    @Test
    void tellsKeysApartThatAreTheSameBytesSplitDifferently() {
        String key = "abcdefgh".repeat(100);
        LatestTable table = TestTable.of(key.length() - 1);
        List<Row> rows = new ArrayList<>();
        for (int split = 1; split < key.length(); split++) {
            rows.add(Row.of(key.substring(0, split), key.substring(split), split + "i"));
        }
        rows.forEach(row -> assertTrue(put(table, row)));
        rows.forEach(row -> assertEquals(row, find(table, row.series(), row.field())));
    }

    @Test
    void aShorterValueLeavesNothingOfTheLongerOneBeforeIt() {
        LatestTable table = TestTable.of(1);
        for (String value : List.of("\"a long string\"", "1", "\"\"", "-1234567890.5", "t")) {
            put(table, Row.of("s", "f", value));
            assertEquals(value, read(table, 0).value());
        }
    }

    @ParameterizedTest
    @CsvSource({"1022, 1, 1", "1, 1022, 1", "1, 1, 1022", "340, 340, 344"})
    void holdsARowOfTheGreatestSizeWithoutTouchingItsNeighbours(
            int seriesBytes, int fieldBytes, int valueBytes) {
        assertEquals(ROW_BYTES, seriesBytes + fieldBytes + valueBytes);
        LatestTable table = TestTable.of(3);
        List<Row> rows = new ArrayList<>();
        for (char filler = 'a'; filler < 'd'; filler++) {
            String text = String.valueOf(filler);
            rows.add(Row.of(
                    text.repeat(seriesBytes), text.repeat(fieldBytes),
                    valueBytes == 1 ? "1" : '"' + text.repeat(valueBytes - 2) + '"'));
        }
        rows.forEach(row -> assertTrue(put(table, row)));
        rows.reversed().forEach(row -> assertTrue(put(table, row)));
        rows.forEach(row -> assertEquals(row, find(table, row.series(), row.field())));
    }

    /** Random writes, compared with a map. */
    @Test
    void agreesWithAMapWhateverIsWritten() {
        Random random = random();
        LatestTable table = TestTable.of(300);
        Map<List<String>, Row> map = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Row row = new Row(
                    "s".repeat(1 + random.nextInt(20)), "s".repeat(1 + random.nextInt(20)),
                    "1".repeat(1 + random.nextInt(100)), random.nextLong(), random.nextLong());
            List<String> key = List.of(row.series(), row.field());
            boolean hasRoom = map.containsKey(key) || map.size() < table.rowsMax();
            assertEquals(hasRoom, put(table, row));
            if (hasRoom) {
                map.put(key, row);
            }
        }
        assertEquals(map.size(), table.rows());
        map.forEach((key, row) -> assertEquals(row, find(table, key.getFirst(), key.getLast())));
    }

    /** Prints the seed. {@code -Dsensorgate.seed} repeats a run. */
    private static Random random() {
        long seed = Long.getLong("sensorgate.seed", System.nanoTime());
        System.out.println("LatestTableTest: sensorgate.seed=" + seed);
        return new Random(seed);
    }

    // ---- how many

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, ROWS_MAX})
    void aFullTableRejectsNewReadingsAndStillTakesOldOnes(int rowsMax) {
        LatestTable table = TestTable.of(rowsMax);
        assertEquals(rowsMax, table.rowsMax());
        for (int i = 0; i < rowsMax; i++) {
            assertEquals(i, table.rows());
            assertTrue(put(table, Row.of("s" + i, "f", "1")));
        }
        assertFalse(put(table, Row.of("s0", "g", "2")), "a new field of a series that is there");
        assertFalse(put(table, Row.of("s", "f", "2")), "a new series");
        assertEquals(rowsMax, table.rows());
        assertNull(find(table, "s0", "g"));
        assertNull(find(table, "s", "f"));
        for (int i = 0; i < rowsMax; i++) {
            Row row = new Row("s" + i, "f", "-" + i, i, -i);
            assertTrue(put(table, row));
            assertEquals(row, find(table, row.series(), row.field()));
        }
        assertEquals(rowsMax, table.rows());
    }

    /** Tells whether the table would keep any reading of a point, without keeping it. */
    @Test
    void hasRoomForAPointWhileThereIsAnyRoom() {
        LatestTable table = TestTable.of(2);
        assertTrue(hasRoomFor(table, "m a=1,b=2,c=3"));
        put(table, Row.of("m", "a", "1"));
        assertTrue(hasRoomFor(table, "m b=1,c=2"));
        assertTrue(hasRoomFor(table, "n a=1"));
        assertEquals(1, table.rows(), "nothing was taken");
    }

    @Test
    void aFullTableHasRoomForAPointThatHasAReadingItKnows() {
        LatestTable table = TestTable.of(2);
        put(table, Row.of("m,t=1", "a", "1"));
        put(table, Row.of("m,t=1", "b", "1"));
        assertTrue(hasRoomFor(table, "m,t=1 a=2"));
        assertTrue(hasRoomFor(table, "m,t=1 b=2"));
        assertTrue(hasRoomFor(table, "m,t=1 x=1,y=2,b=3"), "its last field");
        assertTrue(hasRoomFor(table, "m,t=1 a=1,y=2,z=3"), "its first field");
        assertFalse(hasRoomFor(table, "m,t=1 c=2"), "another field");
        assertFalse(hasRoomFor(table, "m,t=1 x=1,y=2"), "other fields");
        assertFalse(hasRoomFor(table, "m,t=2 a=2"), "another series");
        assertFalse(hasRoomFor(table, "m a=2,b=2"), "another series");
    }

    // ---- what an earlier process left

    @Test
    void restoresAReadingAsItWas() {
        LatestTable table = TestTable.of(2);
        Row row = new Row("temp,room=attic", "value", "21.5", 7, 1_700_000_000_000_000_000L);
        assertTrue(restore(table, row));
        assertEquals(row, find(table, "temp,room=attic", "value"));
        assertEquals(1, table.rows());
        Reading reading = new Reading();
        table.read(0, reading);
        assertTrue(reading.boot == Clocks.NO_BOOT);
    }

    @Test
    void restoresTheLastOfAReading() {
        LatestTable table = TestTable.of(1);
        restore(table, new Row("s", "f", "1", 9, 9));
        Row last = new Row("s", "f", "2", 3, 3);
        assertTrue(restore(table, last));
        assertEquals(last, read(table, 0));
    }

    @Test
    void aNewReadingIsRestoredNoMore() {
        LatestTable table = TestTable.of(2);
        restore(table, Row.of("s", "f", "1"));
        restore(table, Row.of("s", "g", "1"));
        put(table, Row.of("s", "f", "2"));
        Reading reading = new Reading();
        table.read(0, reading);
        assertFalse(reading.boot == Clocks.NO_BOOT);
        table.read(1, reading);
        assertTrue(reading.boot == Clocks.NO_BOOT, "the other still is");
    }

    @Test
    void restoresNoMoreReadingsThanThereIsRoomFor() {
        LatestTable table = TestTable.of(1);
        assertTrue(restore(table, Row.of("s", "f", "1")));
        assertFalse(restore(table, Row.of("s", "g", "1")));
        assertTrue(restore(table, Row.of("s", "f", "2")));
        assertEquals(1, table.rows());
    }

    // ---- what is found

    @Test
    void findsNothingThatIsNotThere() {
        LatestTable table = TestTable.of(2);
        assertNull(find(table, "temp", "value"));
        put(table, Row.of("temp", "value", "1"));
        assertNull(find(table, "temp", "valu"));
        assertNull(find(table, "temp", "value1"));
        assertNull(find(table, "tem", "pvalue"));
        assertNull(find(table, "tempvalu", "e"));
        assertNull(find(table, "value", "temp"));
    }

    @Test
    void findsAKeyWhereverItStands() {
        LatestTable table = TestTable.of(2);
        put(table, Row.of("other", "value", "0"));
        put(table, Row.of("temp", "value", "1"));
        byte[] request = bytes("VALUE value of temp");
        Reading reading = new Reading();
        assertTrue(table.find(request, 15, 19, 6, 11, reading));
        assertEquals("1", row(reading).value());
    }

    @Test
    void showsEachSeriesOnceInTheOrderOfTheirFirstReadings() {
        LatestTable table = TestTable.of(8);
        String[] series = {"a", "b", "a", "a,t=1", "b", "a,t=1", "c"};
        for (int i = 0; i < series.length; i++) {
            put(table, Row.of(series[i], "f" + i, "1"));
            put(table, Row.of(series[i], "f" + i, "2")); // an update changes nothing
        }
        assertEquals(List.of("a", "b", "a,t=1", "c"), series(table));
    }

    @Test
    void tellsWhichRowsAreOfASeries() {
        LatestTable table = TestTable.of(8);
        String[] series = {"temp", "temp,room=a", "temp", "tem", "temp,room=b"};
        for (int i = 0; i < series.length; i++) {
            put(table, Row.of(series[i], "f" + i, "1"));
        }
        assertEquals(List.of(0, 2), rowsOfSeries(table, "temp"));
        assertEquals(List.of(1), rowsOfSeries(table, "temp,room=a"));
        assertEquals(List.of(3), rowsOfSeries(table, "tem"));
        assertEquals(List.of(), rowsOfSeries(table, "temp,room="));
        assertEquals(List.of(), rowsOfSeries(table, "tempf0"));
    }

    // ---- several threads

    /**
     * One thread publishes rows in one table after the other; other threads read the newest row.
     */
    @Test
    void aRowIsWholeOnceItCanBeSeen() throws Exception {
        AtomicReference<LatestTable> newest = new AtomicReference<>(TestTable.of(1));
        long untilNs = System.nanoTime() + HAMMER_NS / 2;
        try (ExecutorService threads = threads(2)) {
            Future<?> writer = threads.submit(() -> publishSamples(newest, untilNs));
            Future<Long> reader = threads.submit(() -> checkNewest(newest, untilNs));
            writer.get();
            assertTrue(reader.get() > 0, "the reader has read");
        }
    }

    /** One thread writes old rows and publishes new ones; other threads read both. */
    @Test
    void noReaderEverSeesATornReading() throws Exception {
        LatestTable table = TestTable.of(ROWS_MAX);
        long untilNs = System.nanoTime() + HAMMER_NS;
        try (ExecutorService threads = threads(3)) {
            Future<?> writer = threads.submit(() -> writeSamples(table, untilNs));
            List<Future<Long>> readers = List.of(
                    threads.submit(() -> checkSamples(table, untilNs)),
                    threads.submit(() -> checkSamples(table, untilNs)));
            writer.get();
            for (Future<Long> reader : readers) {
                assertTrue(reader.get() > 0, "a reader has read");
            }
        }
        assertTrue(table.rows() > Sample.HOT_ROWS, "rows were published while others were read");
    }

    /** Daemon threads end with the tests even if a faulty lock blocks a reader. */
    private static ExecutorService threads(int count) {
        return Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().factory());
    }

    /** The control: a write in the middle of a copy, at each step of the copy. */
    @Test
    void theCheckSeesEveryTornReading() {
        LatestTable table = TestTable.of(1);
        byte[] line = new byte[ROW_BYTES];
        Sample.put(table, line, 0, 2);
        Reading before = new Reading();
        table.read(0, before);
        Sample.put(table, line, 0, 1); // longer, so that every byte is replaced
        Reading after = new Reading();
        table.read(0, after);
        assertTrue(before.valueTo < after.valueTo);

        int steps = 3 + before.valueTo;
        assertNull(Sample.fault(0, copyWithWriteBefore(0, before, after)));
        for (int step = 1; step < steps; step++) {
            assertNotNull(Sample.fault(0, copyWithWriteBefore(step, before, after)));
        }
        assertNull(Sample.fault(0, copyWithWriteBefore(steps, before, after)));
    }

    /** The copy that {@link ReadingRows#read} would make without its lock. */
    private static Reading copyWithWriteBefore(int step, Reading before, Reading after) {
        Reading copy = new Reading();
        copy.seriesTo = before.seriesTo;
        copy.fieldTo = before.fieldTo;
        copy.valueTo = (step > 0 ? before : after).valueTo;
        copy.timeNs = (step > 1 ? before : after).timeNs;
        copy.ticksNs = (step > 2 ? before : after).ticksNs;
        int oldBytes = Math.max(0, step - 3);
        System.arraycopy(after.bytes, 0, copy.bytes, 0, copy.valueTo);
        System.arraycopy(before.bytes, 0, copy.bytes, 0, oldBytes);
        return copy;
    }

    private static void publishSamples(AtomicReference<LatestTable> newest, long untilNs) {
        byte[] line = new byte[ROW_BYTES];
        for (long number = 1; System.nanoTime() - untilNs < 0; number++) {
            LatestTable table = TestTable.of(64);
            newest.set(table);
            for (int row = 0; row < table.rowsMax(); row++) {
                assertTrue(Sample.put(table, line, row, number));
            }
        }
    }

    /** Reads the last row by number and the next row by key; returns the number of reads. */
    private static long checkNewest(AtomicReference<LatestTable> newest, long untilNs) {
        Reading reading = new Reading();
        long[] seen = new long[ROWS_MAX]; // numbers rise from table to table
        long count = 0;
        while (System.nanoTime() - untilNs < 0) {
            LatestTable table = newest.get();
            int rows = table.rows();
            if (rows > 0) {
                checkSample(table, rows - 1, reading, seen);
                count++;
            }
            byte[] nextKey = Sample.KEYS[rows];
            int seriesTo = Sample.seriesTo(rows);
            if (table.find(nextKey, 0, seriesTo, seriesTo, nextKey.length, reading)) {
                checkSample(table, rows, reading, seen);
            }
        }
        return count;
    }

    private static void writeSamples(LatestTable table, long untilNs) {
        byte[] line = new byte[ROW_BYTES];
        int rows = 0;
        for (long number = 0; System.nanoTime() - untilNs < 0; number++) {
            boolean isNew = rows < Sample.HOT_ROWS || rows < ROWS_MAX && number % 2048 == 0;
            int row = isNew ? rows++ : (int) (number % Sample.HOT_ROWS);
            assertTrue(Sample.put(table, line, row, number));
        }
    }

    /** Reads until the deadline; returns the number of reads. */
    private static long checkSamples(LatestTable table, long untilNs) {
        Reading reading = new Reading();
        long[] seen = new long[ROWS_MAX];
        long count = 0;
        while (System.nanoTime() - untilNs < 0) {
            int rows = table.rows();
            if (rows > 0) {
                int hotRow = (int) (count % Sample.HOT_ROWS);
                checkSample(table, Math.min(hotRow, rows - 1), reading, seen);
                checkSample(table, rows - 1, reading, seen);
                count++;
            }
        }
        return count;
    }

    private static void checkSample(LatestTable table, int row, Reading reading, long[] seen) {
        assertTrue(table.read(row, reading));
        assertNull(Sample.fault(row, reading));
        assertTrue(reading.timeNs >= seen[row], "a reading gave way to an older one");
        seen[row] = reading.timeNs;
        byte[] key = Sample.KEYS[row];
        int seriesTo = Sample.seriesTo(row);
        assertTrue(table.find(key, 0, seriesTo, seriesTo, key.length, reading));
        assertNull(Sample.fault(row, reading));
    }

    /** A reading of which each part derives from one number, so a torn reading shows. */
    private static final class Sample {

        /** The number of rows that are written again and again. */
        static final int HOT_ROWS = 4;

        static final int FIELDS = 4;
        static final byte[][] KEYS = keys();
        private static final int FIELD_BYTES = 2;
        private static final int STRING_BYTES_MAX = 900;

        private Sample() {}

        static boolean put(LatestTable table, byte[] line, int row, long number) {
            byte[] key = KEYS[row];
            int seriesTo = seriesTo(row);
            int valueFrom = key.length + 2;
            int valueTo = valueFrom + valueBytes(number);
            System.arraycopy(key, 0, line, 0, seriesTo);
            line[seriesTo] = ' ';
            System.arraycopy(key, seriesTo, line, seriesTo + 1, FIELD_BYTES);
            line[valueFrom - 1] = '=';
            for (int at = valueFrom; at < valueTo; at++) {
                line[at] = valueByte(number, at - valueFrom);
            }
            return LatestTableTest.put(table, line, valueTo, number, ~number);
        }

        /** Describes a torn reading; {@code null} if the reading is whole. */
        static String fault(int row, Reading reading) {
            byte[] key = KEYS[row];
            long number = reading.timeNs;
            if (reading.ticksNs != ~number) {
                return "arrival of another reading than time " + number;
            }
            if (reading.valueTo - reading.fieldTo != valueBytes(number)) {
                return "length of another value than that of " + number;
            }
            if (reading.seriesTo != seriesTo(row) || reading.fieldTo != key.length
                    || !Arrays.equals(reading.bytes, 0, key.length, key, 0, key.length)) {
                return "key of another row than " + row;
            }
            for (int at = reading.fieldTo; at < reading.valueTo; at++) {
                if (reading.bytes[at] != valueByte(number, at - reading.fieldTo)) {
                    return "byte " + at + " of another value than that of " + number;
                }
            }
            return null;
        }

        static int seriesTo(int row) {
            return KEYS[row].length - FIELD_BYTES;
        }

        private static int valueBytes(long number) {
            return 2 + (int) (mixed(number) >>> 40) % STRING_BYTES_MAX;
        }

        /** A quote at either end, small letters and their neighbours between. */
        private static byte valueByte(long number, int i) {
            boolean isQuote = i == 0 || i == valueBytes(number) - 1;
            return isQuote ? (byte) '"' : (byte) ('`' | mixed(number) >>> 8 * (i & 7) & 31);
        }

        /** Consecutive numbers differ in every byte (Knuth, golden ratio). */
        private static long mixed(long number) {
            return number * 0x9E37_79B9_7F4A_7C15L;
        }

        private static byte[][] keys() {
            byte[][] keys = new byte[ROWS_MAX][];
            for (int row = 0; row < ROWS_MAX; row++) {
                keys[row] = bytes("sample,series=" + row / FIELDS + "f" + row % FIELDS);
            }
            return keys;
        }
    }

    // ---- readings as text

    private static boolean put(LatestTable table, Row row) {
        byte[] line = row.line();
        return put(table, line, line.length, row.timeNs(), row.arrivedNs());
    }

    /** Puts a line of one field; true if there was room. */
    private static boolean put(
            LatestTable table, byte[] line, int to, long timeNs, long arrivedNs) {
        Point point = point(line, 0, to);
        return TestTable.put(table, line, point, timeNs, arrivedNs) == 1;
    }

    private static boolean restore(LatestTable table, Row row) {
        byte[] line = row.line();
        Point point = point(line, 0, line.length);
        table.arriveBefore(new Arrival().ofUnknownBoot(row.arrivedNs()), 0);
        boolean isRestored = table.restore(
                line, point, hash(table, line, point), row.timeNs(), new Rhythm());
        table.endRestoring();
        return isRestored;
    }

    private static boolean hasRoomFor(LatestTable table, String text) {
        byte[] line = bytes("?? " + text);
        Point point = point(line, 2, line.length);
        return table.admit(line, point, hash(table, line, point)) == LatestTable.Room.ROOM;
    }

    private static Point point(byte[] line, int from, int to) {
        Point point = new Point();
        LineScanner.scanWritten(line, from, to, point);
        assertNull(point.rejection(), () -> text(line, from, to));
        return point;
    }

    private static long hash(LatestTable table, byte[] line, Point point) {
        return table.seriesHash(line, point.from(), point.seriesTo());
    }

    private static Row find(LatestTable table, String series, String field) {
        byte[] key = bytes(series + field);
        Reading reading = new Reading();
        return table.find(key, 0, series.length(), series.length(), key.length, reading)
                ? row(reading)
                : null;
    }

    private static Row read(LatestTable table, int row) {
        Reading reading = new Reading();
        assertTrue(table.read(row, reading));
        return row(reading);
    }

    private static Row row(Reading reading) {
        return new Row(
                text(reading.bytes(), 0, reading.seriesTo()),
                text(reading.bytes(), reading.seriesTo(), reading.fieldTo()),
                text(reading.bytes(), reading.fieldTo(), reading.valueTo()),
                reading.timeNs(),
                reading.boot == Clocks.NO_BOOT ? reading.stampedNs : reading.ticksNs);
    }

    static List<String> series(LatestTable table) {
        Reading reading = new Reading();
        List<String> all = new ArrayList<>();
        for (int number = 0; number < table.seriesLimit(); number++) {
            if (table.readSeries(number, reading)) {
                all.add(row(reading).series());
            }
        }
        return all;
    }

    private static List<Integer> rowsOfSeries(LatestTable table, String series) {
        byte[] key = bytes(series);
        long hash = table.seriesHash(key, 0, key.length);
        Reading reading = new Reading();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            if (table.readOfSeries(row, key, 0, key.length, hash, reading)) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
