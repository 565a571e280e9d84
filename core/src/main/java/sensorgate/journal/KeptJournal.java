package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import sensorgate.count.SettingKeys;
import sensorgate.count.Uninterrupted;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.earlier.EarlierJournal;
import sensorgate.journal.SkippedSequences.Gap;

/**
 * A journal with its file in the state directory. Opening finds the whole records and mends the
 * rest. If the disk does not allow that, the journal begins in memory, and moves to the disk later.
 * The thread {@code journal} writes. The keeper's thread forces, and looks after the file:
 *
 * <pre>
 *  in memory ---- an attempt works ----&gt; on the disk
 *      ^                                     |
 *      +-- the file is bad, or is gone ------+     (then a new file is made, with the same ring)
 * </pre>
 *
 * <p>Everything belongs to the thread that opens the store, then to the keeper's thread, then to
 * the thread that closes the store, unless its comment says otherwise.
 */
public final class KeptJournal implements AutoCloseable {

    private static final long RETRY_MIN_NS = 1_000_000_000L;
    private static final long RETRY_MAX_NS = 60_000_000_000L;

    /** A checkpoint waits this long for the newest points to be written. */
    private static final long WRITE_PATIENCE_NS = 10_000_000_000L;

    /** A stop waits this long for a disk that hangs. */
    private static final long STOP_PATIENCE_MS = 30_000;

    /** A jump of a start that cannot write its header is this many jumps long at most. */
    private static final int JUMPS_MAX = 1 << 20;

    /** Moves the journal to the disk; returns the file. */
    private interface Attempt {
        JournalFile move() throws IOException;
    }

    private final StateDirectory directory;
    private final Disk disk;
    private final StoreListener listener;
    private final JournalMaker maker;
    private final long askedBytes;
    private final int memoryBytes;
    private final BlockReads reads = new BlockReads();
    private final ReplyGate gate;
    private Journal journal;
    private JournalWriter writer;
    private Thread thread;

    /** The file that is written, or only read while an attempt is due; {@code null} for none. */
    private JournalFile file;
    private volatile Attempt attempt;
    private long retryAtNs;
    private long retryNs = RETRY_MIN_NS;
    private int failedForces;
    private long failedForceNs;

    /** What a renewed file has. */
    private JournalWriter.Mark renewedFrom = new JournalWriter.Mark(Long.MAX_VALUE, 0);

    private KeptJournal(
            StateDirectory directory, long askedBytes, int memoryBytes, StoreListener listener) {
        this.directory = directory;
        this.disk = directory.disk();
        this.listener = listener;
        this.askedBytes = askedBytes;
        this.memoryBytes = memoryBytes;
        this.maker = new JournalMaker(directory, listener);
        this.gate = new ReplyGate(listener);
    }

    /**
     * Opens the journal, or creates it. A file that is no journal is set aside. A journal of
     * version 1 or of another size is replaced by one with the newest records that fit.
     *
     * @param fileBytes the wanted size, a multiple of 4096
     * @param checkpoint the cursor of the checkpoint: no sequence below it is given out again
     */
    public static KeptJournal open(
            StateDirectory directory, long fileBytes, Cursor checkpoint, StoreListener listener) {
        return open(directory, fileBytes, Journal.MEMORY_BYTES, checkpoint, listener);
    }

    /** Opens the journal, with at most so many bytes of memory for the newest points. */
    static KeptJournal open(
            StateDirectory directory, long fileBytes, int memoryBytes, Cursor checkpoint,
            StoreListener listener) {
        KeptJournal kept = new KeptJournal(directory, fileBytes, memoryBytes, listener);
        try {
            kept.beginPatiently(checkpoint);
        } catch (IOException e) {
            kept.beginInMemory(e);
        } catch (RuntimeException e) {
            kept.beginInMemory(new IOException(e.toString(), e));
        } catch (Error e) {
            kept.close();
            throw e;
        }
        return kept;
    }

    /** A failure that passes must not cost the journal: a second try follows the first. */
    private void beginPatiently(Cursor checkpoint) throws IOException {
        try {
            begin(checkpoint);
        } catch (IOException e) {
            if (journal != null) {
                throw e;
            }
            forgetFile();
            begin(checkpoint);
        }
    }

    private void forgetFile() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    public Journal journal() {
        return journal;
    }

    /** True while no file takes the journal. Any thread. */
    public boolean isInMemory() {
        return attempt != null || writer.isFailing();
    }

