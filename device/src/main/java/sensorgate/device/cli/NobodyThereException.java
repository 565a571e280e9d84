package sensorgate.device.cli;

import java.io.IOException;

/** No gateway answers, or the gateway has gone; the message is one line with a remedy. */
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

    /** A gateway may be there, but this user may not ask. */
    public static NobodyThereException forbidden(String message) {
        return new NobodyThereException(message, null, ExitCode.NO_PERMISSION);
    }

    public int exitCode() {
        return exitCode;
    }
}
