package sensorgate.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What stands at a path. A link is not followed: the facts are those of the link.
 *
 * @param mode kind and permissions, as {@code stat(2)} gives them in {@code st_mode}
 * @param userId the owner
 * @param links the number of names that the file has
 * @param inode the file's number on its disk
 */
record FileFacts(int mode, int userId, int links, long inode) {

    /** The user of this process, -1 if that is not known. */
    static final int THIS_USER = thisUser();

    /* The kinds of file in st_mode, see inode(7). */
    private static final int KIND = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;

    private static final int PERMISSIONS = 0777;
    private static final int ONLY_OWNER = 0600;

    /** The facts of a path, {@code null} if nothing is there. */
    static FileFacts of(Path file) throws IOException {
        try {
            return of(Files.readAttributes(
                    file, "unix:mode,uid,nlink,ino", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return null;
        }
    }

    private static FileFacts of(Map<String, Object> attributes) {
        return new FileFacts(
                (int) attributes.get("mode"), (int) attributes.get("uid"),
                (int) attributes.get("nlink"), (long) attributes.get("ino"));
    }

    boolean isRegular() {
        return (mode & KIND) == REGULAR;
    }

    /** True if only the owner may read and write the file. */
    boolean isPrivate() {
        return (mode & PERMISSIONS) == ONLY_OWNER;
    }

    /** The kind of file, in words. */
    String kind() {
        return switch (mode & KIND) {
            case REGULAR -> "a file";
            case DIRECTORY -> "a directory";
            case LINK -> "a symbolic link";
            case FIFO -> "a FIFO";
            case SOCKET -> "a socket";
            default -> "a device";
        };
    }

    /** The kernel makes this directory belong to the user of the process. */
    private static int thisUser() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException _) {
            return -1;
        }
    }
}
