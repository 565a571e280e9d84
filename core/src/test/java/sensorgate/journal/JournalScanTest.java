package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.Disk;
import sensorgate.journal.JournalScan.State;

/** The blocks that a scan finds in a file. */
final class JournalScanTest {

    private static final int BLOCKS = 4;
    private static final byte[] SECRET = JournalOrigin.newSecret();

    private final BlockKey key = new BlockKey(SECRET);

    @TempDir
    private Path directory;
    private FileChannel channel;
    private JournalFile file;

    @BeforeEach
    void make() throws Exception {
        channel = FileChannel.open(
                directory.resolve("journal"), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        long bytes = JournalLayout.RING_FROM + BLOCKS * 4096L;
        channel.write(ByteBuffer.allocate(1), bytes - 1); // its whole size
        file = JournalFile.unnamed(
                Disk.system(), channel, JournalHeader.first(7, SECRET, bytes, bytes));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void anEmptyFileHasNoBlock() {
        JournalScan scan = JournalScan.of(file);
        assertEquals(-1, scan.newest());
        assertEquals(0, scan.oldest());
        assertEquals(1, scan.nextSequence());
        assertEquals(0, scan.newestStart());
    }

    @Test
    void theNewestBlockTellsWhichOthersBelongToTheJournal() throws Exception {
        write(1, 10, 3); // of an earlier round, in the place of block 5
        write(3, 13, 3);
        write(4, 16, 3);
        write(6, 22, 3);
        JournalScan scan = JournalScan.of(file);
        assertEquals(6, scan.newest());
        assertEquals(3, scan.oldest());
        assertEquals(25, scan.nextSequence());
        assertEquals(State.WHOLE, scan.state(3));
        assertEquals(State.WHOLE, scan.state(4));
        assertEquals(State.MISSING, scan.state(5));
        assertEquals(16, scan.first(4));
        assertEquals(19, scan.next(4));
        assertEquals(0, scan.first(5));
    }

    @Test
    void tellsTornAndBadBlocks() throws Exception {
        write(0, 1, 3);
        write(1, 4, 3);
        write(2, 7, 3);
        harm(0, JournalLayout.BLOCK_HEAD + 46 + 10);
        harm(1, 20);
        JournalScan scan = JournalScan.of(file);
        assertEquals(State.TORN, scan.state(0));
        assertEquals(JournalLayout.BLOCK_HEAD + 46, scan.tornAt(0));
        assertEquals(2, scan.next(0));
        assertEquals(State.BAD, scan.state(1));
        assertEquals(State.WHOLE, scan.state(2));
    }

    @Test
    void aBlockInAnotherPlaceIsNone() throws Exception {
        byte[] block = block(0, 1, 3);
        channel.write(ByteBuffer.wrap(block), JournalLayout.RING_FROM + 4096);
        assertEquals(-1, JournalScan.of(file).newest());
    }

    @Test
    void sequencesThatGoBackAreBad() throws Exception {
        write(0, 100, 3);
        write(1, 50, 3);
        write(2, 103, 3);
        JournalScan scan = JournalScan.of(file);
        assertEquals(State.BAD, scan.state(1));
        assertEquals(106, scan.nextSequence());
    }

    @Test
    void tellsWhetherTheEndIsDamaged() throws Exception {
        write(0, 1, 3);
        write(1, 4, 3);
        assertFalse(JournalScan.of(file).isEndDamaged(), "zeros follow");
        write(2, 7, 3);
        write(3, 10, 3);
        write(4, 13, 3);
        assertFalse(JournalScan.of(file).isEndDamaged(), "an earlier round follows");
        channel.truncate(file.header().fileBytes() - 1);
        assertTrue(JournalScan.of(file).isEndDamaged(), "the file is cut short");
        write(3, 10, 3);
        harm(0, JournalLayout.BLOCK_HEAD + 46 + 10);
        assertTrue(JournalScan.of(file).isEndDamaged(), "a record of the newest block");
        harm(0, 20);
        assertEquals(3, JournalScan.of(file).newest());
        assertTrue(JournalScan.of(file).isEndDamaged(), "the head of what was the newest block");
    }

    private void write(long number, long first, int points) throws Exception {
        file.write(number, ByteBuffer.wrap(block(number, first, points)));
    }

    private void harm(long block, int at) throws Exception {
        long offset = JournalLayout.RING_FROM + block * 4096 + at;
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, offset);
        one.put(0, (byte) (one.get(0) ^ 1));
        channel.write(one.clear(), offset);
    }

    /** A block with points of 46 bytes. */
    private byte[] block(long number, long first, int points) {
        byte[] block = new byte[4096];
        JournalLayout.setBlockHead(block, 0, number, 1, 1, first, key);
        int at = JournalLayout.BLOCK_HEAD;
        for (long sequence = first; sequence < first + points; sequence++) {
            byte[] record = new byte[46];
            JournalLayout.setRecordHead(record, 46, 0, sequence, 1, 1, 1, key);
            System.arraycopy(record, 0, block, at, 46);
            at += 46;
        }
        return block;
    }
}
