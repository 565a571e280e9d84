package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import sensorgate.support.TestDisk;

/** A journal's file of a few blocks, on a disk with bad sectors. */
final class TestFile implements AutoCloseable {

    static final byte[] SECRET = JournalOrigin.newSecret();

    /** The size of a record of {@link #block}. */
    static final int RECORD_BYTES = 46;

    /** A disk that can neither read nor write some bytes of its files. */
    static final class SectorDisk extends TestDisk {

        /** The offsets in files of the bytes that are bad. */
        final Set<Long> bad = ConcurrentHashMap.newKeySet();

        /** Makes a block bad, in a ring that has this number of blocks. */
        void harmBlock(long block, long blocks) {
            bad.add(JournalLayout.RING_FROM + JournalLayout.placeOf(block % blocks) + 77);
        }

        /** The identity of a file that cannot be opened for writing. */
        volatile Object readOnly;

        @Override
        public FileChannel open(Path file, OpenOption... options) throws IOException {
            boolean isWritten = List.of(options).contains(StandardOpenOption.WRITE);
            if (isWritten && readOnly != null && Files.exists(file)
                    && identity(file).equals(readOnly)) {
                throw new IOException("Eingabe-/Ausgabefehler");
            }
            return super.open(file, options);
        }

        /** The disk tells no file's identity. */
        volatile boolean isMute;

        @Override
        public Object identity(Path file) throws IOException {
            if (isMute) {
                throw new IOException("Eingabe-/Ausgabefehler");
            }
            return super.identity(file);
        }

        @Override
        public void read(FileChannel file, ByteBuffer into, long at) throws IOException {
            failIfBad(at, into.remaining());
            super.read(file, into, at);
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
            failIfBad(at, bytes.remaining());
            super.write(file, bytes, at);
        }

        private void failIfBad(long at, long count) throws IOException {
            if (bad.stream().anyMatch(offset -> offset >= at && offset < at + count)) {
                throw new IOException("Eingabe-/Ausgabefehler");
            }
        }
    }

    private final BlockKey key = new BlockKey(SECRET);
    private final FileChannel channel;
    final SectorDisk disk = new SectorDisk();
    final JournalFile file;

    TestFile(Path path, int blocks) throws IOException {
        channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        long bytes = JournalLayout.RING_FROM + blocks * 4096L;
        file = JournalFile.of(
                disk, path, channel, JournalHeader.first(TestRing.ID, SECRET, bytes, bytes));
    }

    FileChannel channel() {
        return channel;
    }

    /** Writes a block with points of these sequences. */
    void write(long number, long first, int points) throws IOException {
        file.write(number, ByteBuffer.wrap(block(number, first, points)));
    }

    /** Changes a bit of a block. */
    void flip(long block, int at) throws IOException {
        byte[] bytes = read(block);
        bytes[at] ^= 1;
        file.write(block, ByteBuffer.wrap(bytes));
    }

    byte[] read(long block) throws IOException {
        byte[] bytes = new byte[4096];
        file.read(block, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** A block with points, each of {@value #RECORD_BYTES} bytes. */
    byte[] block(long number, long first, int points) {
        byte[] block = new byte[4096];
        JournalLayout.setBlockHead(block, 0, number, 1, 1, first, key);
        int at = JournalLayout.BLOCK_HEAD;
        for (long sequence = first; sequence < first + points; sequence++) {
            byte[] record = new byte[RECORD_BYTES];
            JournalLayout.setRecordHead(record, RECORD_BYTES, 0, sequence, 1, 1, 1, key);
            System.arraycopy(record, 0, block, at, RECORD_BYTES);
            at += RECORD_BYTES;
        }
        return block;
    }

    @Override
    public void close() {
        file.close();
    }
}
