package sensorgate.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A disk that counts the calls that have returned, also those that failed. So a thread that waits
 * for many calls of another thread can tell a slow disk from a disk that hangs. Any thread.
 */
final class AnsweringDisk implements Disk {

    private final Disk disk;
    private final AtomicLong answers = new AtomicLong();

    AnsweringDisk(Disk disk) {
        this.disk = disk;
    }

    /** The number of calls that have returned. */
    long answers() {
        return answers.get();
    }

    private interface Call<T> {
        T make() throws IOException;
    }

    private interface Command {
        void run() throws IOException;
    }

    private <T> T ask(Call<T> call) throws IOException {
        try {
            return call.make();
        } finally {
            answers.incrementAndGet();
        }
    }

    private void tell(Command command) throws IOException {
        try {
            command.run();
        } finally {
            answers.incrementAndGet();
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        tell(() -> disk.createDirectories(directory));
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        return ask(() -> disk.open(file, options));
    }

    @Override
    public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        tell(() -> disk.write(file, bytes, at));
    }

    @Override
    public void read(FileChannel file, ByteBuffer into, long at) throws IOException {
        tell(() -> disk.read(file, into, at));
    }

    @Override
    public void force(FileChannel file) throws IOException {
        tell(() -> disk.force(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        tell(() -> disk.rename(from, to));
    }

    @Override
    public void delete(Path file) throws IOException {
        tell(() -> disk.delete(file));
    }

    @Override
    public long usableBytes(Path file) {
        return disk.usableBytes(file);
    }

    @Override
    public Object identity(Path file) throws IOException {
        return ask(() -> disk.identity(file));
    }

    @Override
    public String bootId() {
        return disk.bootId();
    }

    @Override
    public boolean isReadOnly(Path file) {
        return disk.isReadOnly(file);
    }
}
