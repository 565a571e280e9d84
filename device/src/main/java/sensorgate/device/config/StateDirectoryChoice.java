package sensorgate.device.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * The choice of the directory for the journal and the checkpoint.
 *
 * @param path the directory, {@code null} for none
 */
record StateDirectoryChoice(Path path) {

    private static final String AUTO = "auto";
    private static final String NONE = "none";

    /** The variable that names the directory systemd makes for {@code StateDirectory=}. */
    private static final String SYSTEMD_VARIABLE = "STATE_DIRECTORY";

    static StateDirectoryChoice parse(String text) {
        return parse(text, System.getenv(), System.getProperty("user.name"),
                System.getProperty("user.home"));
    }

    /** Parses for the given environment and user. */
    static StateDirectoryChoice parse(
            String text, Map<String, String> environment, String user, String home) {
        return switch (text) {
            case NONE -> new StateDirectoryChoice(null);
            case AUTO -> new StateDirectoryChoice(automatic(environment, user, home));
            default -> new StateDirectoryChoice(named(text));
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
            throw new IllegalArgumentException("'" + AUTO + "' cannot be used: this user has no"
                    + " home directory; write a directory, or " + NONE);
        }
        return Path.of(home, ".local", "state", "sensorgate");
    }

    private static Path named(String text) {
        Path path = SettingValue.absolutePath(text);
        if (path != null) {
            return path;
        }
        throw new IllegalArgumentException("'" + text + "' cannot be used: write an absolute"
                + " path, e.g. /var/lib/sensorgate, or " + AUTO + ", or " + NONE);
    }
}
