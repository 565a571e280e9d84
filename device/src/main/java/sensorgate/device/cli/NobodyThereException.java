package sensorgate.device.cli;

import java.io.IOException;

/** No gateway can be reached, or it went away; the message is one line and says what to do. */
public final class NobodyThereException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public NobodyThereException(String message, Throwable cause) {
        this(message, cause, ExitCode.NOBODY_THERE);
    }

    private NobodyThereException(String message, Throwable cause, int exitCode) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Somebody may be there, and this user may not ask. */
    public static NobodyThereException forbidden(String message) {
        return new NobodyThereException(message, null, ExitCode.NO_PERMISSION);
    }

    /** What the program ends with. */
    public int exitCode() {
        return exitCode;
    }
}
