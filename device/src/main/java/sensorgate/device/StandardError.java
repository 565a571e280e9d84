package sensorgate.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard error is connected to, as far as Linux tells; elsewhere it is nothing special. */
final class StandardError {

    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/2");

    private StandardError() {}

    /** True if a person may be watching. */
    static boolean isTerminal() {
        return Terminal.isAt(2);
    }

    /** {@code device:inode}, as systemd writes them into JOURNAL_STREAM; empty if not known. */
    static String deviceAndInode() {
        try {
            return Files.getAttribute(DESCRIPTOR, "unix:dev") + ":"
                    + Files.getAttribute(DESCRIPTOR, "unix:ino");
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException _) {
            return "";
        }
    }
}
