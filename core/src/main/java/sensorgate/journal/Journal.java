package sensorgate.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import sensorgate.count.Counter;
import sensorgate.line.Point;
import sensorgate.line.PointText;

/**
 * Every point in order of arrival, in a ring of records ({@link RecordLayout}). A new record
 * overwrites the oldest ones. The UDP thread appends points and commits them in batches: one store
 * to the file, whose content outlives the process, and a release store. Any thread reads through a
 * {@link JournalReader} of its own. The keeper's thread forces new records to the disk.
 *
 * <pre>
 *     oldest                      head       tail         a place counts all bytes ever written;
 *       |                          |          |           its offset in the ring is the place
 *  ...--+--------+-----+--------+--+- batch --+- free --  modulo the ring's size; a pad fills the
 *       | record | ... | record |                         ring's end if the next record is longer
 * </pre>
 *
 * <p>The writer raises {@code oldest} before it overwrites. So a reader that copies a record and
 * then finds {@code oldest} not above the record's place has copied a whole record.
 */
public final class Journal {

    private static final int BATCH_BYTES = 64 * 1024;
    private static final int OLD_BYTES = 16 * 1024;
    private static final int SPINS = 1_000;
    private static final long PAUSE_NS = 50_000;

    private static final VarHandle HEAD = handle("head");
    private static final VarHandle OLDEST = handle("oldest");
    private static final VarHandle NEXT_SEQUENCE = handle("nextSequence");
    private static final VarHandle APPENDED = handle("appended");
    private static final VarHandle ANNOUNCED_HEAD = handle("announcedHead");

    private final Ring ring;
    private final RingWindow old;
    private final long ringBytes;
    private final int id;
    private final SkippedSequences skipped;
    private final JournalPlaces places;
    private final ByteBuffer batch;
    private final byte[] record = new byte[RecordLayout.BYTES_MAX];
    private final byte[] pad = new byte[RecordLayout.BYTES_MAX];
    private final CRC32C crc = new CRC32C();
    private final Counter notWritten = new Counter();
    private long head;
    private long oldest;
    private long nextSequence;
    private long appended;
    private long announcedHead;
    private long tail;
    private long tailOffset;

    /** Records of failed batches may stand up to this place. */
    private long spoiltTo;
    private long wakeBytes = Long.MAX_VALUE;
    private long wokenAt;
    private Thread keeper;
    private volatile IOException lastFailure;
    private volatile JournalWaiter[] waiters = {};

