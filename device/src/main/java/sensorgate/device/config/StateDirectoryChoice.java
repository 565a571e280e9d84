package sensorgate.device.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where state is kept.
 *
 * @param path the directory, {@code null} for none
 */
record StateDirectoryChoice(Path path) {

    private static final String AUTO = "auto";
    private static final String NONE = "none";

    /** Where systemd says what it has made of {@code StateDirectory=}. */
    private static final String SYSTEMD_VARIABLE = "STATE_DIRECTORY";

    static StateDirectoryChoice parse(String text) {
        return parse(text, System.getenv(), System.getProperty("user.name"),
                System.getProperty("user.home"));
    }

    /** The same for another environment and user. */
    static StateDirectoryChoice parse(
            String text, Map<String, String> environment, String user, String home) {
        return switch (text) {
            case NONE -> new StateDirectoryChoice(null);
            case AUTO -> new StateDirectoryChoice(automatic(environment, user, home));
            default -> new StateDirectoryChoice(named(text));
        };
    }

    /** What systemd gives a service, what belongs to root, or what is a user's own. */
    private static Path automatic(Map<String, String> environment, String user, String home) {
        String given = environment.get(SYSTEMD_VARIABLE);
        if (given != null && given.startsWith("/")) {
            return Path.of(given.split(":")[0]);
        }
        if (user.equals("root")) {
            return Path.of("/var/lib/sensorgate");
        }
        String states = environment.get("XDG_STATE_HOME");
        if (states != null && states.startsWith("/")) {
            return Path.of(states, "sensorgate");
        }
        if (home == null || !home.startsWith("/")) {
            throw new IllegalArgumentException("'" + AUTO + "' cannot be used, for this user has no"
                    + " home directory: write a directory, or " + NONE);
        }
        return Path.of(home, ".local", "state", "sensorgate");
    }

    private static Path named(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException _) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' cannot be used: write a directory from"
                + " the root, e.g. /var/lib/sensorgate, or " + AUTO + ", or " + NONE);
    }
}
