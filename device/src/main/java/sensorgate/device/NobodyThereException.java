package sensorgate.device;

import java.io.IOException;

/** No gateway can be reached, or it went away; the message is one line and says what to do. */
final class NobodyThereException extends IOException {

    private static final long serialVersionUID = 1L;

    NobodyThereException(String message, Throwable cause) {
        super(message, cause);
    }
}
