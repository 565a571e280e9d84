package sensorgate.device.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import sensorgate.port.ControlSettings;

/** The choice of the socket for tools on this machine. */
public final class ControlSocketChoice {

    private static final String FILE = "control.sock";

    /** The variable that names the directory systemd makes for {@code RuntimeDirectory=}. */
    private static final String SYSTEMD_VARIABLE = "RUNTIME_DIRECTORY";

    /** The socket of the service, and of a gateway that root starts. */
    private static final Path SYSTEM = Path.of("/run/sensorgate", FILE);

    private ControlSocketChoice() {}

    static ControlSettings parse(String text) {
        return parse(text, System.getenv(), System.getProperty("user.name"));
    }

    static ControlSettings parse(String text, Map<String, String> environment, String user) {
        return switch (text) {
            case "none" -> ControlSettings.NONE;
            case "auto" -> new ControlSettings(automatic(environment, user), false);
            default -> new ControlSettings(named(text), true);
        };
    }

    /**
     * The sockets where a tool looks for the gateway with this configuration, in this order. A
     * configuration with mistakes counts as empty.
     */
    public static List<Path> placesToLook(Configuration configuration) {
        ControlSettings own =
                configuration.isGood() ? configuration.settings().control() : parse("auto");
        return Stream.of(own.path(), SYSTEM).filter(Objects::nonNull).distinct().toList();
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
            throw SettingValue.bad(text, "an absolute path, e.g. " + SYSTEM + ", or auto, or none");
        }
        String error = ControlSettings.pathError(path);
        if (error != null) {
            throw new IllegalArgumentException("'" + text + "' cannot be used: " + error);
        }
        return path;
    }
}
