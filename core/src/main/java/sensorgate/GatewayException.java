package sensorgate;

/** A gateway cannot start as it was configured; the message says what failed and the remedy. */
public final class GatewayException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Says what failed, and why. */
    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
