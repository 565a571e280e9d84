package sensorgate.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import sensorgate.clock.MachineClock;
import sensorgate.count.Counter;
import sensorgate.line.Point;
import sensorgate.line.PointText;

/**
 * Every point in order of arrival, in a ring of blocks ({@link JournalLayout}). The newest blocks
 * are in memory; with a state directory a file has many more. The UDP thread appends points to
 * memory and commits them in batches; it never touches the disk. The thread {@code journal} copies
 * what is new to the file ({@link JournalWriter}). Any thread reads through a {@link JournalReader}
 * of its own.
 *
 * <pre>
 *  fileOldest         memoryOldest      written        head       tail
 *      |                    |              |            |          |
 *      +------ file --------+--------------+            |          |
 *                           +-------------- memory -----+- batch --+
 * </pre>
 *
 * <p>The memory always holds the newest blocks: a disk that stalls costs the oldest points that it
 * has not taken, never the newest.
 *
 * <p>Who overwrites a block raises {@code memoryOldest} or {@code fileOldest} first. So a reader
 * that copies a block and then finds neither above the block has copied a whole block.
 */
public final class Journal implements AutoCloseable {

    /** The memory for the newest points, unless the ring is smaller. */
    static final int MEMORY_BYTES = 4 << 20;

    private static final int SPINS = 1_000;
    private static final long PAUSE_NS = 50_000;

    private static final VarHandle HEAD = handle("head");
    private static final VarHandle MEMORY_OLDEST = handle("memoryOldest");
    private static final VarHandle FILE_OLDEST = handle("fileOldest");
    private static final VarHandle WRITTEN = handle("written");
    private static final VarHandle NEXT_SEQUENCE = handle("nextSequence");
    private static final VarHandle APPENDED = handle("appended");
    private static final VarHandle ANNOUNCED_HEAD = handle("announcedHead");

    private final JournalOrigin origin;
    private final long ringBytes;
    private final BlockMemory memory;
    private final JournalPlaces places;
    private final BlockKey key;
    private final byte[] record = new byte[JournalLayout.RECORD_BYTES_MAX];
    private final byte[] blockHead = new byte[JournalLayout.BLOCK_HEAD];
    private final byte[] zeros = new byte[JournalLayout.BLOCK_BYTES];
    private final Counter notWritten = new Counter();
    private long head;
    private long memoryOldest;
    private long fileOldest = Long.MAX_VALUE;
    private long written;
    private long nextSequence;
    private long appended;
    private long announcedHead;

    // the UDP thread's own
    private long tail;
    private int tailOffset;
    private int blockLeft;
    private long lastTicksNs = Long.MIN_VALUE;
    private long committed;
    private long wokenFor;

    /** The place at which the thread of the writer wants to be woken. */
    private volatile long writerWakesAt = Long.MAX_VALUE;
    private volatile Thread writer;
    private volatile BlockReads reads;
    private volatile ReplyGate gate;
    private volatile JournalWaiter[] waiters = {};
    private volatile Clocks clocks;
    private volatile Thread clocksKeeper;

    /** The newest point of this boot that an earlier process has left; 0 for none. */
    private long leftTicksNs;
    private long leftArrivedNs;

    /**
     * A journal that goes on from an origin. All of it is in memory until a file is given.
     *
     * @param ringBytes the size of the ring: of the file's, or of the memory
     */
    Journal(JournalOrigin origin, long ringBytes, BlockMemory memory) {
        this.origin = origin;
        this.ringBytes = ringBytes;
        this.memory = memory;
        this.places = new JournalPlaces(
                ringBytes + JournalLayout.placeOf(memory.blocks())); // both may hold other parts
        this.key = new BlockKey(origin.secret());
        this.head = JournalLayout.placeOf(origin.block());
        this.memoryOldest = head;
        this.written = head;
        this.announcedHead = head;
        this.tail = head;
        this.nextSequence = origin.nextSequence();
        this.appended = nextSequence;
        this.committed = nextSequence;
        this.clocks = Clocks.unknown(origin.boot());
    }

    /**
     * A new journal in memory only.
     *
     * @throws OutOfMemoryError if there is no memory of this size
     */
    public static Journal inMemory(long bytes) {
        return new Journal(JournalOrigin.fresh(), bytes, new BlockMemory(bytes));
    }

    /** The number of this ring, part of every cursor. */
    public int id() {
        return origin.id();
    }

    /** The sequence after the last committed point. Any thread. */
    public long nextSequence() {
        return (long) NEXT_SEQUENCE.getAcquire(this);
    }

    /** The number of this start of the gateway. */
    public int start() {
        return origin.start();
    }

    /** What is known now about the clock of this boot and of earlier ones. Any thread. */
    public Clocks clocks() {
        return clocks;
    }

