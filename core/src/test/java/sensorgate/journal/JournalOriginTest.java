package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a new ring begins with. */
final class JournalOriginTest {

    @Test
    void eachNewRingHasItsOwnNumberAndSecret() {
        JournalOrigin one = JournalOrigin.fresh();
        JournalOrigin other = JournalOrigin.fresh();
        assertNotEquals(one.id(), other.id());
        assertEquals(BlockKey.SECRET_BYTES, one.secret().length);
        assertFalse(Arrays.equals(one.secret(), other.secret()));
        assertFalse(Arrays.equals(one.secret(), new byte[BlockKey.SECRET_BYTES]));
    }

    @Test
    void theFirstPointHasSequence1() {
        JournalOrigin fresh = JournalOrigin.fresh();
        assertEquals(1, fresh.nextSequence());
        assertEquals(0, fresh.block());
        assertEquals(SkippedSequences.NONE, fresh.skipped());
    }
}
