package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.ChildJvm;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;

/** Real disks that are full or read-only: small tmpfs mounts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RealDiskTest {

    private static final int TOO_MUCH = 4 << 20;
    private static final int HALF = 512 << 10;
    private static final int MORE_THAN_HALF = 768 << 10;
    private static final String READ_ONLY = "mount -o remount,ro \"$DISK\"";

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path disk = temporary.path().resolve("disk");

    @BeforeEach
    void makeMountPoint() throws IOException, InterruptedException {
        Files.createDirectory(disk);
        Requires.that(canMount(), "the right to mount: unshare -rm mount -t tmpfs");
    }

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    @Test
    void aDiskThatIsTooSmallIsToldAndTheGatewayStartsInMemory() throws Exception {
        String output = onSmallDisk(open(TOO_MUCH));
        assertTrue(output.contains("trouble: the journal is in memory only"), output);
        assertTrue(output.contains("no space left there, free="), output);
        assertTrue(output.contains("smaller journal.size"), output);
        assertTrue(output.contains("opened: points=0\n"), output);
        assertFalse(output.contains(".new"), output);
    }

    @Test
    void aJournalThatWasSetAsideMakesRoomForANewOne() throws Exception {
        String output = onSmallDisk(
                "head -c " + HALF + " /dev/zero > \"$DISK/journal\"", open(MORE_THAN_HALF));
        assertTrue(output.contains("journal.aside is removed"), output);
        assertTrue(output.contains("opened: points=0\n"), output);
        assertFalse(output.contains("exception"), output);
    }

    @Test
    void aReadOnlyDiskIsToldAndNothingIsTouched() throws Exception {
        String output = onSmallDisk(READ_ONLY, open(HALF));
        assertTrue(output.contains("trouble: the journal is in memory only"), output);
        assertTrue(output.contains("the disk is read-only; state.directory=none"), output);
        assertTrue(output.contains("opened: points=0\n"), output);
        assertTrue(output.contains("files: []"), output);
    }

    /** A start on a read-only disk serves what is there. */
    @Test
    void aDiskThatHasBecomeReadOnlyKeepsAndServesWhatItHas() throws Exception {
        String output = onSmallDisk(
                open(HALF), READ_ONLY, open(HALF), READ_ONLY.replace("ro", "rw"), open(HALF));
        assertTrue(output.contains("trouble: the journal is in memory only"), output);
        assertTrue(output.contains("the disk is read-only"), output);
        assertEquals(2, output.split("opened: points=100\n", -1).length - 1, output);
    }

    @Test
    void aJournalThatCannotGrowStaysAsItIs() throws Exception {
        String output = onSmallDisk(open(HALF), open(TOO_MUCH), open(HALF));
        assertTrue(output.contains("trouble: the journal keeps its " + HALF + " bytes"), output);
        assertTrue(output.contains("no space left there, free="), output);
        assertTrue(output.contains("opened: points=100\n"), output);
        assertTrue(output.contains("opened: points=200\n"), output);
        assertFalse(output.contains("exception"), output);
        assertFalse(output.contains(".new"), output);
    }

    @Test
    void goesOnWhenTheDiskFillsUpAndSaysSo() throws Exception {
        String output = onSmallDisk(child("run", HALF));
        assertTrue(output.contains("last: m n=19999i 19999\n"), output);
        assertEquals(1, output.split("trouble: ", -1).length - 1, output);
        assertTrue(output.contains("trouble: no checkpoint can be written"), output);
        assertTrue(output.contains("No space left on device"), output);
        assertTrue(output.contains("all there: true"), output);
    }

    /** An earlier start has taken the room that a gateway needs. */
    @Test
    void startsAgainOnADiskThatIsFull() throws Exception {
        String output = onSmallDisk(open(HALF), child("fill", HALF), open(HALF));
        assertTrue(output.contains("filled: No space left on device"), output);
        assertTrue(output.contains("opened: points=100\n"), output);
        assertFalse(output.contains("exception"), output);
    }

    /** There is no room even for the process id in the lock file. */
    @Test
    void startsOnADiskThatIsFullAndHasNoLockFile() throws Exception {
        String output = onSmallDisk(
                open(HALF), "rm \"$DISK/lock\"", child("fill", HALF), open(HALF));
        assertTrue(output.contains("filled: No space left on device"), output);
        assertTrue(output.contains("opened: points=100\n"), output);
        assertFalse(output.contains("exception"), output);
    }

    private String open(int journalBytes) {
        return child("open", journalBytes);
    }

    private String child(String what, int journalBytes) {
        return ChildJvm.command(
                temporary.path(), StoreMain.class, what, disk.toString(),
                String.valueOf(journalBytes)).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    /** Runs shell commands beside a mounted disk of 1 MiB of their own; returns their output. */
    private String onSmallDisk(String... commands) throws IOException, InterruptedException {
        String script = "set -e; DISK='" + disk + "'; mount -t tmpfs -o size=1m none \"$DISK\"; "
                + String.join("; ", commands);
        ChildJvm.Ended ended = ChildJvm.run(List.of("unshare", "-rm", "sh", "-c", script));
        assertEquals(0, ended.exitCode(), ended.output());
        return ended.output();
    }

    private boolean canMount() throws InterruptedException {
        try {
            return ChildJvm.run(List.of(
                    "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none",
                    disk.toString())).exitCode() == 0;
        } catch (IOException _) {
            return false; // no unshare here
        }
    }
}
