package sensorgate.device.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The versions of the program, of Java and of the system. */
public final class Version {

    private Version() {}

    /** The version of this program, e.g. {@code 0.1.0}. */
    public static String sensorgate() {
        return Optional.ofNullable(Version.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .orElseGet(Version::ofResource);
    }

    /** Java and the system, e.g. {@code Java 25.0.3+9-LTS, Linux aarch64}. */
    public static String platform() {
        return "Java " + Runtime.version()
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    /** The version that Maven wrote into a file: the class path has no module descriptor. */
    private static String ofResource() {
        try (InputStream resource = Version.class.getResourceAsStream("version.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
