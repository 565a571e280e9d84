package sensorgate;

/** A gateway cannot start with its settings; the message says what failed and the remedy. */
public sealed class GatewayException extends Exception
        permits PortTakenException {

    private static final long serialVersionUID = 1L;

    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