    /** A journal over a ring that holds records from {@code oldest} to {@code head}. */
    Journal(
            Ring ring, int id, SkippedSequences skipped, long oldest, long head,
            long nextSequence) {
        this.ring = ring;
        this.ringBytes = ring.bytes();
        this.old = new RingWindow(ring, OLD_BYTES);
        this.places = new JournalPlaces(ringBytes);
        this.batch = ByteBuffer.allocateDirect(
                        Math.clamp(ringBytes / 4, RecordLayout.BYTES_MAX, BATCH_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        this.id = id;
        this.skipped = skipped;
        this.oldest = oldest;
        this.head = head;
        this.announcedHead = head;
        this.tail = head;
        this.tailOffset = offset(tail);
        this.nextSequence = nextSequence;
        this.appended = nextSequence;
        this.wokenAt = head;
    }

    public static Journal empty(Ring ring, int id, SkippedSequences skipped) {
        return new Journal(ring, id, skipped, 0, 0, 1);
    }

    /** The number of this ring, part of every cursor. */
    public int id() {
        return id;
    }

    /** The sequence after the last committed point. Any thread. */
    public long nextSequence() {
        return (long) NEXT_SEQUENCE.getAcquire(this);
    }

    public long ringBytes() {
        return ringBytes;
    }

    /**
     * Appends a point to the batch. UDP thread only.
     *
     * @param line the line that was scanned to the point, its tags sorted
     * @param timeNs the point's time, nanoseconds since 1970
     * @param arrivedNs the time of arrival, nanoseconds since 1970
     */
    public void append(byte[] line, Point point, long timeNs, long arrivedNs) {
        final long sequence = appended;
        int length = PointText.write(line, point, timeNs, record, RecordLayout.LINE);
        RecordLayout.setHead(record, length, sequence, arrivedNs);
        final boolean isAdded = add(length);
        APPENDED.setRelease(this, sequence + 1); // before the point's readings go to the table
        if (!isAdded) {
            notWritten.increment();
            NEXT_SEQUENCE.setRelease(this, appended);
            wakeWaiters();
        }
    }

    /**
     * Writes the batch. When this returns, the points of the batch outlive the process. If the disk
     * fails, the points are lost and counted, and readers are told LOST. UDP thread only.
     */
    public void commit() {
        if (batch.position() > 0) {
            try {
                erase();
                ring.write(batch.flip(), offset(head));
                notePlace();
                HEAD.setRelease(this, tail); // pairs with the acquire in head()
            } catch (IOException e) {
                spoiltTo = Math.max(spoiltTo, tail);
                tail = head;
                tailOffset = offset(tail);
                notWritten.add(appended - nextSequence);
                lastFailure = e;
            }
            batch.clear();
            NEXT_SEQUENCE.setRelease(this, appended);
            ANNOUNCED_HEAD.setRelease(this, head);
            wakeKeeper();
            wakeWaiters();
        }
    }

    /**
     * Waits, for microseconds, until all points appended so far are committed: a reply may only
     * tell what outlives the process. Any thread except the writer.
     */
    public void awaitCommitted() {
        final long target = (long) APPENDED.getAcquire(this);
        int spins = 0;
        while (nextSequence() < target) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /** Copies a record from an earlier file of this ring. The record keeps its sequence. */
    void appendRecord(byte[] bytes, int at) {
        int length = RecordLayout.length(bytes, at);
        System.arraycopy(bytes, at, record, 0, length);
        add(length);
        appended = RecordLayout.sequence(bytes, at) + 1;
    }

    /** The number of points that could not be written. */
    public Counter notWritten() {
        return notWritten;
    }

    /** Why the last write failed, {@code null} if none failed. Any thread. */
    public IOException lastFailure() {
        return lastFailure;
    }

    /** Wakes this thread each time this many bytes were appended. Call before the first append. */
    public void wakes(Thread keeper, long everyBytes) {
        this.keeper = keeper;
        this.wakeBytes = everyBytes;
    }

    /** A way for a reader's thread to wait for points. Any thread; close it when done. */
    public synchronized JournalWaiter waiter() {
        JournalWaiter waiter = new JournalWaiter(this);
        JournalWaiter[] more = Arrays.copyOf(waiters, waiters.length + 1);
        more[waiters.length] = waiter;
        waiters = more;
        return waiter;
    }

    synchronized void remove(JournalWaiter waiter) {
        waiters = Arrays.stream(waiters)
                .filter(other -> other != waiter)
                .toArray(JournalWaiter[]::new);
    }

    /** The place where the next record begins. Any thread. */
    public long head() {
        return (long) HEAD.getAcquire(this); // pairs with the release in commit()
    }

    /** All records before this place are below a later {@link #nextSequence()}. Any thread. */
    long announcedHead() {
        return (long) ANNOUNCED_HEAD.getAcquire(this);
    }

    /** The place where the oldest record begins. Any thread. */
    public long oldest() {
        return (long) OLDEST.getOpaque(this);
    }

    public Ring ring() {
        return ring;
    }

    public SkippedSequences skipped() {
        return skipped;
    }

    JournalPlaces places() {
        return places;
    }

    public long offset(long place) {
        return place % ringBytes;
    }

    /** Adds the record to the batch; false if the disk fails on the way. */
    private boolean add(int length) {
        final int stride = RecordLayout.strideOf(length);
        Arrays.fill(record, length, stride, (byte) 0);
        RecordLayout.setCheck(record, id, crc);
        if (stride > batch.remaining() || tailOffset == 0) {
            commit(); // first: a failed commit moves the tail back
        }
        if (stride > ringBytes - tailOffset && !goRound()) {
            return false;
        }
        add(record, stride);
        return true;
    }

    /** Fills the rest of the ring with a pad; false if the disk fails. */
    private boolean goRound() {
        final int left = (int) (ringBytes - tailOffset);
        RecordLayout.makePad(pad, left, id, crc);
        add(pad, left);
        commit(); // a store cannot continue at the beginning of the ring
        return tailOffset == 0;
    }

    private void add(byte[] bytes, int stride) {
        makeRoom(stride);
        batch.put(bytes, 0, stride);
        tail += stride;
        tailOffset = tailOffset + stride == ringBytes ? 0 : tailOffset + stride;
    }

    /** Enters the batch into the index, before readers can look for its sequences. */
    private void notePlace() {
        if (!RecordLayout.isPad(batch.getInt(RecordLayout.LENGTH))) {
            places.note(head, batch.getLong(RecordLayout.SEQUENCE));
        }
    }

    /** Overwrites records of a failed batch: a later scan would take them for the oldest. */
    private void erase() throws IOException {
        if (spoiltTo > head) {
            ring.write(ByteBuffer.allocate((int) (spoiltTo - head)), offset(head));
        }
        spoiltTo = 0;
    }

    /** Gives up the oldest records, to make room for the next record. */
    private void makeRoom(int bytes) {
        final long keptFrom = tail + bytes - ringBytes;
        long first = oldest;
        if (first < keptFrom) {
            while (first < keptFrom) {
                first += strideAt(first);
            }
            OLDEST.setOpaque(this, first);
            VarHandle.storeStoreFence(); // pairs with the loadLoadFence in JournalReader
        }
    }

    /** The record is committed: a batch is at most a quarter of the ring. */
    private int strideAt(long place) {
        if (!old.holds(place, head)) {
            old.read(place, head);
        }
        int length = RecordLayout.length(old.bytes(), old.index(place));
        if (!RecordLayout.isPlausible(length)) {
            throw new JournalDamagedException(place);
        }
        return RecordLayout.strideOf(length);
    }

    private void wakeKeeper() {
        if (head - wokenAt >= wakeBytes) {
            wokenAt = head;
            LockSupport.unpark(keeper);
        }
    }

    /** Costs one read if no waiter is registered, otherwise one fence and one read a waiter. */
    private void wakeWaiters() {
        final JournalWaiter[] all = waiters;
        if (all.length > 0) {
            VarHandle.fullFence(); // nextSequence before any target: see JournalWaiter.await()
            for (int i = 0; i < all.length; i++) {
                all[i].wakeAt(appended);
            }
        }
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Journal.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
