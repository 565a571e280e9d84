package sensorgate.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import sensorgate.disk.Disk;

/**
 * The disk of this machine, except that nothing is forced: no test really cuts the power, and
 * thousands of forces are slow. Tests override more of its methods.
 */
public class TestDisk implements Disk {

    private final Disk real = Disk.system();

    /** A disk that works. */
    public TestDisk() {
        // nothing to set up
    }

    /** A disk that works, of a machine in the boot with this id. */
    public static TestDisk ofBoot(String id) {
        return new TestDisk() {
            @Override
            public String bootId() {
                return id;
            }
        };
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        real.createDirectories(directory);
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        return real.open(file, options);
    }

    @Override
    public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        real.write(file, bytes, at);
    }

    @Override
    public void read(FileChannel file, ByteBuffer into, long at) throws IOException {
        real.read(file, into, at);
    }

    @Override
    public void force(FileChannel file) throws IOException {
        // not forced
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public long usableBytes(Path file) {
        return real.usableBytes(file);
    }

    @Override
    public Object identity(Path file) throws IOException {
        return real.identity(file);
    }

    @Override
    public String bootId() {
        return real.bootId();
    }

    @Override
    public boolean isReadOnly(Path file) {
        return real.isReadOnly(file);
    }
}
