package sensorgate.journal;

import java.security.SecureRandom;

/**
 * What a journal goes on from when a process starts.
 *
 * @param id the number of the ring, part of every cursor
 * @param secret begins every check of the ring
 * @param start the number of this start
 * @param boot the number of this boot of the machine
 * @param skipped sequences that no point has
 * @param block the first block of this start; a start never adds to the block of another one
 * @param nextSequence the sequence of the next point
 */
record JournalOrigin(
        int id, byte[] secret, int start, int boot, SkippedSequences skipped, long block,
        long nextSequence) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new ring without points. */
    static JournalOrigin fresh() {
        return new JournalOrigin(
                RANDOM.nextInt(), newSecret(), 1, 1, SkippedSequences.NONE, 0, 1);
    }

    static byte[] newSecret() {
        byte[] secret = new byte[BlockKey.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }
}
