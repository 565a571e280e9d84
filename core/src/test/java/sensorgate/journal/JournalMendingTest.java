package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalScan.State;

/** What a start tells of blocks that are harmed, and that the next start tells nothing. */
final class JournalMendingTest {

    private static final int BLOCKS = 6;

    @TempDir
    private Path directory;
    private TestFile test;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        test = new TestFile(directory.resolve("journal"), BLOCKS);
        for (int block = 0; block < 5; block++) {
            test.write(block, 1 + 10 * block, 10);
        }
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void tellsTheExactNumberOnce() throws IOException {
        test.flip(1, JournalLayout.BLOCK_HEAD + 3 * TestFile.RECORD_BYTES + 20); // 3 are left
        test.flip(3, 20);
        start(false);
        assertEquals(1, told.size(), "" + told);
        assertTrue(told.getFirst().contains("points=17 are lost, at places=2"), "" + told);
        start(false);
        assertEquals(1, told.size(), "said again: " + told);
        JournalScan scan = JournalScan.of(test.file);
        for (int block = 0; block < 5; block++) {
            assertEquals(State.WHOLE, scan.state(block));
        }
        assertEquals(14, scan.next(1));
        assertEquals(0, scan.first(3));
        assertEquals(41, JournalLayout.blockNext(test.read(3), 0), "the block after it");
    }

    @Test
    void whatDidNotReachTheDiskIsToldUnlessTheStopWasCleanAndHasCounted() throws IOException {
        test.write(5, 51, 10);
        test.write(8, 81, 10); // without the blocks 6 and 7: there are 0 and 1 yet
        start(true);
        assertEquals(List.of(), told);
        start(false);
        assertEquals(1, told.size(), "" + told);
        assertTrue(told.getFirst().contains("points=20 are lost"), "" + told);
    }

    @Test
    void aSectorThatCannotBeWrittenDoesNotKeepTheOthersFromBeingMended() throws IOException {
        test.flip(1, 20);
        test.flip(3, 20);
        test.disk.harmBlock(3, BLOCKS);
        start(false);
        JournalScan scan = JournalScan.of(test.file);
        assertEquals(State.WHOLE, scan.state(1));
        assertEquals(State.BAD, scan.state(3));
    }

    private void start(boolean wasClean) {
        JournalScan scan = JournalScan.of(test.file);
        JournalOrigin origin = new JournalOrigin(
                TestRing.ID, TestFile.SECRET, 2, 1, SkippedSequences.NONE, scan.newest() + 1,
                scan.nextSequence());
        JournalMending mending = new JournalMending(scan, origin, wasClean);
        mending.tell(new StoreListener() {
            @Override
            public void onTrouble(String what) {
                told.add(what);
            }
        });
        mending.mend(test.file);
    }
}
