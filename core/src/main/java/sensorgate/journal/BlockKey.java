package sensorgate.journal;

import java.util.zip.CRC32C;

/**
 * Computes the checks of one block at a time and of its records: the CRC32C (RFC 3720, B.4) of the
 * ring's secret, the block's number, its start and then the bytes. So bytes of another ring, of
 * another place, of an earlier round of the ring or of an earlier start do not pass. One thread.
 *
 * <p>The secret leaves the file for no reply, no log and no cursor. A sender that knows the format
 * and everything the gateway tells still lacks the 32 bits of state with which the CRC reaches the
 * bytes. No check is ever shown to a sender, and a start tries each block once: a forged record
 * passes with a chance of 1 in 2^32, and only where a scan looks for one.
 */
final class BlockKey {

    static final int SECRET_BYTES = 16;

    private static final int NUMBER = SECRET_BYTES;
    private static final int START = NUMBER + Long.BYTES;

    private final byte[] prefix = new byte[START + Integer.BYTES];
    private final CRC32C crc = new CRC32C();

    BlockKey(byte[] secret) {
        System.arraycopy(secret, 0, prefix, 0, SECRET_BYTES);
    }

    /** Goes to another block. */
    void begin(long number, int start) {
        for (int i = 0; i < Long.BYTES; i++) {
            prefix[NUMBER + i] = (byte) (number >>> 8 * i);
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            prefix[START + i] = (byte) (start >>> 8 * i);
        }
    }

    /** The check of bytes in the block. */
    int check(byte[] bytes, int from, int to) {
        crc.reset();
        crc.update(prefix, 0, prefix.length);
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
