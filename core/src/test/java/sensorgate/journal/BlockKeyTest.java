package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BlockKeyTest {

    private final byte[] bytes = new byte[64];

    @Test
    void everyByteOfSecretNumberAndStartChangesTheCheck() {
        Set<Integer> checks = new HashSet<>();
        checks.add(check(new byte[16], 0, 0));
        for (int i = 0; i < 16; i++) {
            byte[] secret = new byte[16];
            secret[i] = 1;
            checks.add(check(secret, 0, 0));
        }
        for (int i = 0; i < 64; i++) {
            checks.add(check(new byte[16], 1L << i, 0));
        }
        for (int i = 0; i < 32; i++) {
            checks.add(check(new byte[16], 0, 1 << i));
        }
        assertEquals(1 + 16 + 64 + 32, checks.size());
    }

    @Test
    void secretsAreRandom() {
        assertFalse(Arrays.equals(JournalOrigin.newSecret(), JournalOrigin.newSecret()));
    }

    private int check(byte[] secret, long number, int start) {
        BlockKey key = new BlockKey(secret);
        key.begin(number, start);
        return key.check(bytes, 0, bytes.length);
    }
}
