package sensorgate.device.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sensorgate.serve.ControlSettings;

/**
 * The choice of the socket for tools on this machine.
 *
 * @param path the socket's file, {@code null} for none
 * @param isNamed true if the user names the file: without this socket the gateway does not start
 */
public record ControlSocketChoice(Path path, boolean isNamed) {

    private static final String AUTO = "auto";
    private static final String NONE = "none";
    private static final String FILE = "control.sock";

    /** The variable that names the directory systemd makes for {@code RuntimeDirectory=}. */
    private static final String SYSTEMD_VARIABLE = "RUNTIME_DIRECTORY";

    /** The socket of the service, and of a gateway that root starts. */
    private static final Path SYSTEM = Path.of("/run/sensorgate", FILE);

    static ControlSocketChoice parse(String text) {
        return parse(text, System.getenv(), System.getProperty("user.name"));
    }

    /** Parses for the given environment and user. */
    static ControlSocketChoice parse(String text, Map<String, String> environment, String user) {
        return switch (text) {
            case NONE -> new ControlSocketChoice(null, false);
            case AUTO -> new ControlSocketChoice(automatic(environment, user), false);
            default -> new ControlSocketChoice(named(text), true);
        };
    }

    /** The sockets where a tool looks for this machine's gateway, in this order. */
    public static List<Path> placesToLook() {
        return placesToLook(Configuration.ofFileDefault());
    }

    /** The sockets for a given configuration; one with mistakes counts as empty. */
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

    /** In systemd's directory, in root's, in the user's, or {@code null}: in this order. */
    private static Path automatic(Map<String, String> environment, String user) {
        Path given = SettingValue.firstPath(environment.get(SYSTEMD_VARIABLE));
        if (given != null) {
            return given.resolve(FILE);
        }
        if (user.equals("root")) {
            return SYSTEM;
        }
        Path runtime = SettingValue.absolutePath(environment.get("XDG_RUNTIME_DIR"));
        return runtime == null ? null : runtime.resolve("sensorgate", FILE);
    }

    private static Path named(String text) {
        Path path = SettingValue.absolutePath(text);
        if (path == null || path.getParent() == null) {
            throw new IllegalArgumentException("'" + text + "' cannot be used: write an"
                    + " absolute path, e.g. " + SYSTEM + ", or " + AUTO + ", or " + NONE);
        }
        String error = ControlSettings.pathError(path);
        if (error != null) {
            throw new IllegalArgumentException("'" + text + "' cannot be used: " + error);
        }
        return path;
    }
}
