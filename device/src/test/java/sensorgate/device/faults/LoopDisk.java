package sensorgate.device.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sensorgate.support.Requires;

/**
 * A real file system in a file, mounted through a loop device. Only root can make one. The kernel
 * frees the loop device when the last use of it ends.
 */
final class LoopDisk {

    private Path image;
    private final Path mountPoint;
    private Process guard;

    /** Makes a file system on the medium and mounts it below {@code work}. */
    private LoopDisk(Path work, Path medium, String makeFileSystem, String size)
            throws IOException, InterruptedException {
        image = medium.resolve("image");
        mountPoint = Files.createDirectories(work.resolve("disk"));
        Shell.run("truncate -s " + size, image.toString());
        Shell.run(makeFileSystem, image.toString());
        mount();
    }

    /** An ext4 as a Raspberry Pi has it, but small; {@code options} are of mkfs.ext4. */
    static LoopDisk ext4(Path work, String size, String options)
            throws IOException, InterruptedException {
        require("mkfs.ext4");
        return new LoopDisk(work, work, "mkfs.ext4 -q -F " + options, size);
    }

    /**
     * An ext4 on a medium that has no room for all of it: writing back fails when something else
     * has filled the medium. The metadata have their room.
     */
    static LoopDisk ext4WithoutRoom(Path work) throws IOException, InterruptedException {
        require("mkfs.ext4");
        Path medium = Files.createDirectories(work.resolve("medium"));
        Shell.run("mount -t tmpfs -o size=24m none", medium.toString());
        return new LoopDisk(
                work, medium,
                "mkfs.ext4 -q -F -J size=4 -E lazy_itable_init=0,lazy_journal_init=0,nodiscard",
                "64m");
    }

    /** Fills the medium under the file system. */
    void fillMedium() throws IOException, InterruptedException {
        Shell.run("cat /dev/zero 2>/dev/null >" + image.resolveSibling("ballast") + "; true");
    }

    /** Makes room, also for the copy that {@link #replace()} needs. */
    void makeRoomOnMedium() throws IOException, InterruptedException {
        Files.delete(image.resolveSibling("ballast"));
        Shell.run("mount -o remount,size=256m", image.getParent().toString());
    }

    static LoopDisk btrfs(Path work) throws IOException, InterruptedException {
        require("mkfs.btrfs");
        return new LoopDisk(work, work, "mkfs.btrfs -q -f", "128m");
    }

    private static void require(String makeFileSystem) throws IOException, InterruptedException {
        boolean isRoot = Shell.run("id -u").equals("0");
        Requires.that(
                isRoot && Shell.succeeds("losetup -f") && Shell.has(makeFileSystem),
                "root, a loop device (losetup -f) and " + makeFileSystem);
    }

    /** Where the file system is mounted. */
    Path path() {
        return mountPoint;
    }

    void mount() throws IOException, InterruptedException {
        Shell.run("mount -o loop", image.toString(), mountPoint.toString());
    }

    /**
     * Mounts what is on the disk now at the same path, repaired. A process keeps the old files that
     * it has open.
     */
    void replace() throws IOException, InterruptedException {
        Path next = image.resolveSibling(image.getFileName() + "+");
        Shell.run("cp --sparse=always", image.toString(), next.toString());
        Shell.succeeds("e2fsck -f -y", next.toString()); // its exit code 1: repaired
        Files.delete(image);
        image = next;
        unmountLazily();
        mount();
    }

    private void unmountLazily() throws IOException, InterruptedException {
        Shell.run("umount -l", mountPoint.toString());
    }

    void unmount() throws IOException, InterruptedException {
        Shell.run("umount", mountPoint.toString());
    }

    void remount(String option) throws IOException, InterruptedException {
        Shell.run("mount -o remount," + option, mountPoint.toString());
    }

    /** The file system finds an error in itself and takes no further write. */
    void makeErroneous() throws IOException, InterruptedException {
        String device = Shell.run("findmnt -n -o SOURCE", mountPoint.toString());
        Shell.run("echo 1 >/sys/fs/ext4/" + Path.of(device).getFileName() + "/trigger_fs_error");
    }

    /**
     * No write ends until {@link #thaw()}. A guard thaws a disk that a test has left frozen:
     * nothing that touches such a disk ends, not even by a signal.
     */
    void freeze() throws IOException, InterruptedException {
        guard = new ProcessBuilder("sh", "-c", "sleep 20; fsfreeze -u " + mountPoint).start();
        Shell.run("fsfreeze -f", mountPoint.toString());
    }

    /** Writes go on; does nothing if it is not frozen. */
    void thaw() throws IOException, InterruptedException {
        if (guard != null) {
            Shell.run("fsfreeze -u", mountPoint.toString());
            guard.descendants().forEach(ProcessHandle::destroyForcibly);
            guard.destroyForcibly();
            guard = null;
        }
    }

    /** Fills the file system to the last byte, as another program would. */
    void fill() throws IOException, InterruptedException {
        Shell.run("cd " + mountPoint + " && for file in ballast ballast2; do "
                + "cat /dev/zero >$file; sync -f .; done 2>/dev/null; true");
    }

    void makeRoom() throws IOException {
        Files.deleteIfExists(mountPoint.resolve("ballast"));
        Files.deleteIfExists(mountPoint.resolve("ballast2"));
    }

    /** No further file can be made. */
    void useUpInodes() throws IOException, InterruptedException {
        Shell.run("cd " + mountPoint + " && mkdir many && i=0; "
                + "while touch many/$i 2>/dev/null; do i=$((i+1)); done");
    }

    void freeInodes() throws IOException, InterruptedException {
        Shell.run("rm -r", mountPoint.resolve("many").toString());
    }

    void close() throws Exception {
        thaw();
        if (Shell.succeeds("mountpoint -q", mountPoint.toString())
                && !Shell.succeeds("umount", mountPoint.toString())) {
            unmountLazily();
        }
        Files.deleteIfExists(image);
        if (Shell.succeeds("mountpoint -q", image.getParent().toString())) {
            Shell.run("umount", image.getParent().toString());
        }
    }
}
