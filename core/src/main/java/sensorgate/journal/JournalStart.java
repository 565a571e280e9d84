package sensorgate.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import sensorgate.count.SettingKeys;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.earlier.EarlierJournal;
import sensorgate.journal.SkippedSequences.Gap;

/**
 * Finds what a start goes on from: the journal in the state directory, or a new one. A file that is
 * no journal is set aside. A file of another size or of version 1 is replaced by one with the
 * newest points that fit. The file is marked as used by this start. Belongs to the thread that
 * opens the store; the attempts, later, to the keeper's thread.
 */
final class JournalStart {

    /** A jump of a start that cannot write its header is this many jumps long at most. */
    static final int JUMPS_MAX = 1 << 20;

    /** Moves the journal to the disk; returns the file. */
    interface Attempt {
        JournalFile move() throws IOException;
    }

    /**
     * What a start goes on from.
     *
     * @param ringBytes the size of the ring
     * @param file the file, only to be read if there is an attempt; {@code null} for none
     * @param scan the blocks of the file; {@code null} for none
     * @param attempt moves the journal to the disk later; {@code null} if it is there
     * @param why the reason why the journal is not on the disk; {@code null} if it is there
     */
    record Found(
            JournalOrigin origin, long ringBytes, JournalFile file, JournalScan scan,
            Attempt attempt, IOException why) {}

    private final StateDirectory directory;
    private final Disk disk;
    private final Path path;
    private final JournalMaker maker;
    private final long askedBytes;
    private final Cursor checkpoint;
    private final StoreListener listener;

    /** A start with a wanted size; no sequence below the checkpoint's is given out again. */
    JournalStart(
            StateDirectory directory, JournalMaker maker, long askedBytes, Cursor checkpoint,
            StoreListener listener) {
        this.directory = directory;
        this.disk = directory.disk();
        this.path = directory.file(StateDirectory.JOURNAL);
        this.maker = maker;
        this.askedBytes = askedBytes;
        this.checkpoint = checkpoint;
        this.listener = listener;
    }

    /** A failure that passes must not cost the journal: a second try follows the first. */
    Found find() {
        try {
            return look();
        } catch (IOException | RuntimeException _) {
            // told below if the second try fails, too
        }
        try {
            return look();
        } catch (IOException e) {
            return unreadable(e);
        } catch (RuntimeException e) {
            return unreadable(new IOException(e.toString(), e));
        }
    }

