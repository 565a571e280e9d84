package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes that a {@link Journal} writes in a circle. One thread writes, any thread reads. */
public interface Ring {

    /** The size of the ring, a multiple of eight bytes. */
    long bytes();

    /** Fills the rest of the buffer from an offset on. Does not continue past the ring's end. */
    void read(ByteBuffer into, long offset) throws IOException;

    /** Writes the rest of the buffer to an offset. Does not continue past the ring's end. */
    void write(ByteBuffer bytes, long offset) throws IOException;
}
