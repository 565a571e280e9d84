package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What this process has open, where /proc tells. */
public final class OpenDescriptors {

    private static final Path OWN = Path.of("/proc/self/fd");
    private static final Path MAPS = Path.of("/proc/self/maps");

    private OpenDescriptors() {}

    /** True where descriptors can be seen. */
    public static boolean canBeSeen() {
        return Files.isDirectory(OWN);
    }

    /** The numbers of those that are no files: the JVM opens and closes files as it pleases. */
    public static Set<Integer> withoutFiles() {
        Set<Integer> numbers = new TreeSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN)) {
            for (Path descriptor : descriptors) {
                if (!isFile(descriptor)) {
                    numbers.add(Integer.valueOf(descriptor.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return numbers;
    }

    /**
     * What was opened since. What was closed since does not count: a test before may end late, and
     * the JDK closes what it was told to close when no thread is in it any more.
     */
    public static Set<Integer> openedSince(Set<Integer> before) {
        Set<Integer> opened = withoutFiles();
        opened.removeAll(before);
        return opened;
    }

    /** What this process has open or mapped of the files in a directory. */
    public static List<String> under(Path directory) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN);
                Stream<String> maps = Files.lines(MAPS)) {
            for (Path descriptor : descriptors) {
                found.add(target(descriptor));
            }
            maps.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.removeIf(one -> !one.contains(directory + "/"));
        return found;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }

    private static boolean isFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/");
        } catch (IOException _) {
            return true; // the one that the directory itself was read through has gone
        }
    }
}
