package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The sockets, selectors and wake-up events that this process has open, where /proc tells. */
public final class OpenDescriptors {

    private static final Path OWN = Path.of("/proc/self/fd");

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

    private static boolean isFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/");
        } catch (IOException _) {
            return true; // the one that the directory itself was read through has gone
        }
    }
}
