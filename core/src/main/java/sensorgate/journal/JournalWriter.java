package sensorgate.journal;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import sensorgate.disk.StoreListener;
import sensorgate.disk.Unforeseen;

/**
 * The thread {@code journal}: copies new points from memory to the file, and reads old blocks for
 * readers. It writes {@value #DELAY_MS} ms after the first new point, or at once when much is new
 * or when a reply waits. It writes whole blocks; a block that is not full is written again later.
 *
 * <p>A write that fails is tried again, from 1 s to 60 s later, with everything that memory still
 * has. If only some blocks of the file take nothing, their points are skipped, and the others are
 * written. Points that are skipped, or that memory gives up before the file has them, are counted
 * as not written, each once; readers are told LOST. Nothing that a disk does ends this thread.
 */
final class JournalWriter implements Runnable {

    private static final long DELAY_MS = 100;
    private static final long DELAY_NS = DELAY_MS * 1_000_000;
    private static final long RETRY_MIN_NS = 1_000_000_000L;
    private static final long RETRY_MAX_NS = 60_000_000_000L;

    /** How often points are counted that memory gives up while the disk takes none. */
    private static final long COUNT_NS = 1_000_000_000L;

    private static final int BATCH_BLOCKS = 16;
    private static final int BATCH_BYTES = BATCH_BLOCKS * JournalLayout.BLOCK_BYTES;
    private static final long NOTHING_NEW = Long.MIN_VALUE;

    /** So many failures in a row mean that the file itself is bad. */
    static final int FAILURES_MAX = 3;

    /**
     * What the file has: everything below a place, whose next record has this sequence, except so
     * many points.
     */
    record Mark(long place, long sequence, long notWritten) {

        /** Beyond everything: the writer goes on where it is. */
        static final Mark HERE = new Mark(Long.MAX_VALUE, 0, 0);
    }

    private final Journal journal;
    private final ReplyGate gate;
    private final BlockReads reads;
    private final StoreListener listener;
    private final Unforeseen unforeseen;

    /** The cause of a failure and the remedy, in words. */
    private final Function<IOException, String> explain;
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final byte[] zeros = new byte[JournalLayout.BLOCK_BYTES];
    private final byte[] block = new byte[JournalLayout.BLOCK_BYTES];
    private final ByteBuffer blockBuffer = ByteBuffer.wrap(block);

    /** {@code null} while no file can be written. */
    private JournalFile file;
    private long next;
    private long nextSequence;

    /** The points before {@link #nextSequence} that the file lacks. */
    private long missing;
    private long newSinceNs = NOTHING_NEW;
    private long retryAtNs;
    private long keeperWokenAt;

    // orders of the keeper's thread
    private volatile JournalFile adopted;
    private Mark rewriteFrom;
    private boolean hasOrder;

    private Thread keeper;
    private long keeperWakeBytes = Long.MAX_VALUE;

    /** Some blocks of the file take nothing, while others do. */
    private volatile boolean hasBadBlocks;
    private volatile int failures;
    private volatile IOException lastFailure;
    private volatile Mark mark;
    private volatile Mark forced;
    private volatile boolean stopping;
    private volatile boolean isRunning;
    private volatile Thread thread;

    JournalWriter(
            Journal journal, ReplyGate gate, BlockReads reads, StoreListener listener,
            Function<IOException, String> explain) {
        this.journal = journal;
        this.gate = gate;
        this.reads = reads;
        this.listener = listener;
        this.unforeseen = new Unforeseen("the journal's writer", listener);
        this.explain = explain;
        this.next = journal.written();
        this.nextSequence = journal.nextSequence();
        this.mark = new Mark(next, nextSequence, 0);
        this.forced = mark;
        this.keeperWokenAt = next;
    }

    /** Wakes the keeper each time this many bytes were written, and when the file is bad. */
    void wakes(Thread keepersThread, long everyBytes) {
        keeper = keepersThread;
        keeperWakeBytes = everyBytes;
    }

    /** Call before a thread begins to {@link #run()}. */
    void begin() {
        isRunning = true;
    }

    /** Serves readers and writes, until {@link #stop()}. */
    @Override
    public void run() {
        thread = Thread.currentThread();
        takeOrder();
        if (file == null) {
            gate.giveUp();
        }
        reads.server(thread);
        gate.writer(thread);
        while (!stopping) {
            try {
                round();
                pause();
            } catch (RuntimeException | Error e) {
                gate.giveUp();
                unforeseen.survive(e);
            }
        }
        reads.serve(); // those that came before the server left
        gate.writer(null);
        reads.server(null);
        reads.serve();
        isRunning = false;
    }

    /** Ends {@link #run()}. Any thread. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /** Writes everything that is new now. Call when {@link #run()} has ended or never began. */
    void finish() {
        takeOrder();
        write();
    }

    /** What the file has. Any thread. */
    Mark mark() {
        return mark;
    }

