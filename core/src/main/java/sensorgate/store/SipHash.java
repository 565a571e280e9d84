package sensorgate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash-1-3: a hash with a secret key of 128 bits. Who does not know the key cannot choose names
 * whose hashes collide. Allocates nothing; any thread.
 *
 * <p>Source: J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012,
 * with one round for each block and three rounds at the end.
 */
final class SipHash {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = Long.BYTES;

    /** The last block with the length, and three rounds. */
    private static final int LAST_STEPS = 4;

    private final long key0;
    private final long key1;

    SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** A hash with a random key. */
    static SipHash random() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    /** The hash of some bytes. */
    long hash(byte[] bytes, int from, int to) {
        return hash(0, 0, bytes, from, to);
    }

    /** The hash of the eight bytes of {@code head}, lowest first, and of the bytes behind them. */
    long hash(long head, byte[] bytes, int from, int to) {
        return hash(BLOCK, head, bytes, from, to);
    }

    /** One loop for blocks, last block and final rounds, so that a round is written once. */
    private long hash(int headBytes, long head, byte[] bytes, int from, int to) {
        long v0 = key0 ^ 0x736f_6d65_7073_6575L;
        long v1 = key1 ^ 0x646f_7261_6e64_6f6dL;
        long v2 = key0 ^ 0x6c79_6765_6e65_7261L;
        long v3 = key1 ^ 0x7465_6462_7974_6573L;
        int at = from - headBytes;
        int left = LAST_STEPS;
        while (left > 0) {
            final long block;
            if (at < from) {
                block = head;
                at += BLOCK;
            } else if (to - at >= BLOCK) {
                block = (long) LONG.get(bytes, at);
                at += BLOCK;
            } else if (left == LAST_STEPS) {
                block = rest(bytes, from, at, to) | (long) (headBytes + to - from) << 56;
                left--;
            } else {
                block = 0;
                v2 ^= left == LAST_STEPS - 1 ? 0xff : 0;
                left--;
            }
            v3 ^= block;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= block;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The bytes from {@code at}, fewer than eight, lowest first. */
    private static long rest(byte[] bytes, int from, int at, int to) {
        if (at == to) {
            return 0;
        }
        if (to - from >= BLOCK) {
            return (long) LONG.get(bytes, to - BLOCK) >>> Byte.SIZE * (BLOCK - (to - at));
        }
        long rest = 0;
        for (int i = to - 1; i >= at; i--) {
            rest = rest << Byte.SIZE | bytes[i] & 0xff;
        }
        return rest;
    }
}
