package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes that a {@link Journal} goes round in. One thread writes, any number read. */
public interface Ring {

    /** How many there are, a multiple of eight. */
    long bytes();

    /** Fills the rest of the buffer from an offset on; does not go round the end. */
    void read(ByteBuffer into, long offset) throws IOException;

    /** Writes what the buffer holds to an offset; does not go round the end. */
    void write(ByteBuffer bytes, long offset) throws IOException;
}
