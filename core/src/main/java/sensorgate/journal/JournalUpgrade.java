package sensorgate.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ThreadLocalRandom;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.earlier.EarlierJournal;
import sensorgate.journal.SkippedSequences.Gap;

/**
 * Replaces a journal of version 1 by one of this version with the same points, sequences and
 * number, so that cursors continue. While there is no room for both files the old one stays as it
 * is. Belongs to the thread that opens the store; the attempt, later, to the keeper's thread.
 */
final class JournalUpgrade {

    private final StateDirectory directory;
    private final Disk disk;
    private final JournalMaker maker;
    private final EarlierJournal earlier;
    private final JournalOrigin carried;
    private final long blocks;
    private final JournalHeader header;

    JournalUpgrade(
            StateDirectory directory, JournalMaker maker, long askedBytes, EarlierJournal earlier)
            throws IOException {
        this.directory = directory;
        this.disk = directory.disk();
        this.maker = maker;
        this.earlier = earlier;
        SkippedSequences skipped = new SkippedSequences(earlier.gaps().stream()
                .map(gap -> new Gap(gap.from(), gap.to())).toList());
        carried = new JournalOrigin(
                earlier.id(), JournalOrigin.newSecret(), 1, 1, skipped, 0, 1);
        blocks = JournalMaker.blocksOf(earlier, carried);
        long fileBytes = Math.max(
                askedBytes, JournalLayout.RING_FROM + JournalLayout.placeOf(blocks + 1));
        header = JournalHeader.first(carried.id(), carried.secret(), fileBytes, askedBytes)
                .next(earlier.cleanNext(), skipped);
    }

    /** Makes the new file, in place of the old one. */
    JournalFile make() throws IOException {
        replace(header, carried);
        return JournalFile.openNamed(directory);
    }

    /** Goes on in memory, behind the points that wait in the journal of version 1. */
    JournalStart.Found later(Cursor checkpoint, IOException why) {
        long next = JournalStart.nextAfter(
                Math.max(earlier.nextAfterNewest(), earlier.cleanNext()), header, checkpoint);
        int jumps = ThreadLocalRandom.current().nextInt(2, JournalStart.JUMPS_MAX);
        SkippedSequences skipped = header.skipped()
                .with(new Gap(next, next + SkippedSequences.JUMP * jumps));
        JournalOrigin origin = new JournalOrigin(
                header.id(), header.secret(), 1, 1, skipped, blocks, skipped.end());
        return new JournalStart.Found(
                origin, JournalLayout.placeOf(JournalLayout.blocksOf(header.fileBytes())),
                null, null, () -> makeBefore(origin),
                new IOException("the journal of an earlier version of Sensorgate cannot be carried"
                        + " over, it stays as it is; " + header.fileBytes()
                        + " bytes more are needed beside it for a while: "
                        + directory.cannotKeepState(why).getMessage(), why));
    }

    private JournalFile makeBefore(JournalOrigin origin) throws IOException {
        directory.requireUsable();
        replace(
                header.started(origin.start(), disk.bootId()).next(0, origin.skipped()), origin);
        return JournalFile.openNamed(directory);
    }

    /** Reads the old file again: it may be open no longer. */
    private void replace(JournalHeader first, JournalOrigin origin) throws IOException {
        try (FileChannel file = JournalFile.open(
                disk, directory.file(StateDirectory.JOURNAL), false)) {
            EarlierJournal again = EarlierJournal.read(disk, file);
            if (again == null) {
                throw new IOException("the journal of an earlier version is not there any more");
            }
            maker.make(first, JournalMaker.pointsOf(again, origin));
        }
    }
}
