package sensorgate.device.cli;

/** The arguments are wrong; the message is one line and says what to write instead. */
public final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
