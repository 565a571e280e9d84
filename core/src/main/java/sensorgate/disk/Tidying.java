package sensorgate.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts a state directory in order before its files are opened: removes half-written files, sets
 * aside what is no file of the gateway's, and makes the files private. Belongs to the thread that
 * opens the directory.
 *
 * <p>A file of the gateway's is a regular file that belongs to this user, to root or to the
 * directory's owner, and that this user may read and write. Everything else that has the name of
 * such a file is renamed, not opened: opening a FIFO would wait for a writer, and opening a link
 * would open a file elsewhere.
 */
final class Tidying {

    private static final Pattern NAMES = Pattern.compile("(" + StateDirectory.JOURNAL + "|"
            + StateDirectory.CHECKPOINT + "|" + StateDirectory.CURSOR + "[a-z0-9-]{1,32})"
            + "(\\" + StateDirectory.NEW + "|\\" + StateDirectory.ASIDE + ")?");

    /** The end of the new names, so that nothing replaces a file of ours that was set aside. */
    private static final String FOREIGN = ".foreign";

    private static final int FOREIGN_MAX = 100;

    private final Path path;
    private final Disk disk;
    private final StoreListener listener;

    Tidying(Path path, Disk disk, StoreListener listener) {
        this.path = path;
        this.disk = disk;
        this.listener = listener;
    }

    /** Looks at every file except the lock. Call with the lock held. */
    void tidyAll() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(path)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> NAMES.matcher(name).matches())
                    .sorted()
                    .toList();
        }
        for (String name : names) {
            tidy(name);
        }
    }

    /** Looks at one file. */
    void tidy(String name) throws IOException {
        Path file = path.resolve(name);
        FileFacts found = FileFacts.of(file);
        if (found == null) {
            return;
        }
        String why = foreign(file, found);
        if (why != null) {
            setAside(file, found, why);
        } else if (name.endsWith(StateDirectory.NEW)) {
            disk.delete(file);
        } else if (!found.isPrivate()) {
            makePrivate(file);
        }
    }

    /** Why the file is not one of the gateway's, {@code null} if the file is. */
    String foreign(Path file, FileFacts found) throws IOException {
        if (!found.isRegular()) {
            return "is " + found.kind();
        }
        if (file.toString().endsWith(StateDirectory.ASIDE)) {
            return null; // the next file that is set aside replaces this one, of any owner
        }
        boolean isKnown = FileFacts.THIS_USER >= 0;
        boolean isOwn = found.userId() == FileFacts.THIS_USER;
        boolean isTrusted = isOwn || found.userId() == 0
                || found.userId() == FileFacts.of(path.toRealPath()).userId();
        if (!isKnown || isTrusted && (isOwn || Files.isReadable(file) && Files.isWritable(file))) {
            return null;
        }
        return "belongs to " + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName()
                + (isTrusted ? ", and this user may not use it" : "");
    }

    private void setAside(Path file, FileFacts found, String why) throws IOException {
        Path aside = freeName(file);
        disk.rename(file, aside);
        String user = StateDirectory.user();
        boolean isUseful = found.isRegular() && !file.endsWith(StateDirectory.LOCK);
        listener.onTrouble(file + " " + why + ": set aside as " + aside + (isUseful
                ? "; to use it, stop the gateway and run: sudo chown " + user + " " + aside
                        + " && sudo mv " + aside + " " + file
                : ""));
    }

    /** A name that nothing has: what was set aside before may be somebody's data. */
    private static Path freeName(Path file) throws IOException {
        Path free = Path.of(file + FOREIGN);
        for (int number = 2; FileFacts.of(free) != null; number++) {
            if (number > FOREIGN_MAX) {
                throw new IOException("there are " + FOREIGN_MAX + " files " + file + FOREIGN
                        + ".* already: remove those that nobody needs");
            }
            free = Path.of(file + FOREIGN + "." + number);
        }
        return free;
    }

    /** A disk without permissions, such as FAT, refuses; there the mount says who may read. */
    private static void makePrivate(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | UnsupportedOperationException _) {
            // the gateway works all the same
        }
    }
}