    private Found look() throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!checkpoint.equals(Cursor.NONE)) {
                listener.onTrouble("there is a checkpoint but no journal: a new journal begins, and"
                        + " controllers are told that the old one is lost");
            }
            return fresh();
        }
        FileChannel channel = JournalFile.openReadable(disk, path);
        try {
            return look(channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private Found look(FileChannel channel) throws IOException {
        JournalHeader.Copies copies = JournalHeader.Copies.of(disk, channel);
        JournalHeader.Found found = copies.find();
        if (found != null) {
            return goOn(JournalFile.of(disk, path, channel, found.header()), found);
        }
        EarlierJournal earlier = EarlierJournal.read(disk, channel);
        if (earlier != null) {
            channel.close();
            return upgrade(earlier);
        }
        copies.requireRead();
        channel.close(); // an open file keeps its room even when it is removed
        setAside(copies.isOfOtherVersion()
                ? "is of another version of Sensorgate"
                : "is not a journal, or its head is damaged");
        return fresh();
    }

    // ---- a new journal

    private Found fresh() {
        JournalOrigin origin = JournalOrigin.fresh();
        try {
            return new Found(origin, askedRingBytes(), makeFresh(origin), null, null, null);
        } catch (IOException e) {
            return freshLater(origin, e);
        } catch (RuntimeException e) {
            return freshLater(origin, new IOException(e.toString(), e));
        }
    }

    /** On a disk that did not even tell what is there. */
    private Found unreadable(IOException why) {
        return freshLater(JournalOrigin.fresh(), why);
    }

    private Found freshLater(JournalOrigin origin, IOException why) {
        return new Found(
                origin, askedRingBytes(), null, null, () -> makeFresh(origin), why);
    }

    private long askedRingBytes() {
        return JournalLayout.placeOf(JournalLayout.blocksOf(askedBytes));
    }

    private JournalFile makeFresh(JournalOrigin origin) throws IOException {
        directory.requireUsable();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isOf(origin)) {
            setAside("was there when the disk came back, and another has begun in memory");
        }
        maker.make(
                JournalHeader.first(origin.id(), origin.secret(), askedBytes, askedBytes)
                        .started(origin.start(), disk.bootId()).next(0, origin.skipped()),
                _ -> {});
        return JournalFile.openNamed(directory);
    }

    /** True if an earlier attempt has made the file. */
    private boolean isOf(JournalOrigin origin) {
        try (JournalFile there = JournalFile.openNamed(directory)) {
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

    // ---- a journal of version 1

    private Found upgrade(EarlierJournal earlier) throws IOException {
        JournalUpgrade upgrade = new JournalUpgrade(directory, maker, askedBytes, earlier);
        if (earlier.isDamaged()) {
            listener.onTrouble("the journal was damaged, as by a power cut; controllers are told"
                    + " LOST");
        }
        JournalFile made;
        try {
            made = upgrade.make();
        } catch (IOException e) {
            return upgrade.later(checkpoint, e);
        }
        listener.onRestored("the journal of an earlier version of Sensorgate was carried over,"
                + " with all of its points");
        return goOnOrClose(made, true);
    }

    // ---- a journal of this version

    private Found goOn(JournalFile there, JournalHeader.Found found) throws IOException {
        if (found.header().askedBytes() != askedBytes) {
            JournalFile other = resized(there);
            if (other != there) {
                return goOnOrClose(other, found.isSure());
            }
        }
        return goOn(there, found.isSure());
    }

    /** The journal in its new size, or as it is if the disk does not take another. */
    private JournalFile resized(JournalFile there) {
        JournalScan scan = JournalScan.of(there);
        JournalHeader header = there.header();
        try {
            maker.make(
                    header.sized(askedBytes, askedBytes), JournalMaker.newestOf(there, scan));
            JournalFile made = JournalFile.openNamed(directory);
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

    private Found goOnOrClose(JournalFile made, boolean isSure) throws IOException {
        try {
            return goOn(made, isSure);
        } catch (IOException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    /** Continues at the journal's end, or far beyond it if the end is not known. */
    private Found goOn(JournalFile there, boolean isSure) throws IOException {
        JournalScan scan = JournalScan.of(there);
        JournalHeader header = there.header();
        long bytes = there.bytes();
        long next = nextAfter(scan.nextSequence(), header, checkpoint);
        boolean isClean = isSure && header.cleanNext() >= next;
        tell(scan, header, isSure, isClean, bytes, isClean ? header.cleanNext() : next);
        JournalOrigin origin = isClean
                ? origin(header, scan, header.cleanNext(), header.skipped())
                : origin(header, scan, next, jumped(scan, next, header, 1));
        JournalMending mending = new JournalMending(scan, origin, isClean);
        mending.tell(listener);
        long ringBytes = JournalLayout.placeOf(there.blocks());
        try {
            directory.requireUsable();
            takeUp(there, origin, mending, bytes);
            return new Found(origin, ringBytes, there, scan, null, null);
        } catch (IOException | NonWritableChannelException e) {
            // the header on the disk does not know of this start
            JournalOrigin far = origin(header, scan, next, jumped(
                    scan, next, header, ThreadLocalRandom.current().nextInt(2, JUMPS_MAX)));
            return new Found(
                    far, ringBytes, there, scan,
                    () -> moveBack(there, scan, far, mending, bytes),
                    new IOException(e.getMessage(), e));
        }
    }

    /** Writes the header of this start, over both copies, and mends the ring. */
    private void takeUp(
            JournalFile there, JournalOrigin origin, JournalMending mending, long bytes)
            throws IOException {
        JournalHeader started = started(there, origin);
        if (bytes < started.fileBytes()) {
            there.fill(bytes);
        }
        there.writeHeader(started);
        there.writeHeader(there.header().next(0, origin.skipped()));
        mending.mend(there);
    }

    private JournalHeader started(JournalFile there, JournalOrigin origin) {
        return there.header().started(origin.start(), disk.bootId()).next(0, origin.skipped());
    }

    /** A file whose header cannot be written is replaced by a copy if the disk has room for it. */
    private JournalFile moveBack(
            JournalFile there, JournalScan scan, JournalOrigin origin, JournalMending mending,
            long bytes) throws IOException {
        directory.requireUsable();
        try {
            return writable(origin, mending, bytes);
        } catch (IOException e) {
            boolean hasRoom = !disk.isReadOnly(path)
                    && disk.usableBytes(path) >= there.header().fileBytes();
            if (!hasRoom) {
                throw e;
            }
            return copied(there, scan, origin, mending);
        }
    }

    private JournalFile writable(JournalOrigin origin, JournalMending mending, long bytes)
            throws IOException {
        JournalFile writable = JournalFile.openNamed(directory);
        try {
            takeUp(writable, origin, mending, bytes);
            return writable;
        } catch (IOException | RuntimeException | Error e) {
            writable.close();
            throw e;
        }
    }

    private JournalFile copied(
            JournalFile there, JournalScan scan, JournalOrigin origin, JournalMending mending)
            throws IOException {
        maker.make(started(there, origin), made -> {
            JournalMaker.copyOf(there, scan.oldest(), scan.newest() + 1).fill(made);
            mending.mend(made);
            made.force();
            directory.setAside(StateDirectory.JOURNAL);
        });
        listener.onTrouble("the journal's file could not be written: it is set aside as "
                + directory.asideFile(StateDirectory.JOURNAL)
                + ", and a new one has begun with the points that could be read");
        return JournalFile.openNamed(directory);
    }

    private JournalOrigin origin(
            JournalHeader header, JournalScan scan, long next, SkippedSequences skipped) {
        return new JournalOrigin(
                header.id(), header.secret(),
                Math.max(header.start(), scan.newestStart()) + 1,
                header.started(0, disk.bootId()).boot(), skipped, scan.newest() + 1,
                Math.max(next, skipped.end()));
    }

    /** The gaps with one more, which tells of a power cut if the machine has started since. */
    private SkippedSequences jumped(
            JournalScan scan, long next, JournalHeader header, int jumps) {
        boolean isCut = !header.bootId().equals(disk.bootId()) || header.bootId().isEmpty()
                || scan.isEndDamaged();
        long nowNs = System.currentTimeMillis() * 1_000_000;
        long to = next + SkippedSequences.JUMP * jumps;
        return header.skipped().with(isCut
                ? new Gap(next, to, scan.newestArrivedNs(), nowNs)
                : new Gap(next, to));
    }

    /** The first sequence that was certainly not given out yet. */
    static long nextAfter(long found, JournalHeader header, Cursor checkpoint) {
        long next = found;
        if (checkpoint.ringId() == header.id()) {
            next = Math.max(next, checkpoint.sequence());
        }
        return Math.max(next, header.skipped().end());
    }

    private void tell(
            JournalScan scan, JournalHeader header, boolean isSure, boolean isClean, long bytes,
            long next) {
        if (!isSure) {
            listener.onTrouble("one of the two heads of the journal was damaged, as by a power cut;"
                    + " the other head is used");
        }
        if (bytes < header.fileBytes()) {
            listener.onTrouble("the journal was cut short: bytes=" + bytes + " of "
                    + header.fileBytes() + "; the rest is lost");
        }
        long points = header.skipped().pointsBetween(scan.nextSequence(), next);
        if (points > 0) {
            listener.onTrouble("the newest points of the journal are missing: points=" + points
                    + " are lost; controllers are told LOST");
        }
        boolean isCut = !header.bootId().equals(disk.bootId()) && !header.bootId().isEmpty();
        if (!isClean && (isCut || scan.isEndDamaged())) {
            listener.onTrouble((isCut
                    ? "the power was cut, or the machine crashed"
                    : "the end of the journal was damaged, as by a bad disk")
                    + ": points" + (scan.newestArrivedNs() == 0 ? "" : " that arrived after "
                            + Instant.ofEpochSecond(scan.newestArrivedNs() / 1_000_000_000))
                    + " may be lost, how many is not known; controllers are told");
        }
    }
}
