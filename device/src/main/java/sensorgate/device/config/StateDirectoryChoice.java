package sensorgate.device.config;

import java.nio.file.Path;
import java.util.Map;

/** The choice of the directory for the journal and the checkpoint. */
final class StateDirectoryChoice {

    /** The variable that names the directory systemd makes for {@code StateDirectory=}. */
    private static final String SYSTEMD_VARIABLE = "STATE_DIRECTORY";

    private StateDirectoryChoice() {}

    /** The directory, {@code null} for none. */
    static Path parse(String text) {
        return parse(text, System.getenv(), System.getProperty("user.name"),
                System.getProperty("user.home"));
    }

    static Path parse(
            String text, Map<String, String> environment, String user, String home) {
        return switch (text) {
            case "none" -> null;
            case "auto" -> automatic(environment, user, home);
            default -> named(text);
        };
    }

    /** Systemd's directory, root's, or the user's: in this order. */
    private static Path automatic(Map<String, String> environment, String user, String home) {
        Path given = SettingValue.firstPath(environment.get(SYSTEMD_VARIABLE));
        if (given != null) {
            return given;
        }
        if (user.equals("root")) {
            return Path.of("/var/lib/sensorgate");
        }
        Path states = SettingValue.absolutePath(environment.get("XDG_STATE_HOME"));
        if (states != null) {
            return states.resolve("sensorgate");
        }
        if (SettingValue.absolutePath(home) == null) {
            throw new IllegalArgumentException("'auto' cannot be used: this user has no"
                    + " home directory; write a directory, or none");
        }
        return Path.of(home, ".local", "state", "sensorgate");
    }

    private static Path named(String text) {
        Path path = SettingValue.absolutePath(text);
        if (path == null) {
            throw SettingValue.bad(
                    text, "an absolute path, e.g. /var/lib/sensorgate, or auto, or none");
        }
        return path;
    }
}
