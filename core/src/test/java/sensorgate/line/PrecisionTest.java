package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of timestamps, and how a timestamp shows its own unit. */
final class PrecisionTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1000000000",
        "1764000000, 1000000000",
        "99999999999, 1000000000",
        "100000000000, 1000000",
        "99999999999999, 1000000",
        "100000000000000, 1000",
        "99999999999999999, 1000",
        "100000000000000000, 1",
        "9223372036854775807, 1",
    })
    void showsTheUnitByTheMagnitudeWhateverTheSign(long ticks, long nsPerTick) {
        assertEquals(nsPerTick, Precision.AUTO.nsPerTick(ticks));
        assertEquals(nsPerTick, Precision.AUTO.nsPerTick(-ticks));
    }

    @Test
    void theLeastTimestampHasNoPositiveTwin() {
        assertEquals(1, Precision.AUTO.nsPerTick(Long.MIN_VALUE));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -1_764_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
    void aUnitThatIsSetStaysWhateverTheMagnitude(long ticks) {
        assertEquals(1, Precision.NS.nsPerTick(ticks));
        assertEquals(1_000, Precision.US.nsPerTick(ticks));
        assertEquals(1_000_000, Precision.MS.nsPerTick(ticks));
        assertEquals(1_000_000_000, Precision.S.nsPerTick(ticks));
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsWordAlone(Precision precision) {
        assertSame(precision, Precision.of(precision.word()));
        assertNull(Precision.of(precision.name()));
        assertNull(Precision.of(""));
    }
}
