package sensorgate.device.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The target of a standard stream, from Linux's /proc; on other systems all answers are no. */
public enum StandardStream {
    OUT(1),
    ERROR(2);

    private final Path descriptor;

    StandardStream(int descriptor) {
        this.descriptor = Path.of("/proc/self/fd/" + descriptor);
    }

    /** True if a person types the input and reads the output: both are a terminal. */
    public static boolean areDialogue() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** True if the stream goes to a terminal, so that a person may be watching. */
    public boolean isTerminal() {
        String target = target();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    /** True for a pipe or a socket: another program reads the stream. */
    boolean isRead() {
        String target = target();
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    /** {@code device:inode} in the form of systemd's JOURNAL_STREAM; empty if not known. */
    public String deviceAndInode() {
        try {
            return Files.getAttribute(descriptor, "unix:dev") + ":"
                    + Files.getAttribute(descriptor, "unix:ino");
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException _) {
            return "";
        }
    }

    private String target() {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException | UnsupportedOperationException _) {
            return "";
        }
    }
}
