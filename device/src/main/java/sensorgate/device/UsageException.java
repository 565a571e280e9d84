package sensorgate.device;

/** The command line is wrong; the message is one line and says what would be right. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