    /** What the file has, to be forced; {@code null} while it is due to change. Any thread. */
    synchronized Mark markToForce() {
        return hasOrder ? null : mark;
    }

    /** What is forced to the disk. Any thread. */
    Mark forced() {
        return forced;
    }

    /** Notes that everything up to a mark is forced. Keeper's thread. */
    void forced(Mark to) {
        forced = to;
    }

    /** True if {@link #run()} runs, or is about to. Any thread. */
    boolean isRunning() {
        return isRunning;
    }

    /** True if the file should be replaced: all of it fails, or a part. Any thread. */
    boolean isFileBad() {
        return failures >= FAILURES_MAX || hasBadBlocks;
    }

    /** True while a file waits to be taken over. Any thread. */
    boolean isAdopting() {
        return adopted != null;
    }

    /** True if the last write failed. Any thread. */
    boolean isFailing() {
        return failures > 0;
    }

    /** Why the last write failed, {@code null} if none failed. Any thread. */
    IOException lastFailure() {
        return lastFailure;
    }

    /**
     * Has the next round go on with another file, which has everything before a place. Memory
     * provides the rest. The writer closes the file before it. Keeper's thread.
     */
    synchronized void adopt(JournalFile other, Mark from) {
        adopted = other;
        rewriteFrom = from;
        forced = from.place() < forced.place() ? from : forced;
        hasOrder = true;
        LockSupport.unpark(thread);
    }

    /** Has the next round write again what may be missing on the disk. Keeper's thread. */
    synchronized void rewrite() {
        if (!hasOrder) {
            rewriteFrom = forced;
            hasOrder = true;
            LockSupport.unpark(thread);
        }
    }

    private void round() {
        reads.serve();
        takeOrder();
        long head = journal.head();
        if (head > next && newSinceNs == NOTHING_NEW) {
            newSinceNs = System.nanoTime();
        }
        if (file == null || failures > 0 && System.nanoTime() - retryAtNs < 0) {
            countGivenUp();
        } else if (isDue(head)) {
            write();
        }
    }

    private boolean isDue(long head) {
        return head > next && (head - next >= BATCH_BYTES
                || System.nanoTime() - newSinceNs >= DELAY_NS
                || gate.isAwaited()
                || stopping);
    }

    private synchronized void takeOrder() {
        if (!hasOrder) {
            return;
        }
        hasOrder = false;
        if (adopted != null) {
            take(adopted);
            adopted = null;
        }
        if (rewriteFrom.place() < next) {
            next = rewriteFrom.place();
            nextSequence = rewriteFrom.sequence();
            missing = rewriteFrom.notWritten();
            mark = rewriteFrom;
        }
    }

    private void take(JournalFile other) {
        JournalFile before = reads.use(other);
        file = other;
        if (before != null && before != file) {
            before.close();
        }
        hasBadBlocks = false;
        failures = Math.min(failures, 1); // the next write tells whether the disk works
        retryAtNs = System.nanoTime();
        publishFileOldest(Math.max(next, journal.head()));
    }

    private void write() {
        if (file == null) {
            return;
        }
        try {
            long head = journal.head();
            while (next < head) {
                writeSome(head);
            }
            newSinceNs = NOTHING_NEW;
            worked();
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException e) {
            failed(new IOException(e));
        }
        wakeKeeper();
    }

    /** Writes up to {@value #BATCH_BLOCKS} blocks, or skips what memory has given up. */
    private void writeSome(long head) throws IOException {
        long first = JournalLayout.blockOf(next);
        int copied = journal.copy(first, BATCH_BLOCKS, head, batch.clear());
        VarHandle.loadLoadFence(); // pairs with the storeStoreFence in Journal.beginBlock()
        if (JournalLayout.placeOf(first) < journal.memoryOldest()) {
            countGivenUp();
            return;
        }
        int whole = copied + JournalLayout.BLOCK_BYTES - 1 & -JournalLayout.BLOCK_BYTES;
        batch.put(copied, zeros, 0, whole - copied);
        publishFileOldest(JournalLayout.placeOf(first) + whole);
        try {
            file.write(first, batch.limit(whole));
        } catch (IOException e) {
            writeAlone(first, whole / JournalLayout.BLOCK_BYTES, e);
        }
        nextSequence = sequenceAfter(whole);
        next = JournalLayout.placeOf(first) + copied;
        mark = new Mark(next, nextSequence, missing);
        if (next > journal.written()) {
            journal.written(next); // pairs with the acquire in written()
            gate.wake();
        }
    }