    /** The number of replies that went out before the disk had their points. Any thread. */
    public long repliesUnsaved() {
        return gate.unsaved();
    }

    /**
     * Starts the thread that writes, which wakes the keeper's thread when much is to be forced.
     */
    public void start(Thread keeper, Thread.UncaughtExceptionHandler onFailed) {
        writer.wakes(keeper, muchBytes());
        thread = new Thread(writer, "journal");
        thread.setUncaughtExceptionHandler(onFailed);
        thread.setDaemon(true); // a disk that hangs must not keep the process from ending
        gate.writer(thread);
        thread.start();
    }

    /** True if so much is not forced that a force should not wait. Any thread. */
    public boolean isMuchUnforced() {
        return writer.mark().place() - writer.forced().place() >= muchBytes();
    }

    /** After a failed force the memory must still have everything that was not forced. */
    private long muchBytes() {
        long memoryBytes = JournalLayout.placeOf(journal.memoryBlocks());
        return Math.min(memoryBytes / 2, journal.ringBytes() / 4);
    }

    /** When {@link #look()} has something to do at the latest, nanoseconds from now. */
    public long lookInNs() {
        if (attempt != null) {
            return Math.max(0, retryAtNs - System.nanoTime());
        }
        return isFileBad() ? 0 : Long.MAX_VALUE;
    }

    /**
     * Forces the records written since the last call, and returns the number of their blocks. While
     * the journal is in memory there is nothing to force.
     */
    public long force() throws IOException {
        if (attempt != null && file == null) {
            return 0;
        }
        if (!writer.isRunning()) {
            writer.finish();
        }
        JournalWriter.Mark to = writer.mark();
        long from = Math.max(writer.forced().place(), to.place() - journal.ringBytes());
        if (from == to.place()) {
            return 0;
        }
        try {
            file.force();
        } catch (IOException e) {
            noteFailedForce();
            writer.rewrite();
            throw e;
        }
        failedForces = 0;
        writer.forced(to);
        return JournalLayout.blockOf(to.place() - 1) - JournalLayout.blockOf(from) + 1;
    }

    /** Counts one failure a second at most: forces may follow each other closely. */
    private void noteFailedForce() {
        long nowNs = System.nanoTime();
        if (failedForces == 0 || nowNs - failedForceNs >= RETRY_MIN_NS) {
            failedForces++;
            failedForceNs = nowNs;
        }
    }

    /**
     * Has everything appended so far written and forced.
     *
     * @return the number of blocks forced
     * @throws IOException if the disk does not take it in time
     */
    public long forceAll() throws IOException {
        if (attempt != null) {
            return 0;
        }
        long head = journal.head();
        long beganNs = System.nanoTime();
        while (writer.isRunning() && journal.written() < head) {
            if (writer.isFailing() || System.nanoTime() - beganNs > WRITE_PATIENCE_NS) {
                IOException failure = writer.lastFailure();
                throw failure != null ? failure : new IOException("the disk does not answer");
            }
            gate.await(journal, head);
            LockSupport.parkNanos(this, 1_000_000);
        }
        long blocks = force();
        if (journal.written() < head) {
            throw writer.lastFailure();
        }
        return blocks;
    }

    /** Moves the journal to the disk if it is in memory, and replaces a file that is bad or gone. */
    public void look() {
        if (attempt == null) {
            lookAtFile();
        }
        if (attempt != null && System.nanoTime() - retryAtNs >= 0) {
            attempt();
        }
    }

    /** Ends the thread, and writes what is new. False if the disk hangs or fails. */
    public boolean stop() {
        if (!writer.isRunning() || !writer.isFailing()) {
            retryAtNs = System.nanoTime();
            look(); // a file that is gone, or a disk that is back
        }
        writer.stop();
        if (thread != null) {
            Uninterrupted.join(thread, STOP_PATIENCE_MS);
        }
        if (writer.isRunning()) {
            listener.onTrouble("the disk hangs: the gateway stops without waiting for it; the"
                    + " newest points are lost");
            return false;
        }
        int tries = 0;
        do {
            writer.finish();
        } while (writer.isFailing() && ++tries < JournalWriter.FAILURES_MAX);
        return attempt == null && !writer.isFailing();
    }

    /** Marks the journal as completely on the disk. Call after {@link #force()}. */
    public void markClean() throws IOException {
        file.writeHeader(file.header().next(journal.nextSequence(), journal.skipped()));
    }

