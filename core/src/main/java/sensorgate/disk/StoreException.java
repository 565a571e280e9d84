package sensorgate.disk;

/** State cannot be kept where it was asked for; the message says why, and what would be right. */
public final class StoreException extends Exception {

    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
