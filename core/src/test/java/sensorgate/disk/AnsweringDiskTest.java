package sensorgate.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.support.TestDisk;

/** Counts the calls that have returned, not those that hang. */
@Timeout(30)
final class AnsweringDiskTest {

    @TempDir
    private Path directory;

    @Test
    void everyCallThatReturnsIsAnAnswer() throws IOException {
        AnsweringDisk disk = new AnsweringDisk(new TestDisk());
        Path file = directory.resolve("file");
        disk.createDirectories(directory);
        try (FileChannel channel = disk.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            disk.write(channel, ByteBuffer.wrap(new byte[] {7}), 0);
            ByteBuffer read = ByteBuffer.allocate(1);
            disk.read(channel, read, 0);
            assertEquals(7, read.get(0));
            disk.force(channel);
        }
        disk.identity(file);
        disk.rename(file, directory.resolve("other"));
        disk.delete(directory.resolve("other"));
        assertEquals(8, disk.answers());
        assertThrows(IOException.class, () -> disk.identity(file));
        assertEquals(9, disk.answers(), "a failure is an answer");
    }

    @Test
    void aCallThatHangsIsNone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hang = new CountDownLatch(1);
        AnsweringDisk disk = new AnsweringDisk(new TestDisk() {
            @Override
            public void force(FileChannel file) throws IOException {
                begun.countDown();
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                disk.force(null);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        begun.await();
        assertEquals(0, disk.answers());
        hang.countDown();
        caller.join();
        assertEquals(1, disk.answers());
    }
}