    /**
     * Takes what is known about the machine's clock. Allocates only if something has changed. The
     * entry of this boot is final once the clock was right. One thread calls this.
     *
     * @param untilNs what arrived before this moment of {@link System#nanoTime()} is dated by
     *         {@code offsetNs}; {@link Long#MIN_VALUE} for nothing
     * @param offsetNs the clock minus {@link System#nanoTime()}
     * @param isRight true once a time server has set the clock
     * @param isTrusted true if the clock may be compared with times of earlier boots
     */
    public void tellClock(long untilNs, long offsetNs, boolean isRight, boolean isTrusted) {
        final Clocks before = clocks;
        Clocks after = before.told(untilNs, offsetNs, isRight);
        if (after.isTrusted() != isTrusted) {
            after = after.trusted(isTrusted);
        }
        if (after != before) {
            clocks = after;
            LockSupport.unpark(clocksKeeper);
        }
    }

    /**
     * Compares the machine's clock with the newest point of this boot: somebody may have set the
     * clock while no gateway ran, and this corrects what arrived before. Call once, before the
     * first point.
     *
     * @param wallNs the machine's clock now, nanoseconds since 1970
     * @param ticksNs the same moment on the clock of {@link System#nanoTime()}
     */
    public void takeUpClock(long wallNs, long ticksNs) {
        final long offsetNs = wallNs - ticksNs;
        final long arrivedNs = clocks.arrivedNs(origin.boot(), leftTicksNs, leftArrivedNs);
        if (leftTicksNs != 0
                && Math.abs(offsetNs - (arrivedNs - leftTicksNs)) >= MachineClock.STEP_MIN_NS) {
            tellClock(ticksNs, offsetNs, false, clocks.isTrusted());
        }
    }

    public long ringBytes() {
        return ringBytes;
    }

    /**
     * Appends a point to the batch. UDP thread only.
     *
     * @param line the line that was scanned to the point, its tags sorted
     * @param timeNs the point's own time, or the time of arrival that stands for it, nanoseconds
     *         since 1970
     * @param arrivedNs the time of arrival, nanoseconds since 1970
     * @param ticksNs the time of arrival on the clock of {@link System#nanoTime()}
     */
    public void append(
            byte[] line, Point point, long timeNs, long arrivedNs, long ticksNs) {
        final int length = PointText.write(line, point, record, JournalLayout.RECORD_HEAD);
        lastTicksNs = Math.max(ticksNs, lastTicksNs + 1);
        final int flags = point.isTimed() ? 0 : JournalLayout.ARRIVAL_IS_TIME;
        add(length, flags, appended, lastTicksNs, arrivedNs, timeNs);
    }

    /**
     * Appends a point of another journal, with the sequence that it has there.
     *
     * @param bytes holds the line without its time
     */
    void carry(
            long sequence, long arrivedNs, long timeNs, byte[] bytes, int lineFrom, int lineTo) {
        System.arraycopy(
                bytes, lineFrom, record, JournalLayout.RECORD_HEAD, lineTo - lineFrom);
        appended = sequence;
        add(JournalLayout.RECORD_HEAD + lineTo - lineFrom, 0, sequence, 0, arrivedNs, timeNs);
    }

    /** Publishes the batch to readers and to the thread that writes the file. UDP thread only. */
    public void commit() {
        if (committed != appended) {
            committed = appended;
            publish();
            wakeOthers();
        }
    }

    /**
     * Waits, for microseconds, until all points appended so far are committed, and then until they
     * outlive the process: a reply may only tell such points. If the disk does not take the points
     * within {@value ReplyGate#PATIENCE_MS} ms, the reply goes out, and is counted. Any thread
     * except the writer's and the UDP thread.
     */
    public void awaitSaved() {
        final long target = (long) APPENDED.getAcquire(this);
        int spins = 0;
        while (nextSequence() < target) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        final ReplyGate held = gate;
        if (held != null) {
            held.await(this, head());
        }
    }

    /** The number of points that the file lacks because the disk did not take them in time. */
    public Counter notWritten() {
        return notWritten;
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
        return (long) HEAD.getAcquire(this); // pairs with the release in publish()
    }

    /** All records before this place are below a later {@link #nextSequence()}. Any thread. */
    long announcedHead() {
        return (long) ANNOUNCED_HEAD.getAcquire(this);
    }

    /** The place of the oldest block, in the file or in memory. Any thread. */
    public long oldest() {
        return Math.min(fileOldest(), memoryOldest());
    }

    long memoryOldest() {
        return (long) MEMORY_OLDEST.getOpaque(this);
    }

    long fileOldest() {
        return (long) FILE_OLDEST.getOpaque(this);
    }

    /** The file has every point before this place that the disk took. Any thread. */
    public long written() {
        return (long) WRITTEN.getAcquire(this);
    }

    public SkippedSequences skipped() {
        return origin.skipped();
    }

