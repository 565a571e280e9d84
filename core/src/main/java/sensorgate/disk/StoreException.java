package sensorgate.disk;

/**
 * State cannot be kept in the configured directory. The message gives the reason and the remedy.
 */
public final class StoreException extends Exception {

    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
