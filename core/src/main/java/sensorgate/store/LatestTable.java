package sensorgate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import sensorgate.count.Contests;
import sensorgate.journal.Clocks;
import sensorgate.line.Point;

/**
 * The latest value of every field of every series. The latest is the last to arrive; a late point
 * ({@link EffectiveTime}) leaves the reading alone. One thread writes, any thread reads. The
 * constructor allocates everything.
 *
 * <p>A full table gives up the reading that was silent longest, if for {@code series.expire}; so
 * does a sender that holds {@code series.per-sender} readings, with its own. Lists keep the rows in
 * order of their last update: the first row is the next to expire, and no line costs a search.
 *
 * <pre>
 *  HashIndex      key --&gt; row          a hash with a secret key
 *  ReadingRows    row --&gt; reading      a sequence lock for each row
 *  SeriesNumbers  series --&gt; rows      each series once, for LIST
 *  Holders        sender --&gt; rows      in order of update
 *  updated        all rows             in order of update
 * </pre>
 *
 * <p>The writer tells the table the time of a batch ({@link #arrive}), then the sender of a
 * datagram ({@link #sender}), asks for each point whether there is room ({@link #admit}), and puts
 * it ({@link #put}).
 */
public final class LatestTable {

    /** What a point finds. */
    public enum Room {
        /** {@link LatestTable#put} stores the point, or as many of its readings as find room. */
        ROOM,
        /** All readings of the point are new, and the table is full. */
        TABLE_FULL,
        /**
         * The point has more new readings than its sender may hold. No reading of the point is
         * stored: the journal names no senders, so a restart would store the new ones too.
         */
        SENDER_FULL
    }

    private static final int NONE = -1;
    private static final int ALL = 0;
    private static final int FIELDS_MAX = 256;
    private static final VarHandle ROWS = handle("rows");
    private static final VarHandle READINGS = handle("readings");

    private final int rowsMax;
    private final SipHash hash;
    private final HashIndex index;
    private final ReadingRows content;
    private final SeriesNumbers series;
    private final Holders holders;
    private final RowLists updated;
    private final FreeNumbers free;
    private final Contests contests = new Contests();
    private final TableLedger ledger;
    private final AtomicReference<ForgetRequest> requests = new AtomicReference<>();
    private final Arrival arrival = new Arrival();

    /** As known at the last {@link #arrive}. */
    private Clocks clocks;

    /** What {@link #reload} has published; the writer reads the field at each {@link #arrive}. */
    private volatile SeriesSettings published;
    private SeriesSettings settings;
    private boolean isShared;
    private final long[] hashes = new long[FIELDS_MAX];
    private final int[] found = new int[FIELDS_MAX];
    private long looks;
    private int missing;
    private int late;
    private int rows;
    private int readings;

    /** A table with a random key for its hash, about 1.2 KiB of heap for each reading. */
    public LatestTable(SeriesSettings settings, TableLedger ledger) {
        this(settings, ledger, SipHash.random());
    }

    LatestTable(SeriesSettings settings, TableLedger ledger, SipHash hash) {
        rowsMax = settings.max();
        published = settings;
        takeOver(settings);
        this.ledger = ledger;
        this.hash = hash;
        index = new HashIndex(rowsMax);
        content = new ReadingRows(rowsMax);
        series = new SeriesNumbers(rowsMax, content);
        holders = new Holders(rowsMax, hash);
        updated = new RowLists(1, rowsMax);
        free = new FreeNumbers(rowsMax);
        clocks = content.clocks();
    }

    /**
     * Sets what knows about the clocks of this boot and of others. Without it nothing is known, and
     * all points are of one boot. Before the writer starts.
     */
    void clocks(Supplier<Clocks> known) {
        content.clocks(known);
        clocks = known.get();
    }

    /** The number of readings that the table has room for. */
    public int rowsMax() {
        return rowsMax;
    }

    /** All rows with a reading are below this number; it never falls. Any thread. */
    public int rows() {
        return (int) ROWS.getAcquire(this); // pairs with the release in insert()
    }

    /**
     * Takes over who gives way from the writer's next {@link #arrive} on; the table keeps its
     * size. Any thread.
     */
    void reload(SeriesSettings otherSettings) {
        published = otherSettings;
    }

    private void takeOver(SeriesSettings wanted) {
        settings = wanted;
        isShared = wanted.perSender() < rowsMax;
    }

    /** The number of readings. Any thread. */
    public int readings() {
        return (int) READINGS.getOpaque(this);
    }

    /** The series with a reading that several senders write in turns. Any thread reads. */
    public Contests contests() {
        return contests;
    }

    /** The hash of a series: computed once for all fields of a point. Any thread. */
    public long seriesHash(byte[] line, int from, int to) {
        return hash.hash(line, from, to);
    }

