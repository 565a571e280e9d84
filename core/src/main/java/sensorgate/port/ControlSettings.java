package sensorgate.port;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The control socket, which serves the tools of this machine.
 *
 * @param path the socket's file, {@code null} for none
 * @param isRequired true if the gateway must not start without the socket; otherwise a missing
 *         directory is created, and a gateway without the socket runs on
 */
public record ControlSettings(Path path, boolean isRequired) {

    /** No control socket. */
    public static final ControlSettings NONE = new ControlSettings(null, false);

    /** The longest path of a Unix-domain socket, bytes: one less than Linux takes. */
    public static final int PATH_BYTES_MAX = 106;

    /** The fault of a socket's path, or {@code null} for a good path. */
    public static String pathError(Path path) {
        int count = path.toString().getBytes(StandardCharsets.UTF_8).length;
        return count <= PATH_BYTES_MAX ? null : "the path is too long for"
                + " a socket: bytes=" + count + ", at most " + PATH_BYTES_MAX;
    }
}
