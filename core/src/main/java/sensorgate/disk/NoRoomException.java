package sensorgate.disk;

import java.io.IOException;

/** A file cannot be written because the disk has no room for all of it. */
public final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1;

    NoRoomException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