    // ---- writing

    /**
     * Sets the time of the next points, and forgets what other threads have asked to forget. Call
     * it for each batch, and when none came; no point may be appended to the journal and not yet
     * committed. Writer only.
     *
     * @param ticksNs on the clock of {@link System#nanoTime()}
     * @param wallNs the machine's clock, nanoseconds since 1970
     */
    public void arrive(long ticksNs, long wallNs) {
        clocks = content.clocks();
        arrival.heardNs = ticksNs;
        arrival.ticksNs = ticksNs;
        arrival.stampedNs = wallNs;
        arrival.boot = clocks.boot();
        final SeriesSettings wanted = published;
        if (wanted != settings) {
            takeOver(wanted);
        }
        if (requests.getAcquire() != null) {
            forgetRequested();
        }
    }

    /** Sets the sender of the next points: its address, as a datagram's. Writer only. */
    public void sender(long addressHigh, long addressLow) {
        holders.sender(addressHigh, addressLow);
    }

    /**
     * Tells whether {@link #put} would store the point. Changes no reading. Writer only.
     *
     * @param line the bytes that {@code point} was scanned in, its tags sorted since
     * @param seriesHash from {@link #seriesHash} for the point's series
     */
    public Room admit(byte[] line, Point point, long seriesHash) {
        findRows(line, point, seriesHash);
        if (missing == 0) {
            return Room.ROOM;
        }
        if (isShared && !hasShare(point.fieldCount())) {
            return Room.SENDER_FULL;
        }
        final boolean isAllNew = missing == point.fieldCount();
        return isAllNew && free.left() == 0 && !isExpired(updated.first(ALL))
                ? Room.TABLE_FULL
                : Room.ROOM;
    }

    /**
     * Stores the readings of the point that was admitted just before. Writer only.
     *
     * @param timeNs the point's time, nanoseconds since 1970; not before its arrival if the sensor
     *         gave none
     * @param ticksNs the arrival of the point on the clock of {@link System#nanoTime()}, as the
     *         journal has it
     * @return how many of its fields found room; {@link #late()} of them were late
     */
    public int put(byte[] line, Point point, long seriesHash, long timeNs, long ticksNs) {
        arrival.ticksNs = ticksNs;
        arrival.isTime = !point.isTimed();
        return put(line, point, seriesHash, timeNs);
    }

    private int put(byte[] line, Point point, long seriesHash, long timeNs) {
        late = 0;
        int count = 0;
        for (int field = 0; field < point.fieldCount(); field++) {
            if (found[field] != NONE) {
                update(found[field], line, point, field, timeNs);
                count++;
            }
        }
        // new readings last: they may take the rows of others, but not those of this point
        for (int field = 0; missing > 0 && field < point.fieldCount(); field++) {
            if (found[field] == NONE
                    && isInserted(line, point, field, seriesHash, timeNs)) {
                count++;
            }
        }
        return count;
    }

    /** How many fields of the last point were late: they left their readings alone. Writer only. */
    public int late() {
        return late;
    }

    /** Finds the rows of the point's fields, and counts the fields that have none. */
    private void findRows(byte[] line, Point point, long seriesHash) {
        missing = 0;
        for (int field = 0; field < point.fieldCount(); field++) {
            final int from = point.fieldFrom(field);
            final int to = point.fieldTo(field);
            hashes[field] = hash.hash(seriesHash, line, from, to);
            found[field] = rowOf(
                    hashes[field], line, point.from(), point.seriesTo(), from, to);
            missing += found[field] == NONE ? 1 : 0;
        }
    }

    /** The row of a reading, {@link #NONE} if the table has no such reading. */
    private int rowOf(
            long readingHash, byte[] line, int seriesFrom, int seriesTo, int fieldFrom,
            int fieldTo) {
        int slot = index.firstSlot(readingHash);
        int row = index.entry(slot);
        while (row != HashIndex.NONE
                && !(index.hasHash(row, readingHash)
                        && content.isOfSeries(row, line, seriesFrom, seriesTo)
                        && content.isOfField(row, line, fieldFrom, fieldTo))) {
            slot = index.nextSlot(slot);
            row = index.entry(slot);
        }
        return row == HashIndex.NONE ? NONE : row;
    }

    /** True if the sender may hold the new readings too, or can give up as many of its own. */
    private boolean hasShare(int fields) {
        final int mayTake = settings.perSender() - holders.held();
        if (missing <= mayTake || holders.isNobody()) {
            return true;
        }
        int toGiveUp = missingOnce(fields) - mayTake;
        int row = toGiveUp > 0 ? holders.oldest() : NONE;
        while (toGiveUp > 0 && isExpired(row)) {
            row = holders.newerThan(row);
            toGiveUp--;
        }
        return toGiveUp <= 0;
    }