    JournalOrigin origin() {
        return origin;
    }

    JournalPlaces places() {
        return places;
    }

    /** The blocks that only the file has; {@code null} without a file. */
    BlockReads reads() {
        return reads;
    }

    int memoryBlocks() {
        return memory.blocks();
    }

    /**
     * Copies blocks from memory to the beginning of a buffer, whatever its position and limit, up
     * to a place not beyond {@link #head()}. The copy counts only if
     * {@link #memoryOldest()}, asked after a load fence, is not above the first block then.
     *
     * @return the number of bytes copied
     */
    int copy(long block, int count, long end, ByteBuffer into) {
        int copied = 0;
        for (long next = block; next < block + count; next++) {
            long left = end - JournalLayout.placeOf(next);
            if (left > 0) {
                int length = (int) Math.min(left, JournalLayout.BLOCK_BYTES);
                memory.copy(next, into, copied, length);
                copied += length;
            }
        }
        return copied;
    }

    // ---- for the file's part

    /** Takes up what a file knows about the clocks. Before the first point. */
    void takeUp(List<Clocks.Entry> entries) {
        clocks = Clocks.of(entries, origin.boot());
    }

    /** Takes up the newest point of a file. Before the first point. */
    void takeUpNewest(int boot, long ticksNs, long arrivedNs) {
        if (boot == origin.boot()) {
            leftTicksNs = ticksNs;
            leftArrivedNs = arrivedNs;
        }
    }

    /** Wakes this thread when there is more to keep about the clocks. */
    void wakesForClocks(Thread keeper) {
        clocksKeeper = keeper;
    }

    // ---- for the writer

    /** Connects the journal to the thread that writes the file. */
    void connect(BlockReads fileReads, ReplyGate replies) {
        reads = fileReads;
        gate = replies;
    }

    /** Wakes this thread once when the head has reached the place. Writer only. */
    void wakesAt(Thread thread, long place) {
        writer = thread;
        writerWakesAt = place;
        VarHandle.fullFence(); // pairs with the fence in wakeOthers()
    }

    /** Publishes that the file has all blocks from this place on. Writer only, before it writes. */
    void fileOldest(long place) {
        FILE_OLDEST.setOpaque(this, place);
        VarHandle.storeStoreFence(); // pairs with the loadLoadFence in JournalReader
    }

    /** Publishes what the file has. Writer only. */
    void written(long place) {
        WRITTEN.setRelease(this, place);
    }

    @Override
    public void close() {
        memory.close();
    }

    // ---- the UDP thread's part

    private void add(
            int length, int flags, long sequence, long ticksNs, long arrivedNs, long timeNs) {
        if (length > blockLeft) {
            beginBlock();
        }
        JournalLayout.setRecordHead(
                record, length, flags, sequence, ticksNs, arrivedNs, timeNs, key);
        memory.put(tailOffset, record, length);
        tail += length;
        tailOffset += length;
        blockLeft -= length;
        APPENDED.setRelease(this, sequence + 1); // before the point's readings go to the table
    }

    /** Ends the block, publishes it, gives up the oldest block in memory and begins the next. */
    private void beginBlock() {
        memory.put(tailOffset, zeros, blockLeft);
        tail += blockLeft;
        publish();
        final long block = JournalLayout.blockOf(tail);
        final long keptFrom = JournalLayout.placeOf(block + 1 - memory.blocks());
        if (memoryOldest < keptFrom) {
            MEMORY_OLDEST.setOpaque(this, keptFrom);
            VarHandle.storeStoreFence(); // pairs with the loadLoadFences in reader and writer
        }
        JournalLayout.setBlockHead(
                blockHead, 0, block, origin.start(), origin.boot(), appended, key);
        tailOffset = memory.offsetOf(block);
        memory.put(tailOffset, blockHead, JournalLayout.BLOCK_HEAD);
        places.note(tail, appended);
        tail += JournalLayout.BLOCK_HEAD;
        tailOffset += JournalLayout.BLOCK_HEAD;
        blockLeft = JournalLayout.BLOCK_BYTES - JournalLayout.BLOCK_HEAD;
    }

    private void publish() {
        HEAD.setRelease(this, tail); // pairs with the acquire in head()
        NEXT_SEQUENCE.setRelease(this, appended);
        ANNOUNCED_HEAD.setRelease(this, tail);
    }

    /** Costs a fence, a read for the writer and two for each waiter. */
    private void wakeOthers() {
        VarHandle.fullFence(); // head and sequence before all targets: see wakesAt() and await()
        final long target = writerWakesAt;
        if (head >= target && target != wokenFor) {
            wokenFor = target;
            LockSupport.unpark(writer);
        }
        final JournalWaiter[] all = waiters;
        for (int i = 0; i < all.length; i++) {
            all[i].wakeAt(appended);
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
