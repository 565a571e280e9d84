package sensorgate.device.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import sensorgate.device.text.Printable;

/** How a user gets access to a control socket. */
public final class SocketAccess {

    private static final String SUDO = "use sudo";

    private SocketAccess() {}

    /** What to do to use the socket: join its group, or use sudo. */
    public static String remedy(Path socket) {
        try {
            return remedyOf(Files.readAttributes(socket, PosixFileAttributes.class)
                    .group().getName());
        } catch (IOException | UnsupportedOperationException _) {
            return SUDO;
        }
    }

    /** A group without a name is a number. */
    static String remedyOf(String group) {
        return group.equals("root") || group.matches("\\d+") ? SUDO : SUDO
                + ", or join the group: sudo usermod -aG " + Printable.of(group)
                + " $USER, then log in again";
    }
}