    /** The number of fields without a row; a field given twice counts once. */
    private int missingOnce(int fields) {
        int count = 0;
        for (int field = 0; field < fields; field++) {
            int twin = 0;
            while (twin < field && hashes[twin] != hashes[field]) {
                twin++;
            }
            count += found[field] == NONE && twin == field ? 1 : 0;
        }
        return count;
    }

    private boolean isExpired(int row) {
        looks++;
        return row != NONE && content.silentNs(row, arrival, clocks) >= settings.expireNs();
    }

    private void update(int row, byte[] line, Point point, int field, long timeNs) {
        if (content.isLate(row, timeNs, arrival)) {
            late++;
            return;
        }
        if (holders.hold(row)
                && holders.isContested(row, content.heardNs(row), arrival.heardNs)) {
            content.putContest(row, holders, contests, arrival);
        }
        content.update(row, line, point, field, timeNs, arrival);
        updated.moveToEnd(ALL, row);
    }

    private boolean isInserted(
            byte[] line, Point point, int field, long seriesHash, long timeNs) {
        final int twin = rowOf(
                hashes[field], line, point.from(), point.seriesTo(), point.fieldFrom(field),
                point.fieldTo(field));
        if (twin != NONE) { // the line gives the field twice
            update(twin, line, point, field, timeNs);
            return true;
        }
        final int row = freeRow();
        if (row == NONE) {
            return false;
        }
        insert(row, line, point, field, seriesHash, timeNs);
        return true;
    }

    /** A free row, perhaps of a reading that gives way; {@link #NONE} if none does. */
    private int freeRow() {
        final boolean isShareFull = isShared && holders.held() >= settings.perSender();
        if (isShareFull || free.left() == 0) {
            final int oldest = isShareFull ? holders.oldest() : updated.first(ALL);
            if (!isExpired(oldest)) {
                return NONE;
            }
            remove(oldest);
            ledger.expired.increment();
        }
        return free.take();
    }

    private void insert(
            int row, byte[] line, Point point, int field, long seriesHash, long timeNs) {
        int number = series.find(line, point.from(), point.seriesTo(), seriesHash);
        if (number == SeriesNumbers.NONE) {
            number = series.take();
        }
        content.write(row, line, point, field, seriesHash, number, timeNs, arrival);
        series.add(row, seriesHash);
        index.add(row, hashes[field]);
        updated.append(ALL, row);
        holders.hold(row);
        READINGS.setOpaque(this, readings + 1);
        ROWS.setRelease(this, free.everTaken()); // pairs with the acquire in rows()
    }

    /** Takes a reading out of the table; readers find the reading or nothing. */
    private void remove(int row) {
        index.remove(row);
        series.remove(row);
        updated.remove(ALL, row);
        holders.release(row);
        content.free(row);
        free.giveBack(row);
        READINGS.setOpaque(this, readings - 1);
    }

    // ---- forgetting

    /** Hands a request to the writer, which forgets at its next {@link #arrive}. Any thread. */
    void forget(ForgetRequest request) {
        do {
            request.before = requests.get();
        } while (!requests.compareAndSet(request.before, request));
    }

    private void forgetRequested() {
        ForgetRequest request = requests.getAndSet(null);
        while (request != null) {
            final int before = readings;
            if (request.isOfSeries()) {
                forgetSeries(request.series, request.field);
            } else {
                forgetSilentFor(request.silentNs);
            }
            ledger.forgotten.add(before - readings);
            final ForgetRequest next = request.before;
            request.done(before - readings);
            request = next;
        }
    }

    private void forgetSeries(byte[] name, byte[] field) {
        final int number =
                series.find(name, 0, name.length, seriesHash(name, 0, name.length));
        int row = number == SeriesNumbers.NONE ? NONE : series.firstRow(number);
        while (row != NONE) {
            final int next = series.rowBehind(row);
            if (field == null || content.isOfField(row, field, 0, field.length)) {
                remove(row);
            }
            row = next;
        }
    }

    /** Rows of an earlier process come first, and the clock may not have reached their arrival. */
    private void forgetSilentFor(long silentNs) {
        int row = updated.first(ALL);
        boolean isPast = false;
        while (row != NONE && !isPast) {
            final int next = updated.next(row);
            if (content.silentNs(row, arrival, clocks) >= silentNs) {
                remove(row);
            } else {
                isPast = !content.isRestored(row);
            }
            row = next;
        }
    }

    /** How many readings have left the table. Any thread. */
    long gone() {
        return ledger.expired.get() + ledger.forgotten.get();
    }

    // ---- what an earlier process left; before the writer starts