    /** Writes each block of the batch; skips those that fail, unless all of them do. */
    private void writeAlone(long first, int count, IOException why) throws IOException {
        boolean[] isWritten = new boolean[count];
        int written = 0;
        for (int i = 0; i < count; i++) {
            try {
                int at = i * JournalLayout.BLOCK_BYTES;
                batch.limit(at + JournalLayout.BLOCK_BYTES).position(at);
                file.write(first + i, batch);
                isWritten[i] = true;
                written++;
            } catch (IOException _) {
                // told below
            }
        }
        if (written == 0) {
            throw why;
        }
        for (int i = 0; i < count; i++) {
            long sequence = sequenceAfter((i + 1) * JournalLayout.BLOCK_BYTES);
            if (!isWritten[i]) {
                miss(nextSequence, sequence);
            }
            nextSequence = sequence;
        }
        if (written < count) {
            noteBadBlocks(why);
        }
    }

    private void noteBadBlocks(IOException why) {
        if (!hasBadBlocks) {
            hasBadBlocks = true;
            listener.onTrouble("a part of the journal's file takes nothing, the points that belong"
                    + " there are lost; the other points are written: " + explain.apply(why));
            LockSupport.unpark(keeper);
        }
    }

    /** The sequence after the last record of the copied blocks: each block has a record. */
    private long sequenceAfter(int length) {
        batch.clear().get(length - block.length, block);
        long sequence = JournalLayout.blockNext(block, 0);
        int at = JournalLayout.BLOCK_HEAD;
        while (!JournalLayout.isEnd(block, at, block.length)) {
            sequence = JournalLayout.sequence(block, at) + 1;
            at += JournalLayout.length(block, at);
        }
        return sequence;
    }

    /** The blocks before the ring's size below this place are about to be overwritten. */
    private void publishFileOldest(long to) {
        long oldest = Math.max(0, to - JournalLayout.placeOf(file.blocks()));
        if (oldest > journal.fileOldest() || journal.fileOldest() == Long.MAX_VALUE) {
            journal.fileOldest(oldest);
        }
    }

    /** Skips and counts the points that memory has given up before the file has them. */
    private void countGivenUp() {
        long oldest = journal.memoryOldest();
        if (JournalLayout.placeOf(JournalLayout.blockOf(next)) >= oldest) {
            return;
        }
        journal.copy(JournalLayout.blockOf(oldest), 1, journal.head(), blockBuffer);
        VarHandle.loadLoadFence(); // pairs with the storeStoreFence in Journal.beginBlock()
        if (oldest == journal.memoryOldest()) {
            long first = JournalLayout.blockNext(block, 0);
            miss(nextSequence, first);
            next = oldest;
            nextSequence = first;
        }
    }

    /**
     * Counts points that the file lacks. A writer that goes back comes to points that it has
     * counted: memory gave these up before, so it has none of the points up to there now.
     */
    private void miss(long from, long to) {
        missing += journal.skipped().pointsBetween(from, to);
        long more = missing - journal.notWritten().get();
        if (more > 0) {
            journal.notWritten().add(more);
        }
    }

    private void worked() {
        if (failures > 0) {
            failures = 0;
            listener.onRestored("the disk takes the journal again, points="
                    + journal.notWritten().get() + " were not written");
        }
        gate.caughtUp();
    }

    private void failed(IOException e) {
        failures++;
        lastFailure = e;
        long backOffNs = RETRY_MIN_NS << Math.min(failures - 1, 6);
        retryAtNs = System.nanoTime() + Math.min(backOffNs, RETRY_MAX_NS);
        gate.giveUp();
        if (failures == 1) {
            listener.onTrouble("the disk does not take the journal, the newest points are in memory"
                    + " only: " + explain.apply(e));
        }
        if (isFileBad()) {
            LockSupport.unpark(keeper);
        }
    }

    private void wakeKeeper() {
        if (next - keeperWokenAt >= keeperWakeBytes) {
            keeperWokenAt = next;
            LockSupport.unpark(keeper);
        }
    }

    /** Sleeps until there is something to do. Whoever brings work unparks this thread. */
    private void pause() {
        long untilNs;
        long wakesAt;
        if (file == null || failures > 0) {
            untilNs = failures > 0
                    ? Math.min(COUNT_NS, retryAtNs - System.nanoTime())
                    : COUNT_NS;
            wakesAt = Long.MAX_VALUE;
        } else if (newSinceNs == NOTHING_NEW) {
            untilNs = Long.MAX_VALUE;
            wakesAt = next + 1;
        } else {
            untilNs = newSinceNs + DELAY_NS - System.nanoTime();
            wakesAt = next + BATCH_BYTES;
        }
        journal.wakesAt(thread, wakesAt);
        if (journal.head() < wakesAt && untilNs > 0 && !stopping && !reads.isAsked()
                && !isOrdered() && !mustHurry()) {
            LockSupport.parkNanos(this, untilNs);
        }
        journal.wakesAt(thread, Long.MAX_VALUE);
    }

    private boolean mustHurry() {
        return file != null && failures == 0 && journal.head() > next && gate.isAwaited();
    }

    private synchronized boolean isOrdered() {
        return hasOrder;
    }
}
