package sensorgate.device.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user meets whose disk fails: real file systems where they can be made to fail so, and
 * calls that fail for the rest. Sensors send and a controller polls meanwhile. Readings and polls
 * go on. Each point that was counted as stored is there afterwards, or it was told as LOST.
 */
@Timeout(120)
class DiskFaultsTest {

    /** In the second block of the ring that a journal has behind its two headers. */
    private static final int SECTOR = (128 << 10) + (4 << 10) + 512;
    private static final int SECTOR_BYTES = 512;
    private static final int POINTS_OF_A_BLOCK_MAX = 150;

    @TempDir
    private Path work;

    private DiskRig rig;

    /** Where the state is, unless calls are made to fail. */
    private LoopDisk disk;

    @AfterEach
    void close(TestInfo test) throws Exception {
        try {
            if (disk != null) {
                disk.thaw();
            }
            if (rig != null) {
                System.out.println(test.getDisplayName() + rig.report());
                rig.close();
            }
        } finally {
            if (disk != null) {
                disk.close();
            }
        }
    }

    @Scenario
    void aDiskThatWorksLosesNothing() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(2);
        rig.checkLatency();
        rig.settle();
        rig.stop();
        rig.checkAllThere(rig.readAllAgain());
        assertEquals(0, rig.lost());
        assertEquals(List.of(), rig.warnings());
    }

    // ---- a disk that is slow

    @Scenario
    void pollsGoOnWhileTheFileSystemIsFrozen() throws Exception {
        onExt4("4m");
        rig.start();
        rig.goOnFor(1);
        disk.freeze();
        rig.goOnFor(4);
        disk.thaw();
        finishWithNothingLost();
    }

    @Scenario
    void pollsGoOnWhileEachWriteTakesTwoSeconds() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.faults().set("write * 0 0 delay 2000");
        rig.goOnFor(5);
        rig.faults().awaitHit("write");
        rig.faults().clear();
        finishWithNothingLost();
    }

    @Scenario
    void pollsGoOnWhileEachForceTakesTwoSeconds() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.faults().set("sync * 0 0 delay 2000");
        rig.goOnFor(5);
        rig.faults().awaitHit("sync");
        rig.faults().clear();
        finishWithNothingLost();
    }

    @Scenario
    void whatAPollHasSeenOutlivesAKillWhileAForceIsSlow() throws Exception {
        onInterposedDisk("4m");
        for (int round = 0; round < 5; round++) {
            rig.startAgain();
            rig.faults().set("sync * 0 0 delay 3000");
            rig.goOnFor(0.4 + 0.37 * round);
            rig.kill();
            rig.faults().clear();
        }
        rig.checkAllThere(rig.readAllAgain());
    }

    /** A disk that never answers: memory overflows, and what does not fit in is counted. */
    @Scenario
    void whatDoesNotFitIntoMemoryWhileTheDiskHangsIsCounted() throws Exception {
        onInterposedDisk("1m");
        rig.withPad(900).start();
        rig.goOnFor(1);
        rig.faults().set("write * 0 0 stall 0", "sync * 0 0 stall 0");
        rig.goOnFor(5);
        rig.faults().clear();
        rig.awaitForced();
        rig.checkLatency();
        assertTrue(rig.controller().stat("points_not_written") > 0, rig.said().toString());
        finish();
    }

    @Scenario
    void endsAlthoughTheDiskHangs() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(1);
        rig.faults().set("* * 0 0 stall 0");
        rig.goOnFor(1);
        rig.stopAmidTraffic();
        rig.faults().clear();
        rig.start();
        rig.settle();
    }

    // ---- a disk that says no

    @Scenario
    void pollsGoOnWhileWritesFail() throws Exception {
        goOnWhileCallsFail("write", FaultyCalls.EIO);
    }

    @Scenario
    void pollsGoOnWhileWritesFindNoRoom() throws Exception {
        goOnWhileCallsFail("write", FaultyCalls.ENOSPC);
    }

    @Scenario
    void pollsGoOnWhileWritingBackFails() throws Exception {
        goOnWhileCallsFail("sync", FaultyCalls.EIO);
    }

    @Scenario
    void pollsGoOnWhileWritingBackFindsNoRoom() throws Exception {
        goOnWhileCallsFail("sync", FaultyCalls.ENOSPC);
    }

    @Scenario
    void pollsGoOnWhileEveryCallFails() throws Exception {
        goOnWhileCallsFail("*", FaultyCalls.EIO);
    }

    private void goOnWhileCallsFail(String call, int errno) throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(1);
        rig.faults().set(call + " * 0 0 errno " + errno);
        rig.goOnFor(3);
        assertFalse(rig.faults().hits().isEmpty());
        assertFalse(rig.warnings().isEmpty(), () -> "nothing is said" + rig.log());
        rig.faults().clear();
        rig.awaitForced();
        rig.checkLatency();
        finish();
    }

    /** What is on the disk only cannot be read: the reader is told, the others do not wait. */
    @Scenario
    void pollsGoOnWhileReadsFail() throws Exception {
        readOldPointsWhile("read journal 0 0 errno " + FaultyCalls.EIO);
    }

    @Scenario
    void pollsGoOnWhileAReadHangs() throws Exception {
        readOldPointsWhile("read journal 0 0 stall 0");
    }

    private void readOldPointsWhile(String rule) throws Exception {
        fillAndStop();
        rig.start();
        rig.faults().set(rule);
        rig.readAllOrNot();
        rig.goOnFor(2);
        rig.faults().awaitHit("read");
        rig.faults().clear();
        rig.checkLatency();
        finish();
    }

    @Scenario
    void pollsGoOnWhileTheMediumTakesNoWriteBack() throws Exception {
        disk = LoopDisk.ext4WithoutRoom(work);
        onDisk("8m");
        rig.start();
        rig.goOnFor(1);
        disk.fillMedium();
        rig.goOnFor(3);
        disk.makeRoomOnMedium();
        disk.replace(); // ext4 may have given up writing for good
        rig.awaitForced();
        rig.checkLatency();
        finish();
    }

    @Scenario
    void pollsGoOnAfterAnErrorMadeTheFileSystemReadOnly() throws Exception {
        disk = LoopDisk.ext4(work, "64m", "-e remount-ro");
        onDisk("4m");
        rig.start();
        rig.goOnFor(1);
        disk.makeErroneous();
        goOnUntilTheDiskIsReplaced();
    }

    @Scenario
    void pollsGoOnAfterTheFileSystemWasShutDown() throws Exception {
        onExt4("4m");
        rig.start();
        rig.goOnFor(1);
        FaultyCalls.shutDown(disk.path());
        goOnUntilTheDiskIsReplaced();
    }

    private void goOnUntilTheDiskIsReplaced() throws Exception {
        rig.goOnFor(3);
        assertFalse(rig.warnings().isEmpty(), () -> "nothing is said" + rig.log());
        disk.replace();
        rig.awaitForced();
        rig.checkLatency();
        finish();
    }

    @Scenario
    void pollsGoOnWhileTheQuotaIsUsedUp() throws Exception {
        disk = LoopDisk.btrfs(work);
        Path state = disk.path().resolve("state");
        Shell.run("btrfs quota enable", disk.path().toString());
        Shell.run("btrfs subvolume create", state.toString());
        Shell.run("btrfs qgroup limit 12m", state.toString());
        rig = new DiskRig(work, state, "4m");
        rig.start();
        rig.goOnFor(1);
        Shell.run("head -c 12m /dev/urandom 2>/dev/null >" + state.resolve("other") + "; true");
        rig.goOnFor(3);
        Files.delete(state.resolve("other"));
        rig.awaitForced();
        rig.checkLatency();
        finish();
    }

    // ---- a disk that cannot be used at the start

    @Scenario
    void startsOnAFullExt4AndMovesThereLater() throws Exception {
        onExt4("4m");
        startOnAFullDisk();
    }

    @Scenario
    void startsOnAFullBtrfsAndMovesThereLater() throws Exception {
        disk = LoopDisk.btrfs(work);
        onDisk("4m");
        startOnAFullDisk();
    }

    private void startOnAFullDisk() throws Exception {
        disk.fill();
        rig.start();
        rig.goOnFor(2);
        disk.makeRoom();
        finishInFile();
    }

    @Scenario
    void startsWithoutAFreeInodeAndMovesToTheDiskLater() throws Exception {
        disk = LoopDisk.ext4(work, "64m", "-N 32");
        onDisk("4m");
        disk.useUpInodes();
        rig.start();
        rig.goOnFor(2);
        disk.freeInodes();
        finishInFile();
    }

    @Scenario
    void startsOnAReadOnlyDiskAndMovesThereLater() throws Exception {
        onExt4("4m");
        disk.remount("ro");
        rig.start();
        rig.goOnFor(2);
        disk.remount("rw");
        finishInFile();
    }

    /** Its sequences go on, and its points can be read while the disk is read-only. */
    @Scenario
    void goesOnWithAJournalThatIsReadOnlyAtTheStart() throws Exception {
        onExt4("4m");
        rig.start();
        rig.goOnFor(1);
        rig.settle();
        rig.stop();
        disk.remount("ro");
        rig.start();
        rig.goOnFor(2);
        assertEquals(0, rig.missing(rig.readAll()));
        disk.remount("rw");
        finishInFile();
    }

    @Scenario
    void startsOnADiskThatCannotBeRead() throws Exception {
        onInterposedDisk("4m");
        rig.faults().set("* * 0 0 errno " + FaultyCalls.EIO);
        rig.start();
        rig.goOnFor(2);
        rig.faults().clear();
        finishInFile();
    }

    // ---- a disk that forgets

    @Scenario
    void aBadSectorCostsTheRecordsInIt() throws Exception {
        fillAndStop();
        rig.faults().set(bad("read"), bad("write"));
        rig.start();
        rig.goOnFor(1);
        checkThatABlockIsLost(rig.readAll());
        rig.settle();
        rig.stop();
    }

    /** The ring goes round over the bad sector, again and again. */
    @Scenario
    void pollsGoOnWhileTheRingGoesRoundOverABadSector() throws Exception {
        onInterposedDisk("256k");
        rig.withPad(600).start();
        rig.faults().set(bad("read"), bad("write"));
        rig.goOnFor(4);
        rig.faults().awaitHit("write");
        rig.checkLatency();
        finish();
    }

    @Scenario
    void aFlippedBitCostsItsRecordsAndIsToldOnce() throws Exception {
        fillAndStop();
        try (RandomAccessFile file = new RandomAccessFile(rig.journal().toFile(), "rw")) {
            file.seek(SECTOR);
            int was = file.read();
            file.seek(SECTOR);
            file.write(was ^ 1);
        }
        rig.start();
        checkThatABlockIsLost(rig.readAll());
        assertFalse(rig.warnings().isEmpty(), () -> "nothing is said" + rig.log());
        rig.settle();
        rig.stop();
        checkThatABlockIsLost(rig.readAllAgain());
        assertEquals(List.of(), rig.warnings(), "said again");
    }

    private void fillAndStop() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(2);
        rig.settle();
        rig.stop();
    }

    private static String bad(String call) {
        return call + " journal " + SECTOR + " " + (SECTOR + SECTOR_BYTES)
                + " errno " + FaultyCalls.EIO;
    }

    private void checkThatABlockIsLost(List<String> lines) {
        int missing = rig.missing(lines);
        assertTrue(missing > 0 && missing < POINTS_OF_A_BLOCK_MAX,
                () -> "missing=" + missing + rig.report() + rig.log());
        assertEquals(missing, DiskRig.lostBy(lines));
    }

    /** The disk says that it has written, and has not. */
    @Scenario
    void writesThatNeverArriveAreTold() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(1);
        rig.faults().set("write journal 131072 4194304 drop 0");
        rig.goOnFor(1);
        rig.faults().clear();
        rig.goOnFor(1);
        rig.settle();
        rig.stop();
        List<String> again = rig.readAllAgain();
        assertTrue(rig.missing(again) > 0, "nothing is missing");
        rig.checkAllThereOrTold(again);
    }

    @Scenario
    void aPowerCutIsTold() throws Exception {
        disk = LoopDisk.ext4(work, "64m", "");
        onDisk("4m");
        rig.withFlush("1s").start();
        rig.goOnFor(2.5);
        FaultyCalls.shutDown(disk.path());
        rig.kill();
        disk.unmount();
        disk.mount();
        rig.faults().bootAgain();
        rig.start();
        rig.goOnFor(1);
        assertFalse(rig.warnings().isEmpty(), () -> "nothing is said" + rig.log());
        int missing = rig.missing(rig.readAll());
        rig.settle();
        assertTrue(missing > 0, "nothing is missing");
        assertFalse(rig.lostLines().isEmpty(), () -> "no LOST, missing=" + missing + rig.report());
        rig.stop();
    }

    @Scenario
    void aCrashLosesNothingThatWasSeen() throws Exception {
        disk = LoopDisk.ext4(work, "64m", "");
        onDisk("4m");
        rig.withFlush("10s");
        for (int round = 0; round < 3; round++) {
            rig.startAgain();
            rig.goOnFor(0.5);
            rig.kill();
        }
        rig.checkAllThere(rig.readAllAgain());
    }

    @Scenario
    void noticesThatTheJournalIsRemoved() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(1);
        Files.delete(rig.journal());
        rig.goOnFor(2);
        assertFalse(rig.warnings().isEmpty(), () -> "nothing is said" + rig.log());
        assertTrue(Files.exists(rig.journal()), "there is no new journal");
        finishWithNothingLost();
    }

    @Scenario
    void noticesThatTheWholeDirectoryIsRemoved() throws Exception {
        onInterposedDisk("4m");
        rig.start();
        rig.goOnFor(1);
        Shell.run("rm -r", rig.journal().getParent().toString());
        rig.goOnFor(2);
        assertFalse(rig.warnings().isEmpty(), () -> "nothing is said" + rig.log());
        rig.checkLatency();
        rig.settle();
        rig.stop();
        rig.checkStarts();
    }

    // ---- how they begin and end

    private void onInterposedDisk(String journalSize) throws Exception {
        rig = new DiskRig(work, Files.createDirectory(work.resolve("state")), journalSize);
    }

    private void onExt4(String journalSize) throws Exception {
        disk = LoopDisk.ext4(work, "64m", "");
        onDisk(journalSize);
    }

    private void onDisk(String journalSize) throws Exception {
        Path state = Files.createDirectory(disk.path().resolve("state"));
        rig = new DiskRig(work, state, journalSize);
    }

    /** The disk works again: each point is there after a restart, or told as lost. */
    private void finish() throws Exception {
        rig.goOnFor(1);
        rig.settle();
        rig.stop();
        rig.checkAllThereOrTold(rig.readAllAgain());
    }

    private void finishInFile() throws Exception {
        rig.awaitForced();
        rig.checkLatency();
        finish();
        assertTrue(Files.size(rig.journal()) > 0, "there is no journal");
    }

    /** The disk was slow: all that memory took is on the disk. */
    private void finishWithNothingLost() throws Exception {
        rig.awaitForced();
        rig.checkLatency();
        rig.settle();
        rig.stop();
        rig.checkAllThere(rig.readAllAgain());
        assertEquals(0, rig.lost());
    }
}