    /**
     * Sets the arrival of the next points, in an earlier process.
     *
     * @param heardNs the beginning of this process, on the clock of {@link System#nanoTime()}, less
     *         the time that earlier processes listened after the arrival
     */
    void arriveBefore(Arrival before, long heardNs) {
        arrival.isRestored = true;
        arrival.stampedNs = before.stampedNs;
        arrival.ticksNs = before.ticksNs;
        arrival.boot = before.boot;
        arrival.isTime = before.isTime;
        arrival.heardNs = heardNs;
    }

    /** Stores the readings of a point of the journal, as {@link #put} does. */
    int putAgain(byte[] line, Point point, long seriesHash) {
        return put(line, point, seriesHash, point.timeNs());
    }

    /** Puts the reading of a checkpoint, whatever the table holds; false without room. */
    boolean restore(byte[] line, Point point, long seriesHash, long timeNs, Rhythm rhythm) {
        findRows(line, point, seriesHash);
        for (int field = 0; field < point.fieldCount(); field++) {
            if (found[field] != NONE) {
                remove(found[field]);
            }
            if (free.left() == 0) {
                return false;
            }
            final int row = free.take();
            insert(row, line, point, field, seriesHash, timeNs);
            content.setRhythm(row, rhythm);
        }
        return true;
    }

    /** Brings restored rows, in any order, into the order of their arrival. Allocates. */
    void sortByArrival() {
        long[][] arrivals = new long[readings][];
        int count = 0;
        for (int row = updated.first(ALL); row != NONE; row = updated.next(row)) {
            int boot = content.boot(row);
            arrivals[count++] = new long[] {
                boot, boot == Clocks.NO_BOOT ? content.stampedNs(row) : content.ticksNs(row), row
            };
        }
        Arrays.sort(arrivals, Arrays::compare);
        for (long[] one : arrivals) {
            updated.moveToEnd(ALL, (int) one[2]);
        }
    }

    /**
     * Forgets in which boots readings arrived, from this number on: other boots have or will have
     * these numbers.
     */
    void forgetBoots(int from) {
        for (int row = updated.first(ALL); row != NONE; row = updated.next(row)) {
            if (content.boot(row) >= from) {
                content.forgetBoot(row);
            }
        }
    }

    /** Ends the points of an earlier process. */
    void endRestoring() {
        arrival.isRestored = false;
    }

    // ---- reading, any thread

    /** Copies a row; false if it has no reading. Waits for a write, which takes nanoseconds. */
    public boolean read(int row, Reading into) {
        return content.read(row, into);
    }

    /** Copies the reading of a key; false if the table has no such reading. */
    public boolean find(
            byte[] key, int seriesFrom, int seriesTo, int fieldFrom, int fieldTo, Reading into) {
        final long readingHash =
                hash.hash(seriesHash(key, seriesFrom, seriesTo), key, fieldFrom, fieldTo);
        int number;
        do {
            number = index.beginProbe();
            int slot = index.firstSlot(readingHash);
            int row = index.entry(slot);
            while (row != HashIndex.NONE) {
                if (index.hasHash(row, readingHash) && content.read(row, into)
                        && into.isOf(key, seriesFrom, seriesTo, fieldFrom, fieldTo)) {
                    return true;
                }
                slot = index.nextSlot(slot);
                row = index.entry(slot);
            }
        } while (!index.isUndisturbed(number));
        return false;
    }

    /** Copies a row if its reading is of the series; {@code seriesHash} is the series' hash. */
    public boolean readOfSeries(
            int row, byte[] key, int from, int to, long seriesHash, Reading into) {
        return content.readOfSeries(row, seriesHash, into) && into.isOfSeries(key, from, to);
    }

    /** The series have numbers below this one; it never falls. */
    public int seriesLimit() {
        return series.limit();
    }

    /**
     * Copies a reading of the series with this number; false if no series has the number. A series
     * keeps its number as long as it has a reading.
     */
    public boolean readSeries(int number, Reading into) {
        int row = series.firstRow(number);
        while (row != NONE) {
            if (content.read(row, into) && into.seriesNumber == number) {
                return true;
            }
            Thread.onSpinWait(); // the row has just been given up
            row = series.firstRow(number);
        }
        return false;
    }

    /**
     * How long no point has updated the reading of a row, nanoseconds; {@link Long#MAX_VALUE} if
     * that is not known, and for a row without a reading.
     */
    public long silentNs(int row, long ticksNs, long wallNs) {
        return content.silentNs(row, ticksNs, wallNs);
    }

    /** How often the writer has asked whether a reading expired. For tests. */
    long looks() {
        return looks;
    }

    /** The most slots that a search reads; reads the whole index. For tests. */
    int probeMax() {
        return index.probeMax();
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(LatestTable.class, field, int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
