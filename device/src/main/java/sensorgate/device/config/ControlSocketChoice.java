package sensorgate.device.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sensorgate.serve.ControlSettings;

/**
 * Where the tools of this machine are answered.
 *
 * @param path the socket's file, {@code null} for none
 * @param isNamed true if it was asked for by name, so that it must be had
 */
public record ControlSocketChoice(Path path, boolean isNamed) {

    private static final String AUTO = "auto";
    private static final String NONE = "none";
    private static final String FILE = "control.sock";

    /** Where systemd says what it has made of {@code RuntimeDirectory=}. */
    private static final String SYSTEMD_VARIABLE = "RUNTIME_DIRECTORY";

    /** The service's, and that of a gateway which root has started. */
    private static final Path SYSTEM = Path.of("/run/sensorgate", FILE);

    static ControlSocketChoice parse(String text) {
        return parse(text, System.getenv(), System.getProperty("user.name"));
    }

    /** The same for another environment and user. */
    static ControlSocketChoice parse(String text, Map<String, String> environment, String user) {
        return switch (text) {
            case NONE -> new ControlSocketChoice(null, false);
            case AUTO -> new ControlSocketChoice(automatic(environment, user), false);
            default -> new ControlSocketChoice(named(text), true);
        };
    }

    /** Where a tool looks for the gateway of this machine, first come first. */
    public static List<Path> placesToLook() {
        return placesToLook(Configuration.ofFileDefault());
    }

    /** The same for another configuration; one that is wrong is as good as none. */
    public static List<Path> placesToLook(Configuration configuration) {
        Set<Path> places = new LinkedHashSet<>();
        Path own = configuration.isGood()
                ? configuration.settings().control().path()
                : parse(AUTO).path();
        if (own != null) {
            places.add(own);
        }
        places.add(SYSTEM);
        return new ArrayList<>(places);
    }

    ControlSettings settings() {
        return new ControlSettings(path, isNamed);
    }

    /** What systemd gives a service, what belongs to root, or what is a user's own. */
    private static Path automatic(Map<String, String> environment, String user) {
        String given = environment.get(SYSTEMD_VARIABLE);
        if (given != null && given.startsWith("/")) {
            return Path.of(given.split(":")[0], FILE);
        }
        if (user.equals("root")) {
            return SYSTEM;
        }
        String runtime = environment.get("XDG_RUNTIME_DIR");
        return runtime != null && runtime.startsWith("/")
                ? Path.of(runtime, "sensorgate", FILE)
                : null;
    }

    private static Path named(String text) {
        Path path = fromTheRoot(text);
        if (path == null || path.getParent() == null) {
            throw new IllegalArgumentException("'" + text + "' cannot be used: write a file from"
                    + " the root, e.g. " + SYSTEM + ", or " + AUTO + ", or " + NONE);
        }
        String error = ControlSettings.pathError(path);
        if (error != null) {
            throw new IllegalArgumentException("'" + text + "' cannot be used: " + error);
        }
        return path;
    }

    private static Path fromTheRoot(String text) {
        try {
            Path path = Path.of(text);
            return path.isAbsolute() ? path : null;
        } catch (InvalidPathException _) {
            return null;
        }
    }
}
