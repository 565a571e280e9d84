package sensorgate.device.cli;

/** The command line is wrong; the message is one line and says what would be right. */
public final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
