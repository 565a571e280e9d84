package sensorgate.serve;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where tools of this machine are answered.
 *
 * @param path the socket's file, {@code null} for none
 * @param isRequired true if there is to be no gateway without it; otherwise its directory is made
 *         where it is missing, and a gateway that cannot have it runs on
 */
public record ControlSettings(Path path, boolean isRequired) {

    /** No control socket. */
    public static final ControlSettings NONE = new ControlSettings(null, false);

    /** The longest path that a Unix-domain socket can have, in bytes: Linux takes one more. */
    public static final int PATH_BYTES_MAX = 106;

    /** What is wrong with the path of a socket, or {@code null}. */
    public static String pathError(Path path) {
        int count = path.toString().getBytes(StandardCharsets.UTF_8).length;
        return count <= PATH_BYTES_MAX ? null : "the path has " + count
                + " bytes, and that of a socket at most " + PATH_BYTES_MAX;
    }
}
