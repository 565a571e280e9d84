package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;

/** Blocks and headers in a file. */
final class JournalFileTest {

    private static final int BLOCKS = 4;

    @TempDir
    private Path directory;
    private Path path;
    private TestFile test;

    @BeforeEach
    void make() throws IOException {
        path = directory.resolve("journal");
        test = new TestFile(path, BLOCKS);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void blocksGoOnAtTheBeginningOfTheRing() throws IOException {
        byte[] three = new byte[3 * 4096];
        for (int i = 0; i < three.length; i++) {
            three[i] = (byte) (1 + i / 4096);
        }
        test.file.write(6, ByteBuffer.wrap(three)); // in the places 2, 3 and 0
        byte[] read = new byte[three.length];
        test.file.read(6, ByteBuffer.wrap(read));
        assertArrayEquals(three, read);
        byte[] bytes = Files.readAllBytes(path);
        assertEquals(JournalLayout.RING_FROM + BLOCKS * 4096, bytes.length);
        assertEquals(3, bytes[JournalLayout.RING_FROM]);
        assertEquals(1, bytes[JournalLayout.RING_FROM + 2 * 4096]);
    }

    @Test
    void whatIsBehindTheEndOfTheFileIsZeros() throws IOException {
        test.write(0, 1, 1);
        assertArrayEquals(new byte[4096], test.read(1));
    }

    @Test
    void aHeaderOverwritesTheOlderCopy() throws IOException {
        JournalHeader first = test.file.header().next(5, SkippedSequences.NONE);
        test.file.writeHeader(first);
        test.file.writeHeader(first.next(9, SkippedSequences.NONE));
        JournalHeader.Copies copies = JournalHeader.Copies.of(test.disk, test.channel());
        assertEquals(9, copies.find().header().cleanNext());
        assertTrue(copies.find().isSure());
        test.disk.bad.add(test.file.header().offset());
        JournalHeader.Copies one = JournalHeader.Copies.of(test.disk, test.channel());
        assertEquals(5, one.find().header().cleanNext(), "the copy that can be read");
        assertFalse(one.find().isSure());
        assertThrows(IOException.class, one::requireRead);
    }

    @Test
    void knowsThatItIsGoneOnlyIfTheDiskTells() throws IOException {
        assertFalse(test.file.isGone(path));
        Files.delete(path);
        test.disk.isMute = true;
        assertFalse(test.file.isGone(path), "the disk does not tell");
        test.disk.isMute = false;
        assertTrue(test.file.isGone(path));
        Files.writeString(path, "another");
        assertTrue(test.file.isGone(path));
    }

    @Test
    void opensOnlyAJournal() throws Exception {
        try (StateDirectory state = StateDirectory.open(
                directory, test.disk, new StoreListener() {})) {
            assertThrows(IOException.class, () -> JournalFile.openNamed(state));
            test.file.writeHeader(test.file.header());
            try (JournalFile opened = JournalFile.openNamed(state)) {
                assertEquals(BLOCKS, opened.blocks());
                assertArrayEquals(TestFile.SECRET, opened.header().secret());
            }
        }
    }
}