    @Override
    public void close() {
        boolean hangs = writer != null && writer.isRunning();
        if (file != null && !hangs) {
            file.close();
        }
        if (journal != null && !hangs) {
            journal.close();
        }
    }

    // ---- opening

    private void begin(Cursor checkpoint) throws IOException {
        Path path = directory.file(StateDirectory.JOURNAL);
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!checkpoint.equals(Cursor.NONE)) {
                listener.onTrouble("there is a checkpoint but no journal: a new journal begins, and"
                        + " controllers are told that the old one is lost");
            }
            beginFresh();
            return;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            directory.requireUsable();
            setAside("is no regular file");
            beginFresh();
            return;
        }
        FileChannel channel = openReadable(path);
        try {
            begin(path, channel, checkpoint);
        } catch (IOException | RuntimeException | Error e) {
            if (file == null) {
                channel.close();
            }
            throw e;
        }
    }

    private void begin(Path path, FileChannel channel, Cursor checkpoint) throws IOException {
        ByteBuffer[] copies = {readCopy(channel, 0), readCopy(channel, 1)};
        JournalHeader.Found found = JournalHeader.find(copies[0], copies[1]);
        if (found != null) {
            goOn(path, channel, found, checkpoint);
            return;
        }
        EarlierJournal earlier = EarlierJournal.read(disk, channel);
        if (earlier != null) {
            carryOver(path, channel, earlier, checkpoint);
            return;
        }
        String why = JournalHeader.isOfOtherVersion(copies[0])
                        || JournalHeader.isOfOtherVersion(copies[1])
                ? "is of another version of Sensorgate"
                : "is not a journal, or its head is damaged";
        channel.close(); // an open file keeps its room even when it is removed
        setAside(why);
        beginFresh();
    }

    private void beginFresh() {
        JournalOrigin origin = JournalOrigin.fresh();
        create(origin, JournalLayout.placeOf(JournalLayout.blocksOf(askedBytes)));
        move(() -> makeFresh(origin));
    }

    /** In memory, on a disk that did not even tell what is there. */
    private void beginInMemory(IOException why) {
        if (journal == null) {
            forgetFile();
            JournalOrigin origin = JournalOrigin.fresh();
            create(origin, JournalLayout.placeOf(JournalLayout.blocksOf(askedBytes)));
            attempt = () -> makeFresh(origin);
        }
        tellInMemory(why);
    }

    private JournalFile makeFresh(JournalOrigin origin) throws IOException {
        directory.requireUsable();
        Path path = directory.file(StateDirectory.JOURNAL);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isOf(origin)) {
            setAside("was there when the disk came back, and another has begun in memory");
        }
        maker.make(
                JournalHeader.first(origin.id(), origin.secret(), askedBytes, askedBytes)
                        .started(origin.start(), disk.bootId()).next(0, origin.skipped()),
                _ -> {});
        return openNamed();
    }

    /** True if an earlier attempt has made the file. */
    private boolean isOf(JournalOrigin origin) {
        try (JournalFile there = openNamed()) {
            return Arrays.equals(there.header().secret(), origin.secret());
        } catch (IOException _) {
            return false;
        }
    }

    private void setAside(String why) throws IOException {
        directory.setAside(StateDirectory.JOURNAL);
        listener.onTrouble("the journal " + why + ": set aside as "
                + directory.asideFile(StateDirectory.JOURNAL) + ", a new journal begins");
    }

    private void goOn(
            Path path, FileChannel channel, JournalHeader.Found found, Cursor checkpoint)
            throws IOException {
        JournalFile there = JournalFile.of(disk, path, channel, found.header());
        if (found.header().askedBytes() != askedBytes) {
            JournalFile other = resized(there);
            if (other != there) {
                goOn(other, new JournalHeader.Found(other.header(), found.isSure()), checkpoint);
                return;
            }
        }
        goOn(there, found, checkpoint);
    }

    /** The journal in its new size, or as it is if the disk does not take another. */
    private JournalFile resized(JournalFile there) {
        JournalScan scan = JournalScan.of(there);
        JournalHeader header = there.header();
        try {
            maker.make(
                    header.sized(askedBytes, askedBytes), JournalMaker.newestOf(there, scan));
            JournalFile made = openNamed();
            there.close();
            listener.onRestored("the journal has " + askedBytes + " bytes now, before "
                    + header.fileBytes() + ": the newest points that fit are kept");
            return made;
        } catch (IOException e) {
            listener.onTrouble("the journal keeps its " + header.fileBytes() + " bytes, "
                    + SettingKeys.JOURNAL_SIZE + " would make it " + askedBytes + ": "
                    + directory.cannotKeepState(e).getMessage());
            return there;
        }
    }

    /** Continues at the journal's end, or far beyond it if the end is not known. */
    private void goOn(JournalFile there, JournalHeader.Found found, Cursor checkpoint)
            throws IOException {
        file = there;
        JournalScan scan = JournalScan.of(there);
        long bytes = there.bytes();
        long next = nextAfter(scan.nextSequence(), there.header(), checkpoint);
        boolean isClean = found.isSure() && there.header().cleanNext() >= next;
        tell(scan, found, bytes, isClean ? there.header().cleanNext() : next);
        JournalOrigin origin = isClean
                ? origin(scan, there.header().cleanNext(), there.header().skipped())
                : origin(scan, next, jumped(scan, next, there.header(), 1));
        JournalMending mending = new JournalMending(scan, origin, isClean);
        mending.tell(listener);
        IOException failure = null;
        try {
            takeUp(there, origin, mending, bytes);
        } catch (IOException | NonWritableChannelException e) {
            failure = new IOException(e.getMessage(), e);
            // the header on the disk does not know of this start
            origin = origin(scan, next, jumped(
                    scan, next, there.header(), ThreadLocalRandom.current().nextInt(2, JUMPS_MAX)));
        }
        create(origin, JournalLayout.placeOf(there.blocks()));
        serve(there, scan);
        if (failure == null) {
            writer.adopt(there, new JournalWriter.Mark(Long.MAX_VALUE, 0));
        } else {
            JournalOrigin jumped = origin;
            attempt = () -> moveBack(jumped, mending, bytes);
            tellInMemory(failure);
        }
    }

    private JournalFile moveBack(JournalOrigin origin, JournalMending mending, long bytes)
            throws IOException {
        directory.requireUsable();
        JournalFile writable = openNamed();
        try {
            takeUp(writable, origin, mending, bytes);
            return writable;
        } catch (IOException | RuntimeException | Error e) {
            writable.close();
            throw e;
        }
    }

    /** Writes the header of this start, over both copies, and mends the ring. */
    private void takeUp(
            JournalFile there, JournalOrigin origin, JournalMending mending, long bytes)
            throws IOException {
        directory.requireUsable();
        JournalHeader started = there.header().started(origin.start(), disk.bootId());
        if (bytes < started.fileBytes()) {
            there.fill(bytes);
        }
        there.writeHeader(started.next(0, origin.skipped()));
        there.writeHeader(there.header().next(0, origin.skipped()));
        mending.mend(there);
    }

    private JournalOrigin origin(JournalScan scan, long next, SkippedSequences skipped) {
        JournalHeader header = file.header();
        return new JournalOrigin(
                header.id(), header.secret(),
                Math.max(header.start(), scan.newestStart()) + 1,
                header.started(0, disk.bootId()).boot(), skipped, scan.newest() + 1,
                Math.max(next, skipped.end()));
    }

    /** The gaps with one more, which tells of a power cut if the machine has started since. */
    private SkippedSequences jumped(
            JournalScan scan, long next, JournalHeader header, int jumps) {
        boolean isCut = !header.bootId().equals(disk.bootId()) || header.bootId().isEmpty();
        long nowNs = System.currentTimeMillis() * 1_000_000;
        long to = next + SkippedSequences.JUMP * jumps;
        return header.skipped().with(isCut
                ? new Gap(next, to, scan.newestArrivedNs(), nowNs)
                : new Gap(next, to));
    }

    /** The first sequence that was certainly not given out yet. */
    private static long nextAfter(long found, JournalHeader header, Cursor checkpoint) {
        long next = found;
        if (checkpoint.ringId() == header.id()) {
            next = Math.max(next, checkpoint.sequence());
        }
        return Math.max(next, header.skipped().end());
    }

    private void serve(JournalFile there, JournalScan scan) {
        reads.use(there);
        journal.fileOldest(JournalLayout.placeOf(scan.oldest()));
        for (long block = scan.oldest(); block <= scan.newest(); block++) {
            if (scan.first(block) > 0) {
                journal.places().note(JournalLayout.placeOf(block), scan.first(block));
            }
        }
    }

    // ---- a journal of version 1

    private void carryOver(
            Path path, FileChannel channel, EarlierJournal earlier, Cursor checkpoint)
            throws IOException {
        JournalOrigin fresh = JournalOrigin.fresh();
        SkippedSequences skipped = new SkippedSequences(earlier.gaps().stream()
                .map(gap -> new Gap(gap.from(), gap.to())).toList());
        JournalOrigin carried = new JournalOrigin(
                earlier.id(), fresh.secret(), 1, 1, skipped, 0, 1);
        long blocks = JournalMaker.blocksOf(earlier, carried);
        long fileBytes = Math.max(
                askedBytes, JournalLayout.RING_FROM + JournalLayout.placeOf(blocks + 1));
        JournalHeader header = JournalHeader.first(
                        carried.id(), carried.secret(), fileBytes, askedBytes)
                .next(earlier.cleanNext(), skipped);
        if (earlier.isDamaged()) {
            listener.onTrouble("the journal was damaged, as by a power cut; controllers are told"
                    + " LOST");
        }
        try {
            maker.make(header, JournalMaker.pointsOf(earlier, carried));
            channel.close();
            listener.onRestored("the journal of an earlier version of Sensorgate was carried over,"
                    + " with all of its points");
            JournalFile made = openNamed();
            goOn(made, new JournalHeader.Found(made.header(), true), checkpoint);
        } catch (IOException e) {
            if (journal != null || file != null) {
                throw e;
            }
            waitForRoom(path, channel, earlier, header, blocks, checkpoint);
            tellInMemory(new IOException("the journal of an earlier version of Sensorgate cannot be"
                    + " carried over, it stays as it is; " + fileBytes
                    + " bytes more are needed beside it for a while: "
                    + directory.cannotKeepState(e).getMessage(), e));
        }
    }

    /** Goes on in memory, behind the points that wait in the journal of version 1. */
    private void waitForRoom(
            Path path, FileChannel channel, EarlierJournal earlier, JournalHeader header,
            long blocks, Cursor checkpoint) throws IOException {
        channel.close();
        long next = nextAfter(
                Math.max(earlier.nextAfterNewest(), earlier.cleanNext()), header, checkpoint);
        int jumps = ThreadLocalRandom.current().nextInt(2, JUMPS_MAX);
        SkippedSequences skipped = header.skipped()
                .with(new Gap(next, next + SkippedSequences.JUMP * jumps));
        JournalOrigin origin = new JournalOrigin(
                header.id(), header.secret(), 1, 1, skipped, blocks, skipped.end());
        create(origin, JournalLayout.placeOf(JournalLayout.blocksOf(header.fileBytes())));
        attempt = () -> {
            directory.requireUsable();
            try (FileChannel again = JournalFile.open(disk, path, false)) {
                EarlierJournal read = EarlierJournal.read(disk, again);
                maker.make(
                        header.started(origin.start(), disk.bootId()).next(0, skipped),
                        JournalMaker.pointsOf(read, origin));
            }
            return openNamed();
        };
    }

    // ---- between memory and disk

    private void create(JournalOrigin origin, long ringBytes) {
        journal = new Journal(
                origin, ringBytes,
                new BlockMemory(Math.min(ringBytes, memoryBytes)));
        writer = new JournalWriter(journal, gate, reads, listener);
        journal.connect(reads, gate);
    }

    /** Makes the first attempt of a start. */
    private void move(Attempt first) {
        attempt = first;
        try {
            adopt(first.move(), new JournalWriter.Mark(Long.MAX_VALUE, 0));
        } catch (IOException e) {
            tellInMemory(e);
        } catch (RuntimeException e) {
            tellInMemory(new IOException(e.toString(), e));
        }
    }

    private void adopt(JournalFile other, JournalWriter.Mark from) {
        file = other;
        attempt = null;
        failedForces = 0;
        retryNs = RETRY_MIN_NS;
        if (!writer.isRunning()) {
            JournalFile before = reads.use(other);
            if (before != null && before != other) {
                before.close();
            }
        }
        writer.adopt(other, from);
    }

    private void attempt() {
        try {
            adopt(attempt.move(), renewedFrom);
            listener.onRestored("the journal is on the disk again: "
                    + directory.file(StateDirectory.JOURNAL));
        } catch (IOException | RuntimeException e) {
            retryNs = Math.min(RETRY_MAX_NS, 2 * retryNs);
            retryAtNs = System.nanoTime() + retryNs;
        }
    }

    private void tellInMemory(IOException why) {
        retryAtNs = System.nanoTime() + retryNs;
        listener.onTrouble("the journal is in memory only, and is lost when the gateway stops: "
                + directory.cannotKeepState(why).getMessage()
                + "; the gateway tries again every minute");
    }

    // ---- a file that is bad or gone

    private boolean isFileBad() {
        return writer.isFileBad() || failedForces >= JournalWriter.FAILURES_MAX;
    }

    private void lookAtFile() {
        Path path = directory.file(StateDirectory.JOURNAL);
        if (!file.isNamed(path) && !isFileBad()) {
            listener.onTrouble("another program has removed or replaced " + path
                    + ": a new file is made, with the same points");
            attempt = this::renew;
            retryAtNs = System.nanoTime();
        } else if (isFileBad() && System.nanoTime() - retryAtNs >= 0) {
            renewBad();
        }
    }

    /** Makes one attempt; the writer goes on trying the old file too. */
    private void renewBad() {
        try {
            JournalFile made = renew();
            adopt(made, renewedFrom);
            listener.onTrouble("the journal's file took nothing any more: it is set aside as "
                    + directory.asideFile(StateDirectory.JOURNAL)
                    + ", and a new one has begun with the points that could be read");
        } catch (IOException | RuntimeException e) {
            retryNs = Math.min(RETRY_MAX_NS, 2 * retryNs);
            retryAtNs = System.nanoTime() + retryNs;
        }
    }

    /** Makes a file of the same ring with the blocks of the open file that can be read. */
    private JournalFile renew() throws IOException {
        JournalFile old = file;
        JournalWriter.Mark first = writer.mark();
        long oldest = JournalLayout.blockOf(journal.fileOldest());
        long newest = JournalLayout.blockOf(first.place() + JournalLayout.BLOCK_BYTES - 1);
        maker.make(old.header().next(0, journal.skipped()), made -> {
            JournalMaker.copyOf(old, oldest, newest).fill(made);
            JournalWriter.Mark second = writer.mark();
            JournalMaker.copyOf(
                    old, JournalLayout.blockOf(first.place()),
                    JournalLayout.blockOf(second.place() + JournalLayout.BLOCK_BYTES - 1))
                    .fill(made);
            made.force();
            if (Files.exists(
                    directory.file(StateDirectory.JOURNAL), LinkOption.NOFOLLOW_LINKS)) {
                directory.setAside(StateDirectory.JOURNAL);
            }
            renewedFrom = second;
        });
        return openNamed();
    }

    // ---- tools

    private FileChannel openReadable(Path path) throws IOException {
        try {
            return JournalFile.open(disk, path, true);
        } catch (IOException e) {
            try {
                return JournalFile.open(disk, path, false);
            } catch (IOException _) {
                throw e;
            }
        }
    }

    private JournalFile openNamed() throws IOException {
        Path path = directory.file(StateDirectory.JOURNAL);
        FileChannel channel = JournalFile.open(disk, path, true);
        try {
            JournalHeader.Found found = JournalHeader.find(
                    readCopy(channel, 0), readCopy(channel, 1));
            if (found == null) {
                throw new IOException(path + " is not the journal that was made");
            }
            return JournalFile.of(disk, path, channel, found.header());
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** A copy of the header; one that cannot be read is not whole. */
    private ByteBuffer readCopy(FileChannel channel, int number) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(JournalHeader.BYTES);
        try {
            disk.read(channel, copy, (long) number * JournalLayout.HEADER_SPACING);
        } catch (IOException e) {
            if (number == 1) {
                throw e;
            }
        }
        return copy.clear();
    }

    private void tell(JournalScan scan, JournalHeader.Found found, long bytes, long next) {
        if (!found.isSure()) {
            listener.onTrouble("one of the two heads of the journal was damaged, as by a power cut;"
                    + " the other head is used");
        }
        if (bytes < found.header().fileBytes()) {
            listener.onTrouble("the journal was cut short: bytes=" + bytes + " of "
                    + found.header().fileBytes() + "; the rest is lost");
        }
        long points = found.header().skipped().pointsBetween(scan.nextSequence(), next);
        if (points > 0) {
            listener.onTrouble("the newest points of the journal are missing: points=" + points
                    + " are lost; controllers are told LOST");
        }
        boolean isClean = found.isSure() && found.header().cleanNext() >= next;
        if (!isClean && !found.header().bootId().equals(disk.bootId())
                && !found.header().bootId().isEmpty()) {
            listener.onTrouble("the power was cut, or the machine crashed: points that arrived"
                    + " after " + Instant.ofEpochSecond(scan.newestArrivedNs() / 1_000_000_000)
                    + " may be lost, how many is not known; controllers are told");
        }
    }
}
